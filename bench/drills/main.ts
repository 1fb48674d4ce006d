import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine } from '../harness/describe-machine.ts';
import type { Check, Drill, DrillOptions } from './drill.ts';
import { drills } from './index.ts';

const results = new URL('../results/', import.meta.url);

/**
 * Runs the drills named, or all, and prints what came out as one JSON text. The long form of each
 * is also written to `results/drill-NAME.json`. A promise that is not kept makes the exit code 1,
 * a drill that this system can’t run does not.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { long: { type: 'boolean', default: false }, seed: { type: 'string' } },
  });
  const options = { isLong: values.long, seed: readSeed(values.seed) };
  const reports = [];
  for (const drill of choose(positionals)) reports.push(await report(drill, options));
  process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  if (reports.some(({ passed }) => passed === false)) process.exitCode = 1;
}

async function report({ name, run }: Drill, options: DrillOptions) {
  process.stderr.write(`${name} (seed ${options.seed})…\n`);
  const { figures, checks, notRun, numbers } = await run(options);
  const passed = notRun === undefined ? isPassed(checks) : null;
  if (notRun !== undefined) process.stderr.write(`  NOT RUN ${notRun}\n`);
  for (const { promise, isKept } of checks) {
    process.stderr.write(`  ${isKept ? 'kept  ' : 'BROKEN'}  ${promise}\n`);
  }
  const form = options.isLong ? 'long' : 'short';
  const run_at = new Date().toISOString();
  const machine = describeMachine();
  const { seed } = options;
  const outcome = { passed, ...(notRun !== undefined && { not_run: notRun }), checks };
  const result = { drill: name, form, seed, figures, ...outcome, numbers, run_at, machine };
  if (options.isLong) {
    await mkdir(results, { recursive: true });
    const file = new URL(`drill-${name}.json`, results);
    await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  }
  return result;
}

/** One that checks nothing has not passed. */
function isPassed(checks: readonly Check[]): boolean {
  return checks.length > 0 && checks.every(({ isKept }) => isKept);
}

function readSeed(text: string | undefined): number {
  const seed = text === undefined ? Date.now() % 1_000_000 : Number(text);
  if (Number.isSafeInteger(seed)) return seed;
  throw new Error(`--seed has to be a whole number, not '${text}'.`);
}

function choose(names: readonly string[]): Drill[] {
  const known = drills.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`No drill ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  }
  return drills.filter(({ name }) => names.length === 0 || names.includes(name));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
