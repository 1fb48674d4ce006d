import type { ExtensionInstall, Id, Job, ServerEvent } from '@datagenflow/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from './keys.js';

const RECORDS_MS = 1_000;

/** Keeps what is cached true to what happens on the server. */
export class LiveCache {
  readonly #client: QueryClient;
  readonly #changed = new Set<Id>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** Takes in an event; jobs come whole with theirs, records are read again once a second. */
  readonly apply = (event: ServerEvent): void => {
    switch (event.type) {
      case 'resync':
        return this.#refresh();
      case 'job:started':
        return this.#refresh(keys.jobs);
      case 'job:progress':
        return this.#show(event.job);
      case 'execution:finished':
        return this.#refreshRecordsSoon(event.job_id);
      case 'job:finished':
        this.#show(event.job);
        this.#refresh(keys.records(event.job.id));
        return this.#refresh(keys.failures(event.job.id));
      case 'extension:reloaded':
      case 'extension:failed':
        return this.#refreshExtensions();
      case 'extension:install':
        this.#log(event);
        return event.status === 'completed' ? this.#refreshExtensions() : undefined;
      default:
    }
  };

  /** Ends what still waits. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #show(job: Job): void {
    this.#client.setQueryData<Job>(keys.job(job.id), (known) => known && job);
    const jobs = this.#client.getQueryData<Job[]>(keys.jobs);
    if (jobs === undefined) return;
    const isListed = jobs.some(({ id }) => id === job.id);
    if (!isListed) return this.#refresh(keys.jobs);
    this.#client.setQueryData<Job[]>(
      keys.jobs,
      jobs.map((other) => (other.id === job.id ? job : other)),
    );
  }

  #log({ block_type, status, message }: ExtensionInstall): void {
    this.#client.setQueryData<string[]>(keys.installLog(block_type), (lines = []) =>
      status === 'started' ? [message] : [...lines, message],
    );
  }

  #refreshExtensions(): void {
    for (const key of [keys.extensions, keys.blocks, keys.templates]) this.#refresh(key);
  }

  #refreshRecordsSoon(jobId: Id): void {
    this.#changed.add(jobId);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const id of this.#changed) this.#refresh(keys.records(id));
      this.#changed.clear();
    }, RECORDS_MS);
  }

  #refresh(queryKey: readonly unknown[] = []): void {
    void this.#client.invalidateQueries({ queryKey });
  }
}
