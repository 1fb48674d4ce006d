import { countDrills } from './drills.mjs';
import { say, TaskError } from './process.mjs';
import { countTests } from './test.mjs';
import { addCounts, formatCounts, noCounts } from './test-report.mjs';
import { countChecks } from './verify.mjs';

/** Runs all tests, the short drills and all checks, and closes with one line that counts them. */
export async function runCi(context) {
  const tests = await countTests({ ...context, args: [] }).catch(countAsFailure);
  const drills = await countDrills(context).catch(countAsFailure);
  say('');
  const counts = [tests, drills, await countChecks(context)].reduce(addCounts);
  process.stdout.write(`\n${formatCounts(counts)}\n`);
  return counts.failed === 0 && tests.passed > 0 ? 0 : 1;
}

function countAsFailure(error) {
  say(error instanceof TaskError ? error.message : error.stack);
  return { ...noCounts, failed: 1 };
}
