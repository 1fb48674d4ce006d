/** How a table is laid out. */
export interface TableOptions {
  /** Columns of the terminal; by default those of stdout, and no limit in a pipe. */
  width?: number;
  /** Colours a cell after it has been laid out. */
  paint?: (cell: string, column: number) => string;
}

const GAP = '  ';
const LEAST = 8;

/** Aligned rows. Where they are wider than the terminal, the widest columns are cut. */
export function formatTable(
  rows: readonly (readonly string[])[],
  { width = terminalWidth(), paint = (cell) => cell }: TableOptions = {},
): string {
  const widths = fit(columnWidths(rows), width);
  return rows
    .map((row) =>
      row
        .map((cell, at) => layOut(cell, widths[at] ?? 0, at === row.length - 1, paint, at))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

function layOut(
  cell: string,
  width: number,
  isLast: boolean,
  paint: (cell: string, column: number) => string,
  column: number,
): string {
  const text = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
  const space = isLast ? '' : ' '.repeat(width - text.length);
  return `${paint(text, column)}${space}`;
}

function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, at) =>
    rows.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0),
  );
}

function fit(widths: number[], available: number): number[] {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, each) => sum + each, GAP.length * (fitted.length - 1));
  while (total() > available) {
    const widest = fitted.indexOf(Math.max(...fitted));
    if ((fitted[widest] ?? 0) <= LEAST) break;
    fitted[widest] = Math.max(LEAST, (fitted[widest] ?? 0) - Math.ceil(total() - available));
  }
  return fitted;
}
