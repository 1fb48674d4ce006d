import type { StorageOptions } from '../open-storage.js';
import { openStorage } from '../open-storage.js';
import { callOf, fannedOut, generated, traceOf } from './samples.js';

/**
 * A small runner: takes over what another left, and ends executions one batch after the other. It
 * prints the id of each execution after its commit. Roots fan out into two branches.
 */
const [options = '', jobId = '', owner = ''] = process.argv.slice(2);
await using storage = await openStorage(JSON.parse(options) as StorageOptions);
await storage.jobs.releaseAbandoned(owner);
for (;;) {
  const claimed = await storage.jobs.claimExecutions(Number(jobId), owner, 5);
  if (claimed.length === 0) break;
  await storage.jobs.commit(
    owner,
    claimed.map((execution) => ({
      kind: 'call',
      job_id: execution.job_id,
      stored: callOf(execution, 'prompt', 'answer'),
    })),
  );
  await storage.jobs.commit(
    owner,
    claimed.map((execution) => {
      const text = 'x'.repeat(2_000);
      return execution.branch === ''
        ? fannedOut(execution, [traceOf({ text }), traceOf({})], [{ part: 0 }, { part: 1 }])
        : generated(execution, { ...execution.written, end: text }, [traceOf({ end: text })]);
    }),
  );
  process.stdout.write(claimed.map(({ id }) => `${id}\n`).join(''));
}
