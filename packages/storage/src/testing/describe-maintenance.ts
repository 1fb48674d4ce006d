import type { ClaimedExecution, JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import type { Storage } from '../open-storage.js';
import { callOf, fannedOut, generated, makeRecords, OWNER, startJob, traceOf } from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

const LATER = new Date('2999-01-01');

/** Whatever the database: pruning and what reports are made of. */
export function describeMaintenance(create: CreateSubject): void {
  describe('pruning', () => {
    test(
      'removes calls that belong to no job, when they are old',
      withStorage(create, async (storage) => {
        const seeds = [{ seed_index: 0, repetitions: 600, metadata: {} }];
        const { jobId } = await startJob(storage, seeds);
        const kept = await startJob(storage, [{ seed_index: 0, repetitions: 1, metadata: {} }]);
        for (const id of [jobId, kept.jobId]) {
          const claimed = await storage.jobs.claimExecutions(id, OWNER, 600);
          await storage.jobs.commit(
            OWNER,
            claimed.flatMap((execution) => [
              {
                kind: 'call' as const,
                job_id: id,
                stored: callOf(execution, 'a', 'b'),
              },
              generated(execution, { text: 'b' }),
            ]),
          );
          await storage.jobs.moveJob(id, ['pending'], 'completed');
        }
        await storage.jobs.deleteJob(jobId);
        await storage.removeDeleted();
        expect(await storage.maintenance.pruneCalls({ before: new Date(0) })).toBe(0);
        expect(await storage.maintenance.pruneCalls({ before: LATER })).toBe(600);
        const page = await storage.executions.list({ job_id: kept.jobId });
        const execution = await storage.executions.get(page.items[0]?.id ?? 0, { trace: true });
        expect(execution.trace?.[0]?.calls).toHaveLength(1);
      }),
    );
  });

  describe('pruning by bytes', () => {
    test(
      'row 59: removes the oldest until the rest fits, and none that belongs to a job',
      withStorage(create, async (storage) => {
        const text = 'é'.repeat(500);
        const gone = await startJob(storage, [{ seed_index: 0, repetitions: 10, metadata: {} }]);
        const claimed = await storage.jobs.claimExecutions(gone.jobId, OWNER, 10);
        const living = await claim(storage);
        await storage.jobs.commit(
          OWNER,
          [...claimed, living].map((execution, i) => ({
            kind: 'call' as const,
            job_id: execution.job_id,
            stored: callOf(execution, String(i), text),
          })),
        );
        expect(await storage.maintenance.pruneCalls({ maxBytes: 0 })).toBe(0);
        await storage.jobs.moveJob(gone.jobId, ['pending'], 'cancelled');
        await storage.jobs.deleteJob(gone.jobId);
        await storage.removeDeleted();
        const prune = (maxBytes: number) => storage.maintenance.pruneCalls({ maxBytes });
        expect(await prune(20_000)).toBe(0);
        expect(await prune(4_999)).toBe(6);
        expect(await prune(4_999)).toBe(0);
        const left = await claim(storage);
        const reused = async (content: string) =>
          (await storage.jobs.reuseCall(left.job_id, callOf(left, content, '')))?.answer.text;
        expect([await reused('5'), await reused('6'), await reused('9')]).toEqual([
          undefined,
          text,
          text,
        ]);
        expect(await prune(0)).toBe(4);
        expect(
          (await storage.jobs.reuseCall(left.job_id, callOf(left, '10', '')))?.answer.text,
        ).toBe(text);
      }),
    );
  });

  describe('calls that were reused', () => {
    test(
      'serve a job once, whichever of their copies are left',
      withStorage(create, async (storage) => {
        const first = await claim(storage);
        await storage.jobs.commit(OWNER, [
          { kind: 'call', job_id: first.job_id, stored: callOf(first, 'a', 'answer') },
        ]);
        const copies = [await claim(storage), await claim(storage)];
        for (const copy of copies) expect(await reuse(storage, copy)).toBe('answer');
        expect(await pruneWith(storage, first)).toBe(1);
        const next = await claim(storage, 2);
        expect([await reuse(storage, next), await reuse(storage, next, 1)]).toEqual([
          'answer',
          undefined,
        ]);
        expect(await reuse(storage, copies[0] ?? next, 1)).toBeUndefined();
      }),
    );

    test(
      'are not reused any more once a copy is rejected, whichever of the others are left',
      withStorage(create, async (storage) => {
        const first = await claim(storage);
        const stored = callOf(first, 'a', 'answer');
        await storage.jobs.commit(OWNER, [{ kind: 'call', job_id: first.job_id, stored }]);
        const copies = [await claim(storage), await claim(storage)];
        for (const copy of copies) expect(await reuse(storage, copy)).toBe('answer');
        expect(await pruneWith(storage, first)).toBe(1);
        for (const { id, job_id } of copies.slice(1)) {
          const key = { ...stored, execution_id: id };
          await storage.jobs.commit(OWNER, [{ kind: 'call_rejected', job_id, key, reason: 'no' }]);
        }
        expect(await reuse(storage, await claim(storage))).toBeUndefined();
      }),
    );

    test(
      'stay in the traces of the jobs that live, when what they were copied from is pruned',
      withStorage(create, async (storage) => {
        const first = await claim(storage);
        const stored = callOf(first, 'a', 'answer');
        await storage.jobs.commit(OWNER, [{ kind: 'call', job_id: first.job_id, stored }]);
        const living = await claim(storage);
        expect(await reuse(storage, living)).toBe('answer');
        await storage.jobs.commit(OWNER, [generated(living, { text: 'answer' })]);
        expect(await pruneWith(storage, first)).toBe(1);
        expect(await storage.maintenance.pruneCalls({ before: LATER })).toBe(0);
        const { trace } = await storage.executions.get(living.id, { trace: true });
        expect(trace?.[0]?.calls).toMatchObject([{ response: 'answer', origin: 'reused' }]);
      }),
    );
  });

  describe('reports', () => {
    test(
      'read every execution that ended, and the fields of every record',
      withStorage(create, async (storage) => {
        const long = 'x'.repeat(100_000);
        const values: JsonObject[] = Array.from({ length: 120 }, (_, i) =>
          i % 20 === 0 ? { score: i, long } : { score: i },
        );
        const { jobId, pipelineId } = await makeRecords(storage, values);
        const pages = await collect(storage.reports.executions(jobId));
        expect(pages.map(({ executions }) => executions.length)).toEqual([50, 50, 20]);
        expect(pages[0]?.steps[0]).toMatchObject({
          step_id: 'write-1',
          status: 'ok',
          execution_time: 0.5,
          usage: null,
          cost: 0,
        });
        const fields = await collect(storage.reports.fields(jobId));
        expect(fields.length).toBeGreaterThan(1);
        expect(fields.flat().map(({ score }) => score)).toEqual(values.map(({ score }) => score));
        const branched = await startJob(
          storage,
          [{ seed_index: 0, repetitions: 1, metadata: {} }],
          pipelineId,
        );
        const [root] = await storage.jobs.claimExecutions(branched.jobId, OWNER, 1);
        if (root === undefined) throw new Error('There is one');
        await storage.jobs.commit(OWNER, [fannedOut(root, [traceOf({})], [{ a: 1 }, { a: 2 }])]);
        const [page] = await collect(storage.reports.executions(branched.jobId));
        expect(page?.executions).toEqual([{ status: 'fanned_out', reason: null, step_id: null }]);
      }),
    );
  });
}

/** The first execution of a job of its own. */
async function claim(storage: Storage, repetitions = 1): Promise<ClaimedExecution> {
  const { jobId } = await startJob(storage, [{ seed_index: 0, repetitions, metadata: {} }]);
  const [execution] = await storage.jobs.claimExecutions(jobId, OWNER, 1);
  if (execution === undefined) throw new Error('There is one');
  return execution;
}

/** Removes the job of an execution, then all calls that no job keeps; gives their number. */
async function pruneWith(storage: Storage, { job_id }: { job_id: number }): Promise<number> {
  await storage.jobs.moveJob(job_id, ['pending'], 'cancelled');
  await storage.jobs.deleteJob(job_id);
  await storage.removeDeleted();
  return storage.maintenance.pruneCalls({ before: LATER });
}

/** What the call of another job answers that it gets. */
async function reuse(
  storage: Storage,
  execution: ClaimedExecution,
  n = 0,
): Promise<string | null | undefined> {
  const found = await storage.jobs.reuseCall(execution.job_id, {
    ...callOf(execution, 'a', ''),
    n,
  });
  return found?.answer.text;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
