import { setTimeout as sleep } from 'node:timers/promises';
import { readExport, type ReadExport } from './read-export.ts';
import type { Victim } from './victim.ts';
import { waitUntil } from './wait-until.ts';

const SLOWLY = 2 * 1024 ** 2;
const LOOK_MS = 250;
/** Nobody else uses this address, so that what is measured of it is the stalled client’s. */
const STALLED = '/api/export/download';
const MEASURED = /_http_request_duration_seconds_sum\{.*route="\/api\/export\/download".*\} (\S+)/;

/** What each client got of the export of a job. */
export interface ClientsAnswers {
  slow: ReadExport;
  /** As often as it got it while the slow one read. */
  fast: ReadExport[];
  stalled: {
    /** Until the server let go of it. */
    seconds: number;
    isBrokenOff: boolean;
  };
}

/** Three clients of one export: one reads 2 MB a second, one all it gets again and again, one nothing. */
export async function readBeside(server: Victim, jobId: number): Promise<ClientsAnswers> {
  let isOver = false;
  const slowly = readExport(server, jobId, SLOWLY).finally(() => (isOver = true));
  const again = async (): Promise<ReadExport[]> => {
    const all: ReadExport[] = [];
    while (!isOver) all.push(await readExport(server, jobId));
    return all;
  };
  const [slow, fast, stalled] = await Promise.all([slowly, again(), stall(server, jobId)]);
  return { slow, fast, stalled };
}

/** Asks for an export and reads nothing until the server lets go of it; then what is on its way. */
async function stall(server: Victim, jobId: number): Promise<ClientsAnswers['stalled']> {
  const answer = await server.ask(`${STALLED}?job_id=${jobId}`);
  const seconds = await waitUntil('the end of a stalled export', async () => {
    await sleep(LOOK_MS);
    const metrics = await (await server.ask('/api/metrics')).text();
    const measured = MEASURED.exec(metrics)?.[1];
    return measured === undefined ? undefined : Number(measured);
  });
  const isBrokenOff = await answer.arrayBuffer().then(
    () => false,
    () => true,
  );
  return { seconds, isBrokenOff };
}
