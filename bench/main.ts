import { parseArgs } from 'node:util';
import { benchmarks } from './cases/index.ts';
import { describeMachine } from './harness/describe-machine.ts';
import { formatNumber, formatTable } from './harness/format-table.ts';
import { keepResult } from './harness/keep-results.ts';
import { MachineNoise } from './harness/machine-noise.ts';
import { summarize, type FigureSummary } from './harness/summarize.ts';

const names = benchmarks.map(({ name }) => name);

/**
 * Runs the benchmarks named, or all, and prints one table. What is not quick is also kept, in
 * `results/latest.json`, benchmark by benchmark.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  const machine = describeMachine();
  const summaries: FigureSummary[] = [];
  const noises: number[] = [];
  for (const { name, run } of choose(positionals)) {
    process.stderr.write(`${name}…\n`);
    const noise = new MachineNoise();
    const figures = (await run({ isQuick: values.quick, noise })).map(summarize);
    const result = { measured_at: new Date().toISOString(), machine, noise: noise.share, figures };
    if (!values.quick) await keepResult(name, result, names);
    summaries.push(...figures);
    noises.push(noise.share);
  }
  process.stdout.write(
    `\n${formatTable(summaries)}\n\n` +
      `Median of the ratios within each round, on ${machine.cores} cores (${machine.cpu}), ` +
      `Node ${machine.node}; the machine's own noise was up to ` +
      `${formatNumber(Math.max(...noises) * 100)} %.\n`,
  );
}

function choose(chosen: readonly string[]) {
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`No benchmark ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  }
  return benchmarks.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
