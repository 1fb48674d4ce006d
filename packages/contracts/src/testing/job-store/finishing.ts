import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../nouns/json.js';
import type { StoredRecord } from '../../ports/finishing-store.js';
import type { CallKey, ClaimedExecution, JobStore } from '../../ports/job-store.js';
import {
  OWNER,
  failed,
  fannedOut,
  filtered,
  generated,
  jobWith,
  seed,
  storedCall,
} from './samples.js';
import { withStore, type CreateSubject } from './subject.js';

const FIRST = { step_id: 'first-1', block_type: 'First' };
const SECOND = { step_id: 'second-1', block_type: 'Second' };

/** Job-wide steps: reading records, patching them, going on after a crash. */
export function describeFinishing(create: CreateSubject): void {
  describe('finishing', () => {
    test(
      'reads records by seed, repetition and branch, whatever came first',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 2), seed(1)]);
        const [a, b, c] = await claim(store, jobId);
        if (!a || !b || !c) throw new Error('Three were asked for');
        await store.commit(OWNER, [generated(c, { n: 3 }), fannedOut(a, { n: 1 }, twelve())]);
        const branches = await claim(store, jobId);
        await store.commit(OWNER, [
          ...branches.toReversed().map((branch) => generated(branch, { ...branch.written })),
          filtered(b),
        ]);
        const records = await readAll(store, jobId, []);
        expect(records.map(({ seed_index, branch }) => `${seed_index}/${branch}`)).toEqual([
          ...twelve().map((_, i) => `0/${i}`),
          '1/',
        ]);
        expect(records[2]).toMatchObject({
          repetition: 0,
          metadata: { topic: 'topic 0' },
          fields: { n: 1, part: 2 },
        });
      }),
    );

    test(
      'reads more than a page, each record once',
      withStore(create, async (store, pipelineId) => {
        const { jobId } = await generatedJob(store, pipelineId, 250);
        const records = await readAll(store, jobId, []);
        expect(records.map(({ repetition }) => repetition)).toEqual(records.map((_, i) => i));
        expect(new Set(records.map(({ record_id }) => record_id)).size).toBe(250);
      }),
    );

    test(
      'a drop makes the execution filtered and takes its record away',
      withStore(create, async (store, pipelineId) => {
        const { jobId, records } = await generatedJob(store, pipelineId, 3);
        const [a, b] = records;
        if (!a || !b) throw new Error('Three were made');
        const patches = [
          { record_id: a.record_id, fields: { kept: true } },
          { record_id: b.record_id, fields: { kept: false }, drop: 'duplicate' },
        ];
        const report = await store.patchRecords(jobId, FIRST, patches);
        expect(report).toEqual({ reviewed: [], unknown: [] });
        expect(await store.getJob(jobId)).toMatchObject({
          current_seed: 3,
          records_generated: 2,
          records_filtered: 1,
        });
        expect(await store.countExecutions(jobId)).toEqual({ generated: 2, filtered: 1 });
        const left = await readAll(store, jobId, []);
        expect(left.map(({ fields }) => fields)).toEqual([{ n: 0, kept: true }, { n: 2 }]);
      }),
    );

    test(
      'a step that runs again reads what it read before, and patching again changes nothing',
      withStore(create, async (store, pipelineId) => {
        const { jobId, records } = await generatedJob(store, pipelineId, 4);
        const first = records.map(({ record_id }, i) => ({
          record_id,
          fields: { rank: i, n: 10 + i },
          ...(i === 1 ? { drop: 'second' } : {}),
        }));
        await store.patchRecords(jobId, FIRST, first);
        const forSecond = await readAll(store, jobId, [SECOND.step_id]);
        await store.patchRecords(
          jobId,
          SECOND,
          forSecond.slice(1).map(({ record_id }) => ({ record_id, drop: 'late', fields: {} })),
        );
        const both = [FIRST.step_id, SECOND.step_id];
        expect(await readAll(store, jobId, both)).toEqual(records);
        expect(await readAll(store, jobId, [SECOND.step_id])).toEqual(forSecond);
        const before = await store.getJob(jobId);
        await store.patchRecords(jobId, FIRST, first);
        expect(await store.getJob(jobId)).toEqual(before);
        expect(await readAll(store, jobId, both)).toEqual(records);
        const left = await readAll(store, jobId, []);
        expect(left.map(({ fields }) => fields)).toEqual([{ n: 10, rank: 0 }]);
      }),
    );

    test(
      'knows only records of its job',
      withStore(create, async (store, pipelineId) => {
        const { records } = await generatedJob(store, pipelineId, 1);
        const { jobId } = await generatedJob(store, pipelineId, 1);
        const foreign = records[0]?.record_id ?? 0;
        const report = await store.patchRecords(jobId, FIRST, [
          { record_id: foreign, drop: 'not mine' },
          { record_id: 999_999, drop: 'nobody’s' },
        ]);
        expect(report).toEqual({ reviewed: [], unknown: [foreign, 999_999] });
        expect((await store.getJob(jobId)).records_filtered).toBe(0);
      }),
    );

    test(
      'calls of a job-wide step are stored, counted, found, rejected and reused',
      withStore(create, async (store, pipelineId) => {
        const { jobId, claimed } = await generatedJob(store, pipelineId, 1);
        const stored = { ...storedCall(claimed[0] ?? { id: 0 }, 0), execution_id: null };
        const write = { kind: 'call', job_id: jobId, stored } as const;
        await store.commit(OWNER, [write]);
        await store.commit(OWNER, [write]);
        expect((await store.getJob(jobId)).cost).toBe(0.5);
        expect(await store.findCall(jobId, stored)).toEqual(stored);
        expect(await store.findCall(jobId, { ...stored, n: 1 })).toBeUndefined();
        const other = await generatedJob(store, pipelineId, 1);
        expect(await store.findCall(other.jobId, stored)).toBeUndefined();
        const key: CallKey = { ...keyOf(stored), step_id: 'other-1' };
        const reused = await store.reuseCall(other.jobId, key);
        expect(reused).toMatchObject({ ...key, answer: stored.answer, reused: true });
        expect(await store.findCall(other.jobId, key)).toEqual(reused);
        expect(await store.getJob(other.jobId)).toMatchObject({ cost: 0, saved_cost: 0.5 });
        const rejection = { key: keyOf(stored), reason: 'not JSON' };
        await store.commit(OWNER, [{ kind: 'call_rejected', job_id: jobId, ...rejection }]);
        expect((await store.findCall(jobId, stored))?.rejected).toBe('not JSON');
        expect((await store.findCall(other.jobId, key))?.rejected).toBeNull();
      }),
    );
  });

  describe('a number of records', () => {
    test(
      'seeds take turns, each with whole rounds',
      withStore(create, async (store, pipelineId) => {
        const job = await jobWith(store, pipelineId, []);
        await store.importSeeds(job, [seed(0, 3), seed(1, 1)], { most: 1 });
        expect(await store.repeatSeeds(job, 3)).toBe(4);
        expect((await store.getJob(job)).total_seeds).toBe(6);
        const taken = await store.claimExecutions(job, OWNER, 9, 0, {});
        const places = taken.map(({ repetition, seed_index }) => `${repetition}/${seed_index}`);
        expect(places).toEqual(['0/0', '0/1', '1/0', '1/1', '2/0', '2/1']);
      }),
    );

    test(
      'finds the place of the n-th record and what has not ended before it',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 3), seed(1, 3)]);
        const claimed = await store.claimExecutions(jobId, OWNER, 6, 0, {});
        const [a, b, c, d] = claimed;
        if (!a || !b || !c || !d) throw new Error('Six were asked for');
        await store.commit(OWNER, [generated(d, { n: 1 }), generated(b, { n: 2 }), filtered(a)]);
        expect(await store.findPlace(jobId, 2, [])).toEqual({
          repetition: 1,
          seed_index: 1,
          branch: '',
        });
        expect(await store.findPlace(jobId, 3, [])).toBeUndefined();
        const upTo = await store.findPlace(jobId, 2, []);
        if (upTo === undefined) throw new Error('There are two');
        expect([await store.countOpen(jobId), await store.countOpen(jobId, upTo)]).toEqual([3, 1]);
        await store.releaseExecutions(OWNER, [c.id]);
        const next = await store.claimExecutions(jobId, OWNER, 9, 0, { upTo });
        expect(next.map(({ id }) => id)).toEqual([c.id]);
        const first = await readAll(store, jobId, []);
        expect(first.map(({ seed_index, repetition }) => [seed_index, repetition])).toEqual([
          [1, 0],
          [1, 1],
        ]);
      }),
    );

    test(
      'surplus is filtered, what is pending forgotten',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 5)]);
        const claimed = await store.claimExecutions(jobId, OWNER, 4);
        await store.commit(
          OWNER,
          claimed.map((execution) => generated(execution, { n: execution.repetition })),
        );
        const behind = { repetition: 1, seed_index: 0, branch: '' };
        const stopped = store.dropSurplus(jobId, behind, AbortSignal.abort(new Error('told')));
        await expect(stopped).rejects.toThrow('told');
        expect(await store.dropSurplus(jobId, behind)).toEqual({ dropped: 2, reviewed: 0 });
        expect(await store.dropSurplus(jobId, behind)).toEqual({ dropped: 0, reviewed: 0 });
        expect(await store.countExecutions(jobId)).toEqual({ generated: 2, filtered: 2 });
        expect(await store.getJob(jobId)).toMatchObject({
          total_seeds: 4,
          current_seed: 4,
          records_generated: 2,
          records_filtered: 2,
        });
        expect((await readAll(store, jobId, [])).map(({ fields }) => fields)).toEqual([
          { n: 0 },
          { n: 1 },
        ]);
      }),
    );

    test(
      'however much there is too much of, it is all counted',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 2_400)]);
        const claimed = await store.claimExecutions(jobId, OWNER, 1_100);
        await store.commit(
          OWNER,
          claimed.map((execution) => generated(execution, {})),
        );
        const behind = { repetition: 0, seed_index: 0, branch: '' };
        expect(await store.dropSurplus(jobId, behind)).toEqual({ dropped: 1_099, reviewed: 0 });
        expect(await store.countExecutions(jobId)).toEqual({ generated: 1, filtered: 1_099 });
        expect(await store.getJob(jobId)).toMatchObject({
          total_seeds: 1_100,
          current_seed: 1_100,
          records_generated: 1,
          records_filtered: 1_099,
        });
      }),
    );

    test(
      'what failed and waits to run again is surplus too, and not forgotten',
      withStore(create, async (store, pipelineId) => {
        const jobId = await jobWith(store, pipelineId, [seed(0, 3)]);
        const [a, b] = await store.claimExecutions(jobId, OWNER, 2);
        if (!a || !b) throw new Error('Two were asked for');
        await store.commit(OWNER, [generated(a, { n: 0 }), failed(b, 'no')]);
        await store.moveJob(jobId, ['pending'], 'failed');
        await store.retryFailed(jobId, ['failed'], { steps: [{ id: 'write-1', attempts: 1 }] });
        const behind = { repetition: 0, seed_index: 0, branch: '' };
        expect(await store.dropSurplus(jobId, behind)).toEqual({ dropped: 0, reviewed: 0 });
        expect(await store.countExecutions(jobId)).toEqual({ generated: 1, filtered: 1 });
        expect(await store.getJob(jobId)).toMatchObject({
          total_seeds: 2,
          current_seed: 2,
          records_generated: 1,
          records_failed: 0,
          records_filtered: 1,
        });
      }),
    );
  });
}

function twelve(): JsonObject[] {
  return Array.from({ length: 12 }, (_, part) => ({ part }));
}

function claim(store: JobStore, jobId: number): Promise<ClaimedExecution[]> {
  return store.claimExecutions(jobId, OWNER, 500);
}

/** A job with so many records: `{ n }`. */
async function generatedJob(store: JobStore, pipelineId: number, count: number) {
  const jobId = await jobWith(store, pipelineId, [seed(0, count)]);
  const claimed = await claim(store, jobId);
  await store.commit(
    OWNER,
    claimed.map((execution) => generated(execution, { n: execution.repetition })),
  );
  return { jobId, claimed, records: await readAll(store, jobId, []) };
}

async function readAll(
  store: JobStore,
  jobId: number,
  steps: readonly string[],
): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of store.readRecords(jobId, { steps })) records.push(...page);
  return records;
}

function keyOf({ execution_id, step_id, attempt, request_hash, n }: CallKey): CallKey {
  return { execution_id, step_id, attempt, request_hash, n };
}
