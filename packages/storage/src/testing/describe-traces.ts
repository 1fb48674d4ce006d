import { rebuildTrace, type JsonObject, type TraceDelta } from '@datagenflow/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../open-storage.js';
import {
  OWNER,
  callOf,
  clock31DaysOn,
  fannedOut,
  generated,
  makeRecords,
  startJob,
  traceOf,
} from './samples.js';
import { withStorage, type CreateSubject } from './subject.js';

export function describeTraces(create: CreateSubject): void {
  describe('traces', () => {
    test(
      'of any tree of fan-outs are rebuilt as they were recorded',
      withStorage(create, async (storage) => {
        const cases = fc.asyncProperty(trees, fields, async (tree, metadata) => {
          const { jobId } = await startJob(storage, [{ seed_index: 0, repetitions: 1, metadata }]);
          await runTree(storage, jobId, tree);
          const expected = recordTree(tree, metadata);
          const { items } = await storage.records.list({ job_id: jobId, limit: 1_000 });
          expect(items.map(({ branch }) => branch).toSorted()).toEqual(
            [...expected.keys()].toSorted(),
          );
          for (const { id, branch, execution_id } of items) {
            const { trace } = await storage.records.get(id, { trace: true });
            expect(JSON.stringify(trace)).toBe(JSON.stringify(expected.get(branch)));
            const execution = await storage.executions.get(execution_id, { trace: true });
            expect(execution.trace).toEqual(trace);
          }
        });
        await fc.assert(cases, { numRuns: 20 });
      }),
    );

    test(
      'keep what failed, and everything a step told',
      withStorage(create, async (storage) => {
        const { jobId } = await startJob(storage, [
          { seed_index: 0, repetitions: 1, metadata: { topic: 'x' } },
        ]);
        const [execution] = await storage.jobs.claimExecutions(jobId, OWNER, 1);
        if (!execution) throw new Error('One was asked for');
        const trace: TraceDelta[] = [
          {
            ...traceOf({ text: 'a\u0000' }),
            usage: { input_tokens: 1, output_tokens: 2, cached_tokens: 3 },
            cost: null,
            replayed: 1,
            reused: 2,
            logs: [{ level: 'info', message: 'working\u0000' }],
          },
          {
            ...traceOf(null, 'check-1'),
            error: { code: 'block_threw', message: 'no', detail: { at: [1] } },
          },
        ];
        const base = { execution_id: execution.id, job_id: jobId, trace };
        const usage = { input_tokens: 1, output_tokens: 2, cached_tokens: 3 };
        const reason = { code: 'block_threw', message: 'no', detail: { at: [1] } };
        const end = { ...base, usage, cost: null, saved_cost: 0, reason, step_id: 'check-1' };
        await storage.jobs.commit(OWNER, [
          { kind: 'outcome', outcome: { ...end, status: 'failed' } },
        ]);
        const stored = await storage.executions.get(execution.id, { trace: true });
        expect(stored).toMatchObject({ status: 'failed', reason, step_id: 'check-1', cost: null });
        expect(stored.trace).toEqual(rebuildTrace({ topic: 'x' }, trace));
      }),
    );

    test(
      'row 59: show the calls of each step as they were sent, a huge prompt cut',
      withStorage(create, async (storage) => {
        const { jobId } = await startJob(storage, [
          { seed_index: 0, repetitions: 2, metadata: {} },
        ]);
        const [one, two] = await storage.jobs.claimExecutions(jobId, OWNER, 2);
        if (!one || !two) throw new Error('Two were asked for');
        const huge = callOf(two, 'y'.repeat(100_000), 'short');
        await storage.jobs.commit(OWNER, [
          { kind: 'call', job_id: jobId, stored: callOf(one, 'Say "hi" \u0000', 'hi') },
          { kind: 'call', job_id: jobId, stored: huge },
          generated(one, { text: 'hi' }),
          generated(two, { text: 'short' }),
        ]);
        const { items } = await storage.records.list();
        const [second, first] = await Promise.all(
          items.map(({ id }) => storage.records.get(id, { trace: true })),
        );
        expect(first?.trace?.[0]?.calls).toEqual([
          {
            model: 'demo',
            request: { messages: [{ role: 'user', content: 'Say "hi" \u0000' }] },
            response: 'hi',
            usage: { input_tokens: 3, output_tokens: 2, cached_tokens: 0 },
            cost: 0.25,
            latency_ms: 20,
            origin: 'bought',
          },
        ]);
        const request = JSON.stringify(second?.trace?.[0]?.calls?.[0]?.request);
        expect(request.length).toBeLessThan(70_000);
        expect(request).toContain('"truncated":true');
      }),
    );

    test(
      'of a retried execution show no calls of the pass that failed',
      withStorage(create, async (storage) => {
        const { jobId } = await startJob(storage, [
          { seed_index: 0, repetitions: 1, metadata: {} },
        ]);
        const [claimed] = await storage.jobs.claimExecutions(jobId, OWNER, 1);
        if (!claimed) throw new Error('One was asked for');
        const wrong = callOf(claimed, 'Say hi', 'no');
        const end = { usage: wrong.answer.usage, cost: 0.25, saved_cost: 0 };
        await storage.jobs.commit(OWNER, [
          { kind: 'call', job_id: jobId, stored: wrong },
          {
            kind: 'outcome',
            outcome: {
              ...end,
              execution_id: claimed.id,
              job_id: jobId,
              status: 'failed',
              reason: { code: 'validation_failed', message: 'That is no greeting' },
              step_id: 'write-1',
              trace: [traceOf(null)],
            },
          },
        ]);
        await storage.jobs.moveJob(jobId, ['pending'], 'failed');
        const retry = { steps: [{ id: 'write-1', attempts: 3 }] };
        expect(await storage.jobs.retryFailed(jobId, ['failed'], retry)).toBe(1);
        const [again] = await storage.jobs.claimExecutions(jobId, OWNER, 1);
        if (!again) throw new Error('One was asked for');
        const right = { ...callOf(again, 'Say hi', 'hi'), attempt: again.attempts['write-1'] ?? 1 };
        await storage.jobs.commit(OWNER, [
          { kind: 'call', job_id: jobId, stored: right },
          generated(again, { text: 'hi' }),
        ]);
        const { trace } = await storage.executions.get(again.id, { trace: true });
        expect(trace?.[0]?.calls?.map(({ response }) => response)).toEqual(['hi']);
      }),
    );

    test(
      'never show an edit: they tell how a record was made',
      withStorage(create, async (storage) => {
        const { jobId } = await startJob(storage, [
          { seed_index: 0, repetitions: 1, metadata: {} },
        ]);
        const [execution] = await storage.jobs.claimExecutions(jobId, OWNER, 1);
        if (!execution) throw new Error('One was asked for');
        await storage.jobs.commit(OWNER, [generated(execution, { text: 'made' })]);
        const [record] = (await storage.records.list()).items;
        await storage.records.update(record?.id ?? 0, { fields: { text: 'edited' } }, 'ann');
        const { trace } = await storage.records.get(record?.id ?? 0, { trace: true });
        expect(trace?.[0]?.output).toEqual({ text: 'made' });
      }),
    );

    test(
      'name the fields whose values went with the record',
      withStorage(create, async (storage, { options }) => {
        if (options.path === ':memory:') return;
        const { ids, jobId } = await makeRecords(storage, [{ text: 'a', empty: null }]);
        const { execution_id: id } = await storage.records.get(ids[0] ?? 0);
        const step = { step_id: 'rank-1', block_type: 'Rank' };
        const patch = { record_id: ids[0] ?? 0, fields: { text: 'b' }, drop: 'last' };
        await storage.jobs.patchRecords(jobId, step, [patch]);
        const before = await storage.executions.get(id, { trace: true });
        expect(before.trace?.map(({ output }) => output)).toEqual([
          { text: 'a', empty: null },
          { text: 'b' },
        ]);
        await using late = await openStorage({ ...clock31DaysOn(), ...options });
        expect(await late.removeDeleted()).toBe(1);
        const { trace } = await storage.executions.get(id, { trace: true });
        expect(trace).toMatchObject([
          { output: { text: 'a' }, removed: ['empty'], accumulated_state: { text: 'a' } },
          { output: {}, removed: ['text'], input: { text: 'a' } },
        ]);
        expect(trace?.[1]?.accumulated_state).not.toHaveProperty('text');
      }),
    );
  });
}

