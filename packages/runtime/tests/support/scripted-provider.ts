import type { Execution, Job, JsonObject, ModelPrices } from '@datagenflow/contracts';
import { createFakeProvider, type FakeProvider, type Fault } from '@datagenflow/llm/testing';
import { saveModel } from '../../src/index.js';
import type { TestRuntime } from './test-runtime.js';

/** What an endpoint does with a request: answer with a text, or a fault. */
export type Reply = { kind: 'text'; text: string } | Fault;

/** Replies by case, in the order of its requests; the last one is for all that follow. */
export type Script = Readonly<Record<string, readonly Reply[]>>;

export const PRICES: ModelPrices = { input: 1, output: 2 };

/** An answer with a text, or with a value as JSON. */
export function says(value: unknown): Reply {
  return { kind: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) };
}

/**
 * An endpoint that follows a script, and models of this name for chats and embeddings there. A chat
 * belongs to the case that its messages name: `case <name>`.
 */
export async function addScriptedModel(
  { runtime }: TestRuntime,
  name: string,
  script: Script,
): Promise<FakeProvider> {
  const asked = new Map<string, number>();
  let next: Reply | undefined;
  const provider = await createFakeProvider({
    answer: (body) => {
      next = replyTo(body, script, asked);
      return next?.kind === 'text' ? next.text : undefined;
    },
    fault: (_, body) => (next?.kind === 'text' || !('messages' in body) ? undefined : next),
  });
  const prices = PRICES;
  const model = { name, provider: 'custom', endpoint: provider.url, model_name: 'fake', prices };
  await saveModel(runtime, 'llm', model);
  await saveModel(runtime, 'embedding', model);
  return provider;
}

/** Executions of a job with their traces, by the field `case` of their seeds. */
export async function readCases(
  { runtime }: TestRuntime,
  { id }: Job,
): Promise<Record<string, Execution>> {
  const { executions } = runtime.storage;
  const { items } = await executions.list({ job_id: id, limit: 100 });
  const all = await Promise.all(items.map((item) => executions.get(item.id, { trace: true })));
  return Object.fromEntries(
    all.map((execution) => [execution.trace?.[0]?.input['case'] as string, execution]),
  );
}

function replyTo(body: JsonObject, script: Script, asked: Map<string, number>): Reply | undefined {
  const name = /\bcase (\w+)/.exec(JSON.stringify(body['messages']))?.[1] ?? '';
  const replies = script[name];
  if (replies === undefined) throw new Error(`the script has no case '${name}'`);
  const before = asked.get(name) ?? 0;
  asked.set(name, before + 1);
  return replies[Math.min(before, replies.length - 1)];
}
