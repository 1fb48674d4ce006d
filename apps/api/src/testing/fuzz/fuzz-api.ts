import { Agent } from 'node:http';
import { endpoints, type Endpoint } from '@datagenflow/contracts';
import { createSchemaCompiler } from '@datagenflow/schemas';
import fc from 'fast-check';
import { judgeFor } from './judge.js';
import { requestsOf, type FuzzRequest } from './requests-of.js';
import { send } from './send.js';
import { furnish } from './furnish.js';

/** What to send. */
export interface FuzzOptions {
  /** Another one sends others. */
  seed: number;
  /** How often each operation is asked in a round. */
  perOperation: number;
  rounds: number;
}

/** What came of it. */
export interface FuzzReport {
  sent: number;
  byStatus: Record<string, number>;
  /** The five that took longest, in milliseconds. */
  slowest: { operation: string; ms: number; request: string }[];
  /** Requests that were answered as they should not be, with what was wrong. */
  wrong: { operation: string; what: string; request: string; answer: string }[];
}

const AT_ONCE = 8;

/**
 * Sends generated requests to every operation of a server: some as the schemas say, some spoilt in
 * one place. Before each round there are pipelines, jobs, records and models again.
 */
export async function fuzzApi(
  url: string,
  { seed, perOperation, rounds }: FuzzOptions,
): Promise<FuzzReport> {
  const schemas = createSchemaCompiler();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const report: FuzzReport = { sent: 0, byStatus: {}, slowest: [], wrong: [] };
  const ask = async (name: string, endpoint: Endpoint, request: FuzzRequest): Promise<void> => {
    const judge = judgeFor(endpoint, schemas);
    report.sent += 1;
    const start = performance.now();
    try {
      const answer = await send(url, agent, request);
      time(report, name, performance.now() - start, request);
      const what = judge(request, answer);
      report.byStatus[answer.status] = (report.byStatus[answer.status] ?? 0) + 1;
      if (what !== undefined) note(report, name, `${answer.status} ${what}`, request, answer.text);
    } catch (error) {
      note(report, name, String(error), request, '');
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    const words = await furnish(url);
    const all = Object.entries(endpoints as Record<string, Endpoint>).flatMap(([name, endpoint]) =>
      fc
        .sample(requestsOf(endpoint, words), { numRuns: perOperation, seed: seed + round })
        .map((request, order) => ({ name, endpoint, request, order })),
    );
    await inTurn(
      all.toSorted((a, b) => a.order - b.order),
      ({ name, endpoint, request }) => ask(name, endpoint, request),
    );
  }
  agent.destroy();
  return report;
}

function time({ slowest }: FuzzReport, operation: string, ms: number, request: FuzzRequest): void {
  slowest.push({ operation, ms: Math.round(ms), request: show(request).slice(0, 300) });
  slowest.sort((a, b) => b.ms - a.ms).splice(5);
}

function show({ method, path, headers, body }: FuzzRequest): string {
  return `${method} ${path} ${JSON.stringify(headers)} ${body?.toString() ?? ''}`;
}

function note(
  report: FuzzReport,
  operation: string,
  what: string,
  request: FuzzRequest,
  answer: string,
): void {
  report.wrong.push({
    operation,
    what,
    request: show(request).slice(0, 2_000),
    answer: answer.slice(0, 500),
  });
}

/** Does all, so many at a time. */
async function inTurn<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  const worker = async (): Promise<void> => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
