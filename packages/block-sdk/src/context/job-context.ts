import type {
  ChatRequest,
  ChatResult,
  Constraints,
  GenerateRequest,
  GenerateResult,
  Json,
  JsonObject,
  Usage,
} from '@datagenflow/contracts';
import type { Static, TSchema } from '@datagenflow/contracts/typebox';
import type { BlockRandom } from './block-random.js';

/** Models by their local names. A finished call is stored before the block sees it. */
export interface BlockModels {
  /** @throws ModelError when no answer could be had. */
  chat(request: ChatRequest): Promise<ChatResult>;
  /**
   * A value that fits the schema, asked again with the errors when it does not.
   * @throws ModelError with code `structured_output_invalid` when no answer fits.
   */
  generate<S extends TSchema>(
    request: Omit<GenerateRequest, 'schema'> & { schema: S },
  ): Promise<GenerateAnswer<S>>;
}

/** Answer to `generate`, typed by a TypeBox schema and plain JSON for any other. */
export type GenerateAnswer<S> = S extends { '~kind': string } | { '~unsafe': unknown }
  ? Omit<GenerateResult, 'value'> & { value: Static<S> }
  : GenerateResult;

/** Lines that show up in the trace of the execution and in the log. */
export interface BlockLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What any block can reach. No database, no environment, no keys. */
export interface JobContext {
  readonly llm: BlockModels;
  /** One vector per text, in order; `model` is the local name of an embedding model. */
  embed(texts: readonly string[], options?: { model?: string }): Promise<number[][]>;
  /**
   * Runs `fn` once per job for each distinct `input` and remembers what it gave, up to 1 MB of
   * JSON. A throw is not remembered; equal calls at the same time share one run. In several block
   * hosts at the same time each runs its own, and all get the value that was stored first.
   */
  memo<T extends Json>(name: string, input: Json, fn: () => Promise<T> | T): Promise<T>;
  /** Draws that repeat when the job repeats. */
  readonly random: BlockRandom;
  readonly log: BlockLog;
  /** Aborted when the job is cancelled or the step’s time is over. */
  readonly signal: AbortSignal;
  /** What the execution has used so far, calls of this step included. */
  readonly usage: Usage;
  /** Limits of the job. */
  readonly constraints: Constraints;
  readonly jobId: number;
  readonly pipelineId: number;
  readonly stepId: string;
  /** 1 at first, one more with every retry. */
  readonly attempt: number;
  /** Renders a prompt over these fields. @throws PromptError */
  render(prompt: string, fields: Readonly<JsonObject>): string;
}
