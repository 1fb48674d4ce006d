import { once } from 'node:events';
import { exportLines, type ExportFilters, type Runtime } from '@datagenflow/runtime';
import type { Response } from 'express';
import { sendPage } from '../http/send-page.js';
import type { Handlers } from '../http/route-handler.js';

export const recordRoutes: Handlers<
  'listRecords' | 'getRecord' | 'exportRecords' | 'downloadRecords'
> = {
  listRecords: async ({ runtime, query, response }) => {
    return sendPage(response, await runtime.storage.records.list(query));
  },
  getRecord: ({ runtime, params }) => runtime.storage.records.get(params.id, { trace: true }),
  exportRecords: ({ runtime, query, response, signal }) =>
    streamExport(runtime, query, response, signal),
  downloadRecords: ({ runtime, query, response, signal }) => {
    response.set('Content-Disposition', `attachment; filename="${fileName(query)}"`);
    return streamExport(runtime, query, response, signal);
  },
};

/** Page by page; a slow client slows the reading. */
async function streamExport(
  runtime: Runtime,
  filters: ExportFilters,
  response: Response,
  signal: AbortSignal,
): Promise<undefined> {
  response.type('application/x-ndjson');
  for await (const lines of exportLines(runtime, filters)) {
    if (signal.aborted) return;
    if (!response.write(lines)) await once(response, 'drain', { signal });
  }
  response.end();
}

function fileName({ job_id, status }: ExportFilters): string {
  const job = job_id === undefined ? '' : `-job-${job_id}`;
  return `records${job}${status === undefined ? '' : `-${status}`}.jsonl`;
}
