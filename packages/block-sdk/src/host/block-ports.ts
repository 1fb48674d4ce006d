import type {
  ChatRequest,
  ChatResult,
  EmbedRequest,
  EmbedResult,
  GenerateRequest,
  GenerateResult,
  Json,
  LogLine,
} from '@datagenflow/contracts';

/** A value that `context.memo` stored. */
export interface Memo {
  value: Json;
}

/**
 * Everything outside that one pass of a step can reach. Calls are stored before they answer. In a
 * block host each member is a message to the runner.
 */
export interface BlockPorts {
  chat(request: ChatRequest): Promise<ChatResult>;
  generate(request: GenerateRequest): Promise<GenerateResult>;
  embed(request: EmbedRequest): Promise<EmbedResult>;
  /** The stored value, or undefined when there is none yet. */
  readMemo(name: string, input: Json): Promise<Memo | undefined>;
  /** Stores a value, unless there is one. */
  writeMemo(name: string, input: Json, value: Json): Promise<void>;
  log(line: LogLine): void;
}
