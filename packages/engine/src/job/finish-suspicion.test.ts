import { settle } from '@datagenflow/contracts/testing/clock';
import { describe, expect, test } from 'vitest';
import { numbered } from '../testing/job-bench.js';
import { makeBlock } from '../testing/make-block.js';
import { makeJobBlock } from '../testing/make-job-block.js';
import { MortalRunners } from '../testing/mortal-runners.js';

const Plan = makeBlock('Plan', (context) => ({ plan: context.get('n', 0) }));

describe('a job-wide step that kills its runner', () => {
  test('fails its job, and no other; resumed, it begins anew', async () => {
    let isPoison = true;
    const crowds: number[] = [];
    const runners = new MortalRunners((life) => {
      let running = 0;
      const Work = makeBlock('Work', async () => {
        running += 1;
        await settle();
        running -= 1;
        return {};
      });
      const Rank = makeJobBlock('Rank', async function* (records, { llm }) {
        for await (const { record_id } of records) {
          await llm.chat({ messages: [{ role: 'user', content: 'rank' }] });
          if (isPoison) {
            crowds.push(running);
            await life.end();
          }
          yield { record_id, fields: { rank: 1 } };
        }
      });
      return [Plan, Work, Rank];
    });
    let killing = 0;
    let innocent = 0;
    const deaths = await runners.liveOn(async (bench) => {
      const retry = { attempts: 3, backoff_ms: 0 };
      killing = await bench.create(numbered(3), {
        steps: [{ type: 'Plan' }, { type: 'Rank', retry }],
      });
      innocent = await bench.create(numbered(500), { steps: [{ type: 'Plan' }, { type: 'Work' }] });
    });
    expect(deaths).toBe(5);
    expect(crowds.slice(3)).toEqual([0, 0]);
    expect(await runners.memory.getJob(killing)).toMatchObject({
      status: 'failed',
      error:
        "The process of the job runner died each time the step 'Rank-1' (Rank) ran, 5 times. Resume the job to try it again.",
      records_generated: 3,
      finish_kills: {},
      finish_attempts: { 'Rank-1': 4 },
      finishing_step: null,
    });
    expect(await runners.memory.getJob(innocent)).toMatchObject({
      status: 'completed',
      records_generated: 500,
      records_failed: 0,
    });
    expect(runners.models.sent).toHaveLength(1);
    isPoison = false;
    await runners.memory.moveJob(killing, ['failed'], 'running', { error: '' });
    expect(await runners.liveOn()).toBe(0);
    expect(await runners.memory.getJob(killing)).toMatchObject({ status: 'completed', error: '' });
    expect(runners.models.sent).toHaveLength(4);
  });

  test('is found when it passes in a first round and kills in the second', async () => {
    const runners = new MortalRunners((life) => {
      let passes = 0;
      const Thin = makeJobBlock('Thin', async function* (records) {
        passes += 1;
        if (passes === 2) await life.end();
        for await (const { record_id, seed_index } of records) {
          if (seed_index === 0) yield { record_id, drop: 'thin' };
        }
      });
      return [Plan, Thin];
    });
    let id = 0;
    const deaths = await runners.liveOn(async (bench) => {
      id = await bench.create(numbered(9), { options: { target_records: 4 } });
    });
    expect(deaths).toBe(5);
    expect(await runners.memory.getJob(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining("the step 'Thin-1' (Thin) ran, 5 times") as string,
    });
  });

  test('is not blamed while it waits to be tried again', async () => {
    let tries = 0;
    const runners = new MortalRunners((life) => {
      const Deadly = makeBlock('Deadly', async () => {
        for (let turn = 0; turn < 20; turn += 1) await settle();
        return life.end();
      });
      const Upload = makeJobBlock('Upload', async function* (records) {
        for await (const { record_id } of records) {
          tries += 1;
          if (tries > 0) throw new Error('no connection');
          yield { record_id };
        }
      });
      return [Plan, Deadly, Upload];
    });
    let waiting = 0;
    for (let death = 0; death < 5; death += 1) {
      const isDead = await runners.live(async (bench) => {
        if (death > 0) return;
        const retry = { attempts: 100, backoff_ms: 60_000 };
        waiting = await bench.create(numbered(1), {
          steps: [{ type: 'Plan' }, { type: 'Upload', retry }],
        });
        await bench.create(numbered(1), { steps: [{ type: 'Deadly' }] });
      });
      expect(isDead).toBe(true);
      expect(await runners.memory.getJob(waiting)).toMatchObject({
        status: 'running',
        finish_kills: {},
        finishing_step: null,
      });
    }
    expect(tries).toBeGreaterThanOrEqual(3);
  });
});
