import { once } from 'node:events';
import { ConfigError, NotFoundError, type Endpoints, type Operand } from '@datagenflow/contracts';
import {
  changeRecords,
  deleteRecord,
  deleteRecords,
  editRecord,
  exportRecords,
  labelExport,
} from '@datagenflow/runtime';
import { readFieldFilter } from '../http/read-field-filter.js';
import { sendPage } from '../http/send-page.js';
import type { Call, Handlers } from '../http/route-handler.js';

const MOST_TRACES = 100;

export const recordRoutes: Handlers<
  | 'listRecords'
  | 'getRecord'
  | 'updateRecord'
  | 'deleteRecord'
  | 'listRecordChanges'
  | 'deleteRecords'
  | 'changeRecords'
  | 'undoAction'
  | 'exportRecords'
  | 'downloadRecords'
> = {
  listRecords: async ({ runtime, query, response }) => {
    const { include = '', ...rest } = query;
    const { records } = runtime.storage;
    const hasTraces = include.split(',').includes('trace');
    if (hasTraces && (query.limit ?? 0) > MOST_TRACES) throw tooManyTraces();
    const page = await records.list(readFieldFilter(rest as Record<string, Operand>));
    if (page.is_partial) response.set('X-Partial', 'true');
    const items = hasTraces
      ? await Promise.all(page.items.map((record) => records.withTrace(record)))
      : page.items;
    return sendPage(response, { ...page, items });
  },
  getRecord: ({ runtime, params }) => runtime.storage.records.get(params.id, { trace: true }),
  updateRecord: ({ runtime, params, body, actor }) => editRecord(runtime, params.id, body, actor),
  deleteRecord: ({ runtime, params, actor }) => deleteRecord(runtime, params.id, actor),
  listRecordChanges: async ({ runtime, params }) => {
    const { records } = runtime.storage;
    if (!(await records.exists(params.id))) {
      throw new NotFoundError(`There is no record ${params.id}.`);
    }
    return records.history(params.id);
  },
  deleteRecords: ({ runtime, query, actor }) => deleteRecords(runtime, query, actor),
  changeRecords: ({ runtime, body, actor }) => changeRecords(runtime, body, actor),
  undoAction: ({ runtime, params, actor }) => runtime.storage.records.undo(params.id, actor),
  exportRecords: (call) => sendExport(call),
  downloadRecords: (call) => sendExport(call, 'attachment'),
};

type ExportCall = Call<Endpoints['exportRecords' | 'downloadRecords']>;

/**
 * Page by page; a slow client slows the reading, one that is gone ends it. Who asks for the head
 * alone has nothing read.
 */
async function sendExport(
  { runtime, query, request, response, signal }: ExportCall,
  disposition?: 'attachment',
): Promise<undefined> {
  const { format = 'jsonl', csv = 'spreadsheet-safe', ...filters } = query;
  const isHead = request.method === 'HEAD';
  const { contentType, fileName, chunks } = isHead
    ? { ...labelExport({ filters, format }), chunks: [] }
    : await exportRecords(runtime, { filters, format, csv }, signal);
  response.type(contentType);
  if (disposition !== undefined) {
    response.set('Content-Disposition', `${disposition}; filename="${fileName}"`);
  }
  for await (const chunk of chunks) {
    if (signal.aborted) return;
    if (!response.write(chunk)) await once(response, 'drain', { signal });
  }
  response.end();
}

function tooManyTraces(): ConfigError {
  return new ConfigError(`With traces a page has at most ${MOST_TRACES} records. Lower limit.`, {
    code: 'limit_invalid',
  });
}
