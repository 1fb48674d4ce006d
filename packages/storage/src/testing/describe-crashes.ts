import { describe, expect, test } from 'vitest';
import { startJob } from './samples.js';
import { startProgram } from './start-program.js';
import { withStorage, type CreateSubject } from './subject.js';

const SEEDS = 60;

export function describeCrashes(create: CreateSubject): void {
  describe('crashes', () => {
    test(
      'kill -9 in the middle of commits loses nothing that was stored, and doubles nothing',
      withStorage(create, async (storage, { options, checkIntegrity }) => {
        const { jobId } = await startJob(
          storage,
          Array.from({ length: SEEDS }, (_, i) => ({
            seed_index: i,
            repetitions: 1,
            metadata: { i },
          })),
        );
        const printed: string[] = [];
        for (const lines of [40, 90]) {
          const program = startProgram('commit-until-done.ts', [
            JSON.stringify(options),
            String(jobId),
            `runner-${lines}`,
          ]);
          await program.waitForLines(lines);
          await program.kill();
          printed.push(...program.lines);
          await checkIntegrity();
          const { items } = await storage.executions.list({ job_id: jobId, limit: 1_000 });
          const ended = new Set(
            items.filter((one) => one.finished_at !== null).map(({ id }) => id),
          );
          for (const id of printed) expect(ended).toContain(Number(id));
          const job = await storage.jobs.getJob(jobId);
          const counts = await storage.jobs.countExecutions(jobId);
          expect(job.records_generated).toBe(counts['generated'] ?? 0);
          expect(job.current_seed).toBe(counts['generated'] ?? 0);
          expect(job.total_seeds).toBe(SEEDS + (counts['fanned_out'] ?? 0));
          expect((await storage.records.list()).total).toBe(counts['generated'] ?? 0);
        }
        const last = startProgram('commit-until-done.ts', [
          JSON.stringify(options),
          String(jobId),
          'runner-last',
        ]);
        await last.ended;
        printed.push(...last.lines);
        expect(new Set(printed).size).toBe(printed.length);
        expect(await storage.jobs.countExecutions(jobId)).toEqual({
          fanned_out: SEEDS,
          generated: 2 * SEEDS,
        });
        expect(await storage.jobs.getJob(jobId)).toMatchObject({
          total_seeds: 2 * SEEDS,
          current_seed: 2 * SEEDS,
          cost: 3 * SEEDS * 0.25,
        });
      }),
    );
  });
}
