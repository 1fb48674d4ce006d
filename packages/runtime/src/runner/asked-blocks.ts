import {
  DataGenFlowError,
  type BlockDescription,
  type Clock,
  type JsonObject,
  type Source,
} from '@datagenflow/contracts';
import { hashJson } from '@datagenflow/engine';
import type { BlockRegistry, RegisteredBlock } from '@datagenflow/registry';
import type { CatalogEntry } from './messages.js';

const SOURCES: readonly Source[] = ['user', 'custom'];
const MAX_DESCRIPTIONS = 1_024;
const LIMIT_MS = 5_000;

type Describe = (blockType: string, config: JsonObject) => Promise<BlockDescription>;

/**
 * The blocks of the user in a process that never loads them: what they do with a config is asked
 * of the runner, once for each code and config, and none can be opened here.
 */
export class AskedBlocks {
  readonly #registry: BlockRegistry;
  readonly #ask: Describe;
  readonly #clock: Clock;
  readonly #known = new Map<string, BlockDescription>();

  constructor(registry: BlockRegistry, clock: Clock, ask: Describe) {
    this.#registry = registry;
    this.#clock = clock;
    this.#ask = ask;
  }

  /** Registers these, in place of all those before. */
  replace(entries: readonly CatalogEntry[]): void {
    for (const source of SOURCES) {
      const own = entries.filter(({ info }) => info.source === source);
      this.#registry.replaceAll(
        source,
        own.map((entry) => this.#toBlock(entry)),
      );
    }
  }

  #toBlock({ info, codeHash }: CatalogEntry): RegisteredBlock {
    return {
      info,
      codeHash,
      describe: (config) => this.#describe(info.type, codeHash, config),
      open: () =>
        Promise.reject(new Error(`Block '${info.type}' can be opened by the runner only.`)),
    };
  }

  /** An answer that comes too late is kept all the same. */
  async #describe(type: string, codeHash: string, config: JsonObject): Promise<BlockDescription> {
    const key = hashJson([type, codeHash, config]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const answer = this.#ask(type, config).then((description) => {
      this.#keep(key, description);
      return description;
    });
    const isAnswered = new AbortController();
    const late = this.#clock
      .sleep(LIMIT_MS, isAnswered.signal)
      .then(() => Promise.reject(tooLate(type)));
    try {
      return await Promise.race([answer, late]);
    } finally {
      late.catch(() => undefined);
      answer.catch(() => undefined);
      isAnswered.abort();
    }
  }

  #keep(key: string, description: BlockDescription): void {
    this.#known.set(key, description);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_DESCRIPTIONS && oldest !== undefined) this.#known.delete(oldest);
  }
}

function tooLate(type: string): DataGenFlowError {
  return new DataGenFlowError(
    'describe_timeout',
    `Block '${type}' was not described within ${LIMIT_MS} ms: the runner is busy, or its describe() takes long. Try again in a moment.`,
    { status: 503, detail: { block_type: type, limit_ms: LIMIT_MS } },
  );
}
