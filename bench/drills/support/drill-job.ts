import { setTimeout as sleep } from 'node:timers/promises';
import {
  isEnded,
  type DataRecord,
  type Job,
  type JobOptions,
  type JsonObject,
} from '@datagenflow/contracts';
import { isAnswerTo } from '../../harness/numbered-answer.ts';
import { checkStored } from './check-stored.ts';
import { expectEqual, type Check } from '../drill.ts';
import type { Victim } from './victim.ts';
import { waitUntil } from './wait-until.ts';

const END_MS = 20 * 60_000;

/** One call for each execution. */
export const askPipeline = {
  name: 'Drill',
  blocks: [{ type: 'TextGenerator', config: { user_prompt: 'Write about {{ topic }}.' } }],
};

/** A job that a drill has a server run. */
export class DrillJob {
  readonly #victim: Victim;
  readonly #seeds: number;
  readonly id: number;

  private constructor(victim: Victim, seeds: number, id: number) {
    this.#victim = victim;
    this.#seeds = seeds;
    this.id = id;
  }

  /** Starts {@link askPipeline} over so many seeds. */
  static async start(victim: Victim, seeds: number, options: JobOptions): Promise<DrillJob> {
    const saved = await victim.ask('/api/pipelines', askPipeline);
    const { id } = (await saved.json()) as { id: number };
    const started = await victim.ask('/api/generate', formOf(id, topics(seeds), options));
    const { job_id } = (await started.json()) as { job_id: number };
    return new DrillJob(victim, seeds, job_id);
  }

  async read(): Promise<Job> {
    return (await (await this.#victim.ask(`/api/jobs/${this.id}`)).json()) as Job;
  }

  /** Resolves when the job is as asked; says what was waited for otherwise. */
  async is(what: string, isIt: (job: Job) => boolean, limitMs?: number): Promise<Job> {
    const ask = async (): Promise<Job | undefined> => {
      await sleep(20);
      const job = await this.read();
      return isIt(job) ? job : undefined;
    };
    return waitUntil(what, ask, limitMs);
  }

  /** Resolves when it does not go on by itself any more. */
  async ends(): Promise<Job> {
    return this.is('the end of the job', ({ status }) => isEnded(status), END_MS);
  }

  /**
   * Stops the server and holds what is left against the promises; the job is completed, by an
   * endpoint that repeats what it is asked.
   */
  async checkLeft(): Promise<Check[]> {
    const { code } = await this.#victim.stop();
    const checks = await checkStored(this.#victim.databasePath, {
      jobId: this.id,
      seeds: this.#seeds,
      repetitions: 1,
      isRight: isAnswered,
      seen: new Map(),
    });
    return [...checks, expectEqual('the server stops with 0', code, 0)];
  }
}

/** So many seeds, each with a number and a topic of its own. */
export function topics(count: number): { repetitions: number; metadata: JsonObject }[] {
  return Array.from({ length: count }, (_, number) => ({
    repetitions: 1,
    metadata: { number, topic: `topic ${number}` },
  }));
}

/** The form that starts a job over these seeds. */
export function formOf(
  pipelineId: number,
  seeds: readonly object[],
  options: JobOptions = {},
): FormData {
  const form = new FormData();
  form.set('pipeline_id', String(pipelineId));
  form.set('options', JSON.stringify(options));
  form.set('file', new Blob([JSON.stringify(seeds)]), 'seeds.json');
  return form;
}

function isAnswered({ seed_index, accumulated_state }: DataRecord): boolean {
  return isAnswerTo(accumulated_state['assistant'], `Write about topic ${seed_index}.`);
}
