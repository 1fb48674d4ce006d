import { ValidationError } from '@datagenflow/contracts';

const SHOWN = 100;

/**
 * The names of the columns, without blanks around them.
 * @throws ValidationError `csv_invalid` for names that are missing or there twice, and for a file
 * whose cells seem to be separated by something other than commas
 */
export function readCsvHeader(cells: readonly string[], line: number): string[] {
  const names = cells.map((cell) => cell.trim());
  const [only = ''] = names;
  if (names.length === 1 && /[;\t|]/.test(only)) {
    throw refuse(line, `is one column, '${only.slice(0, SHOWN)}'. Separate the cells with commas`);
  }
  const unnamed = names.indexOf('');
  if (unnamed !== -1) throw refuse(line, `has no name for column ${unnamed + 1}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refuse(line, `has two columns called '${twice.slice(0, SHOWN)}'`);
  return names;
}

function refuse(line: number, what: string): ValidationError {
  return new ValidationError(`The header of the CSV, line ${line}, ${what}.`, {
    code: 'csv_invalid',
    detail: { line },
  });
}
