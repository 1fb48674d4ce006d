import { settle } from '@datagenflow/contracts/testing/clock';
import { emptyUsage, type ClaimedExecution, type StoredCall } from '@datagenflow/contracts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { describe, expect, test } from 'vitest';
import { numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { MortalRunners, type Life } from '../testing/mortal-runners.js';
import { CALL_USAGE } from '../testing/scripted-models.js';
import { crashedOutcome, crowdOf } from './suspicion.js';

const Plan = makeBlock('Plan', (context) => ({ plan: context.get('n', 0) }));

/**
 * Two steps, of which the second kills its runner when it is told to.
 * @param crowds gets how many ran beside each other at each death
 */
function deadly(poison: (n: number) => boolean, crowds: number[] = [], asksFirst = false) {
  return (life: Life): RegisteredBlock[] => {
    let running = 0;
    const Work = makeBlock('Work', async (context) => {
      const n = context.get('n', 0);
      if (asksFirst) await context.llm.chat({ messages: [{ role: 'user', content: `${n}` }] });
      running += 1;
      if (life.isOver || poison(n)) {
        if (!life.isOver) crowds.push(running);
        await life.end();
      }
      await settle();
      running -= 1;
      return { done: n };
    });
    return [Plan, Work];
  };
}

describe('an execution that kills its runner', () => {
  test('row 55: item 17 of 100 kills each runner that runs it: it alone is failed, soon', async () => {
    const crowds: number[] = [];
    const runners = new MortalRunners(deadly((n) => n === 16, crowds));
    let id = 0;
    const deaths = await runners.liveOn(async (bench) => {
      id = await bench.create(numbered(100), { options: { concurrency: 32 } });
    });
    expect(deaths).toBe(5);
    expect(await runners.memory.getJob(id)).toMatchObject({
      status: 'completed',
      records_generated: 99,
      records_failed: 1,
      current_seed: 100,
    });
    const [failed] = runners.memory.outcomes(id).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject({ reason: { code: 'host_crashed' }, step_id: 'Work-1' });
    for (const [kills, crowd] of crowds.entries()) {
      expect(crowd).toBeLessThanOrEqual(crowdOf(kills));
    }
  });

  test('row 55: thirty runners killed from outside: none of what they held is failed or suspected', async () => {
    let left = 0;
    const runners = new MortalRunners(
      deadly(() => (left -= 1) < 0),
      false,
    );
    let id = 0;
    for (let kill = 0; kill < 30; kill += 1) {
      left = kill % 7;
      const isDead = await runners.live(async (bench) => {
        if (kill === 0) id = await bench.create(numbered(200), { options: { concurrency: 8 } });
      });
      expect(isDead).toBe(true);
    }
    expect(await runners.memory.listKills(id)).toEqual([]);
    left = Infinity;
    await runners.live();
    expect(await runners.memory.getJob(id)).toMatchObject({
      status: 'completed',
      records_generated: 200,
      records_failed: 0,
    });
  });

  test('row 55: two jobs, each with one that kills: both are found, both jobs completed', async () => {
    const runners = new MortalRunners(deadly((n) => n === 3));
    const ids: number[] = [];
    await runners.liveOn(async (bench) => {
      while (ids.length < 2) ids.push(await bench.create(numbered(40)));
    });
    for (const id of ids) {
      expect(await runners.memory.getJob(id)).toMatchObject({
        status: 'completed',
        records_generated: 39,
        records_failed: 1,
      });
    }
  });

  test('tells its step, what came before and what it cost', async () => {
    const runners = new MortalRunners(deadly((n) => n === 2, [], true));
    let id = 0;
    await runners.liveOn(async (bench) => {
      id = await bench.create(numbered(4));
    });
    const [failed] = runners.memory.outcomes(id).filter(({ status }) => status === 'failed');
    const reason = { code: 'host_crashed', detail: { kills: 5 } };
    expect(failed).toMatchObject({
      status: 'failed',
      reason,
      step_id: 'Work-1',
      trace: [
        { step_id: 'Plan-1', block_type: 'Plan', status: 'ok', output: { plan: 2 }, attempts: 1 },
        { step_id: 'Work-1', block_type: 'Work', status: 'failed', output: null, error: reason },
      ],
      usage: CALL_USAGE,
      cost: 0.25,
    });
    expect(failed?.trace[1]).toMatchObject({ usage: CALL_USAGE, cost: 0.25, attempts: 1 });
    expect(await runners.memory.getJob(id)).toMatchObject({ cost: 1, records_generated: 3 });
  });

  test('runs like any other when it is retried, from the step that killed', async () => {
    let isPoison = true;
    const runners = new MortalRunners(deadly((n) => isPoison && n === 1, [], true));
    let id = 0;
    await runners.liveOn(async (bench) => {
      id = await bench.create(numbered(3));
    });
    expect(await runners.memory.getJob(id)).toMatchObject({ records_failed: 1 });
    isPoison = false;
    const steps = ['Plan-1', 'Work-1'].map((step) => ({ id: step, attempts: 1 }));
    await runners.memory.retryFailed(id, ['completed'], { steps });
    expect(await runners.memory.listKills(id)).toEqual([]);
    await runners.live();
    expect(await runners.memory.getJob(id)).toMatchObject({
      records_generated: 3,
      records_failed: 0,
      cost: 1,
    });
  });

  test('counts what its last pass bought, and what it took from other jobs as spared', () => {
    const call = (
      step_id: string,
      attempt: number,
      more: Partial<StoredCall> = {},
    ): StoredCall => ({
      execution_id: 1,
      step_id,
      attempt,
      request_hash: 'hash',
      n: 0,
      call: { kind: 'chat', origin: '', provider_model: '', model: '', parameters: {} },
      answer: {
        text: '',
        finish_reason: 'stop',
        usage: { ...emptyUsage(), output_tokens: 10 },
        cost: 0.5,
        latency_ms: 1,
      },
      rejected: null,
      ...more,
    });
    const claimed: ClaimedExecution = {
      id: 1,
      job_id: 1,
      seed_index: 0,
      repetition: 0,
      branch: '',
      execution_index: 0,
      metadata: {},
      start_step: 0,
      written: {},
      attempts: { b: 3 },
      kills: 5,
      last_step: { step_id: 'b', block_type: 'B', trace: [] },
      calls: [
        call('a', 1),
        call('a', 1, { reused: true }),
        call('b', 2),
        call('b', 3, { reused: true }),
        call('b', 4),
      ],
    };
    const outcome = crashedOutcome(claimed);
    expect(outcome).toMatchObject({ usage: { output_tokens: 20 }, cost: 1, saved_cost: 1 });
    expect(outcome.trace).toMatchObject([
      { step_id: 'b', attempts: 2, usage: { output_tokens: 10 }, cost: 0.5, reused: 1 },
    ]);
    expect(crashedOutcome({ ...claimed, last_step: null })).toMatchObject({
      step_id: null,
      trace: [],
      cost: 1,
    });
  });
});
