import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportedRecord } from '@datagenflow/contracts';
import type { Victim } from './victim.ts';

/** What a client got of an export. */
export interface ReadExport {
  lines: number;
  bytes: number;
  seconds: number;
  /** Ids that do not come below the one before: a record that came twice, or out of its order. */
  misplaced: number[];
}

/**
 * Reads the export of a job’s records to its end, no faster than so many bytes a second.
 * @throws Error when a line is no JSON, or the answer ends early
 */
export async function readExport(
  server: Victim,
  jobId: number,
  bytesPerSecond = Infinity,
): Promise<ReadExport> {
  const startedAt = performance.now();
  const { body } = await server.ask(`/api/export?job_id=${jobId}`);
  const got: ReadExport = { lines: 0, bytes: 0, seconds: 0, misplaced: [] };
  const decoder = new TextDecoder();
  let last = Infinity;
  let text = '';
  for await (const chunk of body ?? []) {
    const lines = (text + decoder.decode(chunk, { stream: true })).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const { id } = JSON.parse(line) as ExportedRecord;
      if (id >= last) got.misplaced.push(id);
      last = id;
    }
    got.lines += lines.length;
    got.bytes += chunk.length;
    const aheadMs = startedAt + (got.bytes / bytesPerSecond) * 1_000 - performance.now();
    if (aheadMs > 0) await sleep(aheadMs);
  }
  if (text !== '') throw new Error(`The export ends in the middle of a line: ${text}`);
  got.seconds = (performance.now() - startedAt) / 1_000;
  return got;
}
