import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelInput } from '@datagenflow/contracts';
import { openStorage } from '@datagenflow/storage';
import { startProvider } from '../harness/start-provider.ts';
import { createTemporaryDirectory } from '../harness/temporary-directory.ts';
import { DrillJob } from './support/drill-job.ts';
import {
  expectEqual,
  expectNone,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { Victim } from './support/victim.ts';

const CONCURRENCY = 64;
const RIGHT = 'right-key-of-the-drill';
const WRONG = 'wrong-key-of-the-drill';

/** A large job starts with a key that its model refuses; then the key is corrected. */
export const wrongKey: Drill = { name: 'wrong-key', run };

async function run({ isLong, seed }: DrillOptions): Promise<DrillResult> {
  const seeds = isLong ? 10_000 : 2_000;
  await using directory = await createTemporaryDirectory();
  const steady = { seed, jitterMs: 0, faultShare: 0 };
  await using provider = await startProvider(0, steady, { keys: [RIGHT], repeatsPrompt: true });
  await using victim = new Victim(directory.path, {});
  const model: ModelInput = {
    name: 'drill',
    endpoint: provider.url,
    model_name: 'fake-large',
    is_default: true,
  };
  await victim.ask('/api/llm-models', { ...model, api_key: WRONG });
  const start = performance.now();
  const job = await DrillJob.start(victim, seeds, { concurrency: CONCURRENCY });
  const paused = await job.is('a pause', ({ status }) => status === 'paused');
  const pausedMs = performance.now() - start;
  await sleep(2_000);
  const { requests } = await provider.readCounters();
  const counts = await countByStatus(victim.databasePath, job.id);
  const still = await job.read();

  await victim.ask('/api/llm-models', { ...model, api_key: RIGHT });
  const ended = await job.ends();
  const { answered } = await provider.readCounters();
  return {
    figures: [],
    checks: [
      expectEqual('the job pauses for its credentials', paused.pause_reason, 'credentials'),
      expectNone(
        'with one message that names the model and not the key',
        isClear(paused.error) && still.error === paused.error ? [] : [paused.error, still.error],
      ),
      expectNone(
        'no more are asked than were in flight',
        requests <= CONCURRENCY ? [] : [{ requests }],
      ),
      expectEqual('every execution is pending', counts, { pending: seeds }),
      expectEqual('with the right key the job goes on by itself', ended.status, 'completed'),
      expectEqual('no call is made twice', answered, seeds),
      ...(await job.checkLeft()),
    ],
    numbers: {
      executions: seeds,
      requests_with_wrong_key: requests,
      paused_after_ms: Math.round(pausedMs),
      message: paused.error,
    },
  };
}

async function countByStatus(path: string, jobId: number) {
  await using storage = await openStorage({ path, readOnly: true });
  return await storage.jobs.countExecutions(jobId);
}

function isClear(message: string): boolean {
  return message.includes('drill') && !message.includes(WRONG) && message.split('\n').length === 1;
}