/** Steps, then either an end or one branch per delta. */
interface Tree {
  outputs: JsonObject[];
  branches: { delta: JsonObject; tree: Tree }[];
}

const fields = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', '7', '__proto__', 'ä\u0000'), fc.jsonValue())
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const trees = fc.letrec<{ tree: Tree; end: Tree['branches']; fork: Tree['branches'] }>((tie) => ({
  tree: fc.record(
    {
      outputs: fc.array(fields, { maxLength: 3 }),
      branches: fc.oneof({ depthSize: 'small' }, tie('end'), tie('fork')),
    },
    { noNullPrototype: true },
  ),
  end: fc.constant([]),
  fork: fc.array(fc.record({ delta: fields, tree: tie('tree') }, { noNullPrototype: true }), {
    minLength: 1,
    maxLength: 3,
  }),
})).tree;

/** Runs a tree as an engine would: claims what is there until nothing is left. */
async function runTree(storage: Storage, jobId: number, root: Tree): Promise<void> {
  for (;;) {
    const claimed = await storage.jobs.claimExecutions(jobId, OWNER, 100);
    if (claimed.length === 0) return;
    const writes = claimed.map((execution) => {
      const tree = treeAt(root, execution.branch);
      const trace = deltasOf(tree);
      if (tree.branches.length > 0) {
        return fannedOut(
          execution,
          trace,
          tree.branches.map(({ delta }) => delta),
        );
      }
      const written = tree.outputs.reduce((sum, output) => ({ ...sum, ...output }), {
        ...execution.written,
      });
      return generated(execution, written, trace);
    });
    expect(await storage.jobs.commit(OWNER, writes)).toEqual({ refused: [] });
  }
}

/** What was recorded on the way to each leaf. */
function recordTree(root: Tree, metadata: JsonObject): Map<string, unknown> {
  const recorded = new Map<string, unknown>();
  const visit = (tree: Tree, branch: string, before: TraceDelta[]): void => {
    const deltas = [...before, ...deltasOf(tree)];
    if (tree.branches.length === 0) recorded.set(branch, rebuildTrace(metadata, deltas));
    tree.branches.forEach(({ delta, tree: child }, i) => {
      const split = { ...traceOf({}, 'split'), output: delta };
      visit(child, branch === '' ? String(i) : `${branch}.${i}`, [...deltas.slice(0, -1), split]);
    });
  };
  visit(root, '', []);
  return recorded;
}

function deltasOf({ outputs, branches }: Tree): TraceDelta[] {
  const steps = outputs.map((output, i) => traceOf(output, `step-${i}`));
  return branches.length === 0 ? steps : [...steps, traceOf({}, 'split')];
}

function treeAt(root: Tree, branch: string): Tree {
  const path = branch === '' ? [] : branch.split('.').map(Number);
  return path.reduce((tree, i) => {
    const next = tree.branches[i];
    if (next === undefined) throw new Error(`No branch ${branch}`);
    return next.tree;
  }, root);
}
