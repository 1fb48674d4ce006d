import type { JsonObject } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
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
        expect(await storage.maintenance.pruneCalls(new Date(0))).toBe(0);
        expect(await storage.maintenance.pruneCalls(LATER)).toBe(600);
        const page = await storage.executions.list({ job_id: kept.jobId });
        const execution = await storage.executions.get(page.items[0]?.id ?? 0, { trace: true });
        expect(execution.trace?.[0]?.calls).toHaveLength(1);
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

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
