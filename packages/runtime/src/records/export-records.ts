import type { ExportFormat } from '@datagenflow/contracts';
import type { ExportRow } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';
import { exportLines, toJsonLine, type ExportFilters } from './export-lines.js';
import { toChatLine } from './to-chat.js';
import { CsvColumns, type CsvMode } from './to-csv.js';

export interface ExportOptions {
  filters: ExportFilters;
  format: ExportFormat;
  csv: CsvMode;
}

/** What an export is called. */
export interface ExportLabel {
  contentType: string;
  /** Such as `records-job-1-accepted.jsonl`. */
  fileName: string;
}

/** An export that is ready to be read: nothing is read ahead of who takes it. */
export interface RecordExport extends ExportLabel {
  chunks: AsyncGenerator<string>;
}

/**
 * Records in a format, newest first, in memory that does not grow with their number. What keeps a
 * format from holding them is found before the first chunk.
 * @param signal ends the look ahead that some formats need
 * @throws ConfigError `not_a_chat`, `too_many_columns` (422)
 */
export async function exportRecords(
  runtime: Pick<Runtime, 'storage'>,
  { filters, format, csv }: ExportOptions,
  signal?: AbortSignal,
): Promise<RecordExport> {
  const pages = () => runtime.storage.records.exportPages(filters);
  const label = labelExport({ filters, format });
  switch (format) {
    case 'jsonl':
      return { ...label, chunks: exportLines(runtime, filters) };
    case 'json':
      return { ...label, chunks: jsonArray(pages()) };
    case 'chat':
      for await (const page of pages()) {
        signal?.throwIfAborted();
        page.forEach(toChatLine);
      }
      return { ...label, chunks: lines(pages(), toChatLine) };
    case 'csv': {
      const columns = new CsvColumns();
      for await (const page of pages()) {
        signal?.throwIfAborted();
        for (const row of page) columns.look(row);
      }
      return { ...label, chunks: csvLines(pages(), columns, csv) };
    }
  }
}

/** What an export is going to be called, before anything is read. */
export function labelExport({
  filters,
  format,
}: Pick<ExportOptions, 'filters' | 'format'>): ExportLabel {
  return { contentType: CONTENT_TYPES[format], fileName: nameOf(filters, format) };
}

const CONTENT_TYPES: Record<ExportFormat, string> = {
  jsonl: 'application/x-ndjson',
  json: 'application/json',
  chat: 'application/x-ndjson',
  csv: 'text/csv',
};

type Pages = AsyncGenerator<ExportRow[]>;

async function* lines(pages: Pages, toLine: (row: ExportRow) => string): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((row) => `${toLine(row)}\n`).join('');
}

async function* jsonArray(pages: Pages): AsyncGenerator<string> {
  let before = '[\n';
  for await (const page of pages) {
    yield before + page.map(toJsonLine).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* csvLines(pages: Pages, columns: CsvColumns, mode: CsvMode): AsyncGenerator<string> {
  yield columns.header(mode);
  for await (const page of pages) yield page.map((row) => columns.row(row, mode)).join('');
}

function nameOf({ job_id, pipeline_id, status }: ExportFilters, format: ExportFormat): string {
  const parts = [
    'records',
    ...(pipeline_id === undefined ? [] : ['pipeline', pipeline_id]),
    ...(job_id === undefined ? [] : ['job', job_id]),
    ...(status === undefined ? [] : [status]),
    ...(format === 'chat' ? ['chat'] : []),
  ];
  return `${parts.join('-')}.${format === 'chat' ? 'jsonl' : format}`;
}
