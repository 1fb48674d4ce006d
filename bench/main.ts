import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchmarks } from './cases/index.ts';
import type { Figure } from './harness/benchmark.ts';
import { describeMachine } from './harness/describe-machine.ts';
import { formatNumber, formatTable } from './harness/format-table.ts';
import { MachineNoise } from './harness/machine-noise.ts';
import { summarize } from './harness/summarize.ts';

const results = new URL('./results/', import.meta.url);

/**
 * Runs the benchmarks named, or all, and prints one table. A run of all also writes
 * `results/latest.json`.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  const noise = new MachineNoise();
  const figures: Figure[] = [];
  for (const { name, run } of choose(positionals)) {
    process.stderr.write(`${name}…\n`);
    figures.push(...(await run({ isQuick: values.quick, noise })));
  }
  const summaries = figures.map(summarize);
  const machine = describeMachine();
  process.stdout.write(
    `\n${formatTable(summaries)}\n\n` +
      `Median of the ratios within each round, on ${machine.cores} cores (${machine.cpu}), ` +
      `Node ${machine.node}; the machine's own noise was ${formatNumber(noise.share * 100)} %.\n`,
  );
  if (positionals.length > 0) return;
  const measured_at = new Date().toISOString();
  const result = { measured_at, is_quick: values.quick, machine, noise: noise.share };
  await mkdir(results, { recursive: true });
  const text = JSON.stringify({ ...result, figures: summaries }, null, 2);
  await writeFile(new URL('latest.json', results), `${text}\n`);
}

function choose(names: readonly string[]) {
  const known = benchmarks.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`No benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  }
  return benchmarks.filter(({ name }) => names.length === 0 || names.includes(name));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
