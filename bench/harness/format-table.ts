import type { FigureSummary, Ratio } from './summarize.ts';

const header = ['', 'figure', 'measured', 'ratio', 'target', '', 'spread'];

/** The figures as a table of text, a line per ratio and one for growth. */
export function formatTable(figures: readonly FigureSummary[]): string {
  const rows = [header, ...figures.flatMap(toRows)];
  const widths = header.map((_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function toRows(figure: FigureSummary): string[][] {
  const { id, name, unit, measured, ratios, growth } = figure;
  const [first, ...others] = ratios.map((ratio) => [...toCells(ratio, unit)]);
  const variation = `${formatNumber(figure.spread * 100)} %`;
  const rows = [
    [id, name, `${formatNumber(measured)} ${unit}`, ...(first ?? ['', '', '']), variation],
    ...others.map((cells) => ['', '', '', ...cells, '']),
  ];
  if (growth === undefined) return rows;
  const { of, from, to, exponent } = growth;
  const text = `grows as ${of}^${formatNumber(exponent)} (${from.toLocaleString('en')} to ${to.toLocaleString('en')})`;
  return [...rows, ['', '', '', text, '', '', '']];
}

function toCells({ against, value, ratio, target, isMet }: Ratio, unit: string): string[] {
  const verdict = isMet === null ? '' : isMet ? 'met' : 'MISSED';
  const what = `${formatNumber(ratio)} × ${against} (${formatNumber(value)} ${unit})`;
  return [what, target ?? '', verdict];
}

/** Three digits that matter. */
export function formatNumber(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
