import type { Json, TraceCall } from '@datagenflow/contracts';

/** One message of a prompt as it was sent. */
export interface PromptMessage {
  role: string;
  text: string;
}

/** The messages of a call, and everything else that was sent along. */
export interface Prompt {
  messages: PromptMessage[];
  rest: Record<string, Json>;
}

/** Reads the messages out of a request. Null when it carries none: an embedding, or a cut request. */
export function readPrompt({ request }: Pick<TraceCall, 'request'>): Prompt | null {
  if (!isObject(request) || !Array.isArray(request.messages)) return null;
  const { messages, ...rest } = request;
  return { messages: messages.map(readMessage), rest };
}

function readMessage(message: Json): PromptMessage {
  if (!isObject(message)) return { role: '', text: JSON.stringify(message) };
  const { role, content } = message;
  return {
    role: typeof role === 'string' ? role : '',
    text: typeof content === 'string' ? content : JSON.stringify(content, null, 2),
  };
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
