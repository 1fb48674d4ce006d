import { describe, expect, test } from 'vitest';
import type { ExportRow } from '@datagenflow/storage';
import { CsvColumns, type CsvMode } from './to-csv.js';

const TIME = '2026-01-01T00:00:00.000Z';

function rowOf(fields: object, metadata: object = {}): ExportRow {
  return {
    id: 1,
    status: 'pending',
    metadata: JSON.stringify(metadata),
    accumulated_state: JSON.stringify(fields),
    created_at: TIME,
    updated_at: TIME,
  };
}

function csvOf(rows: readonly ExportRow[], mode: CsvMode): string {
  const columns = new CsvColumns();
  for (const row of rows) columns.look(row);
  return columns.header(mode) + rows.map((row) => columns.row(row, mode)).join('');
}

describe('row 30: a CSV file', () => {
  const formulas = ['=HYPERLINK("http://x")', '+1', '-1+cmd', '@SUM', '\t=1', '\r=1', ' =1', '＝1'];

  test.each(formulas)('%j is no formula in a spreadsheet', (text) => {
    const [, line] = csvOf([rowOf({ text })], 'spreadsheet-safe').split(/\r\n(?=")/u);
    expect(line).toContain(`,"'${text.replaceAll('"', '""')}"`);
    expect(csvOf([rowOf({ text })], 'raw')).toContain(`,"${text.replaceAll('"', '""')}"`);
  });

  test('names of fields are no formulas either', () => {
    expect(csvOf([rowOf({ '=1+1': 'a' })], 'spreadsheet-safe')).toMatch(/^[^\r]*,"'=1\+1"\r\n/u);
  });

  test('other values stay, every cell quoted', () => {
    const fields = { n: -5, t: 'a,"b"\nc', u: '銀行 🌞', b: true, o: { a: [1] }, e: null };
    expect(csvOf([rowOf(fields, { topic: 'x-y' })], 'spreadsheet-safe')).toBe(
      '"id","status","created_at","updated_at","metadata.topic","n","t","u","b","o","e"\r\n' +
        `"1","pending","${TIME}","${TIME}","x-y","-5","a,""b""\nc","銀行 🌞","true","{""a"":[1]}",""\r\n`,
    );
  });

  test('holds the fields of all records, under a name of their own', () => {
    const text = csvOf([rowOf({ id: 'mine' }), rowOf({ other: 1 })], 'raw');
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      '"id","status","created_at","updated_at","accumulated_state.id","other"',
      `"1","pending","${TIME}","${TIME}","mine",""`,
      `"1","pending","${TIME}","${TIME}","","1"`,
    ]);
  });

  test('has at most 1,000 fields', () => {
    const fields = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`f${i}`, i]));
    expect(() => csvOf([rowOf(fields)], 'raw')).toThrow('Export them as JSONL');
  });
});
