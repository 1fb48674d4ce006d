import { Worker } from 'node:worker_threads';
import { DataGenFlowError } from '@datagenflow/contracts';
import type { DatabasePlace } from '../database/database.js';
import type { FoundRecords, RecordRequest } from './find-records.js';
import type { FinderAnswer, FinderQuestion } from './finder-messages.js';

type Waiting = PromiseWithResolvers<FoundRecords>;

/** A thread that searches records. It does not keep the process alive. */
export class FinderThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #isOver = false;

  constructor(place: DatabasePlace) {
    this.#worker = startWorker(place);
    this.#worker.unref();
    this.#worker.on('message', (answer: FinderAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('The thread that searches has ended.')));
  }

  /** Whether it can’t be asked any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws what the search throws */
  async find(request: RecordRequest): Promise<FoundRecords> {
    this.#asked += 1;
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(this.#asked, waiting);
    this.#worker.ref();
    this.#worker.postMessage({ id: this.#asked, request } satisfies FinderQuestion, []);
    return waiting.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: FinderAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('found' in answer) waiting?.resolve(answer.found);
    else waiting?.reject(errorOf(answer));
  }

  #end(error: unknown): void {
    this.#isOver = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function errorOf({ error }: Extract<FinderAnswer, { error: object }>): Error {
  if ('bug' in error) return new Error(error.bug);
  const { code, message, status, detail } = error;
  return new DataGenFlowError(code, message, { status, detail });
}

/** From TypeScript, in tests, Node strips the types; imports name the files of a build. */
function startWorker(place: DatabasePlace): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const here = (name: string) => new URL(name, import.meta.url);
  if (!isSource) return new Worker(here('./finder-worker.js'), { workerData: place });
  return new Worker(here('./finder-worker.ts'), {
    workerData: place,
    execArgv: [
      '--conditions=@datagenflow/source',
      `--import=${here('../testing/typescript-hook.ts').href}`,
    ],
  });
}
