import { ValidationError, type Json } from '@datagenflow/contracts';
import { CsvError, parse, type Parser } from 'csv-parse';
import { readCsvHeader } from './csv-header.js';
import { recordTooLarge, type SeedRow } from './seed-row.js';

const REPETITIONS = 'repetitions';

const REASONS: Record<string, string> = {
  CSV_INVALID_CLOSING_QUOTE:
    'behind a closing quote stands something other than a comma. Write a quote within a quoted cell twice',
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  INVALID_OPENING_QUOTE:
    'a quote stands within a cell that does not begin with one. Quote the whole cell and write the quote twice',
};

/**
 * The rows of a CSV file with a header: each column is a field of the metadata, all of them text,
 * but for `repetitions`. Blank lines are passed over.
 * @throws ValidationError `csv_invalid` with the line; DataGenFlowError `record_too_large`
 */
export async function* readCsvRows(
  texts: AsyncIterable<string>,
  maxBytes: number,
): AsyncGenerator<SeedRow> {
  const reader = new CsvReader(maxBytes);
  let columns: string[] | undefined;
  for await (const { cells, line } of reader.read(texts)) {
    if (columns === undefined) columns = readCsvHeader(cells, line);
    else yield toRow(columns, cells, line);
  }
}

interface CsvRecord {
  cells: string[];
  line: number;
  bytes: number;
}

/** Feeds the parser piece by piece, so that no more than the records of one piece are held. */
class CsvReader {
  readonly #maxBytes: number;
  readonly #parser: Parser;
  #records: CsvRecord[] = [];
  #lines = 0;
  /** Bytes given to the parser, and those of them that records were made of. */
  #fed = 0;
  #taken = 0;
  #error: Error | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#parser = parse({
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines, bytes }) => {
        this.#records.push({ cells, line: this.#lines + 1, bytes: bytes - this.#taken });
        this.#lines = lines;
        this.#taken = bytes;
        return null;
      },
    });
    this.#parser.on('error', (error) => {
      this.#error = error;
    });
  }

  async *read(texts: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
    try {
      for await (const text of texts) {
        const bytes = Buffer.from(text);
        this.#fed += bytes.length;
        await new Promise((done) => this.#parser.write(bytes, done));
        yield* this.#take();
        this.#refuseSize(this.#fed - this.#taken, this.#lines + 1);
      }
      await new Promise<void>((done) => this.#parser.end(() => done()));
      yield* this.#take();
    } finally {
      this.#parser.destroy();
    }
  }

  *#take(): Generator<CsvRecord> {
    for (const record of this.#records) {
      this.#refuseSize(record.bytes, record.line);
      yield record;
    }
    this.#records = [];
    if (this.#error !== undefined) throw this.#refuse(this.#error);
  }

  #refuse(cause: Error): Error {
    const code = cause instanceof CsvError ? cause.code : '';
    const line = this.#parser.info.lines;
    return new ValidationError(
      `The CSV is broken at line ${line}: ${REASONS[code] ?? cause.message}.`,
      { code: 'csv_invalid', detail: { line }, cause },
    );
  }

  #refuseSize(bytes: number, line: number): void {
    if (bytes > this.#maxBytes) throw recordTooLarge(line, this.#maxBytes, 'MAX_SEED_BYTES');
  }
}

function toRow(columns: readonly string[], cells: readonly string[], line: number): SeedRow {
  const size = cells.reduce((sum, cell) => sum + cell.length, 0);
  if (cells.length !== columns.length) {
    const message = `Line ${line} has ${cells.length} cells, but the header has ${columns.length}.`;
    return { line, size, content: { problem: { message, code: 'bad_seeds' } } };
  }
  const fields = columns.map((column, i) => [column, cells[i] ?? ''] as const);
  const metadata = Object.fromEntries(fields.filter(([column]) => column !== REPETITIONS));
  const repetitions = fields.find(([column]) => column === REPETITIONS)?.[1].trim() ?? '';
  const value: Json =
    repetitions === '' ? { metadata } : { repetitions: readCount(repetitions), metadata };
  return { line, size, content: { value } };
}

function readCount(text: string): Json {
  return /^\d+$/.test(text) ? Number(text) : text;
}
