import type {
  CallContext,
  ChatRequest,
  ChatResult,
  EmbedRequest,
  EmbedResult,
  GenerateRequest,
  GenerateResult,
  Json,
  ModelAnswer,
  ModelCall,
  ModelClient,
  RecordedAnswer,
} from '@datagenflow/contracts';

/** Answers a prompt. `sends` counts from 1 over all calls; throwing is a failed call. */
export type Script = (
  prompt: string,
  sends: number,
  signal: AbortSignal,
) => string | Promise<string>;

/** Tokens of every call: 170 in all. */
export const CALL_USAGE = { input_tokens: 100, output_tokens: 70, cached_tokens: 0 };

/** A model client whose provider is a function. Every call goes through the recorder. */
export class ScriptedModels implements ModelClient {
  /** What was sent to the provider, replays not included. */
  readonly sent: ModelCall[] = [];
  /** US dollars of a call; null: no price. */
  price: number | null = 0.25;
  readonly #script: Script;

  constructor(script: Script = (prompt) => `answer to ${prompt}`) {
    this.#script = script;
  }

  async chat(request: ChatRequest, context: CallContext): Promise<ChatResult> {
    const { answer } = await this.#ask(request, context);
    return {
      text: answer.text ?? '',
      model: request.model ?? 'default',
      usage: answer.usage,
      cost: answer.cost,
      finish_reason: 'stop',
      truncated: false,
    };
  }

  async generate(request: GenerateRequest, context: CallContext): Promise<GenerateResult> {
    for (let attempts = 1; ; attempts += 1) {
      const { answer, reject } = await this.#ask(request, context, attempts);
      const value = readJson(answer.text ?? '');
      const rest = { usage: answer.usage, cost: answer.cost, attempts };
      if (value !== undefined) return { value, model: request.model ?? 'default', ...rest };
      reject('not JSON');
      if (attempts > (request.max_repairs ?? 2)) throw new Error('No valid answer');
    }
  }

  async embed(
    { model = 'default', texts }: EmbedRequest,
    context: CallContext,
  ): Promise<EmbedResult> {
    const call = callOf('embedding', model, { texts });
    const { answer } = await this.#record(call, texts.join(' '), context);
    return {
      embeddings: texts.map((text) => [text.length]),
      model,
      usage: answer.usage,
      cost: answer.cost,
    };
  }

  #ask(request: ChatRequest, context: CallContext, repair = 1): Promise<RecordedAnswer> {
    const { model = 'default', messages } = request;
    const sent = messages.map(({ role, content }) => ({ role, content }));
    const parameters = { messages: sent, ...(repair > 1 ? { repair } : {}) };
    const prompt = messages.at(-1)?.content ?? '';
    return this.#record(callOf('chat', model, parameters), prompt, context);
  }

  #record(call: ModelCall, prompt: string, context: CallContext): Promise<RecordedAnswer> {
    const { recorder, signal } = context;
    return recorder.record(call, async (): Promise<ModelAnswer> => {
      signal.throwIfAborted();
      this.sent.push(call);
      const text = await this.#script(prompt, this.sent.length, signal);
      return {
        text,
        finish_reason: 'stop',
        usage: CALL_USAGE,
        cost: this.price,
        latency_ms: 1,
      };
    });
  }
}

/** Never resolves; rejects with the signal’s reason. */
export function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function callOf(
  kind: ModelCall['kind'],
  model: string,
  parameters: ModelCall['parameters'],
): ModelCall {
  return {
    kind,
    origin: 'https://models.example',
    provider_model: `${model}-1`,
    model,
    parameters,
  };
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
