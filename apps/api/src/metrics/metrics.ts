import { stat } from 'node:fs/promises';
import type { Runtime } from '@datagenflow/runtime';
import type { Request, RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const PREFIX = 'datagenflow_';
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What a server measures of itself. */
export interface Metrics {
  /** As Prometheus reads it. */
  read(): Promise<string>;
  /** Times each request. */
  watch: RequestHandler;
}

/** Measures one server; what jobs add up to is read from the database when it is asked for. */
export function createMetrics(runtime: Pick<Runtime, 'storage' | 'config' | 'clock'>): Metrics {
  const { storage, config, clock } = runtime;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, ...labels: string[]) =>
    new Gauge({ name: `${PREFIX}${name}`, help, labelNames: labels, registers: [registry] });
  const jobs = gauge('jobs', 'Jobs by status', 'status');
  const executions = gauge('executions', 'Executions that have ended, by outcome', 'outcome');
  const pending = gauge(
    'executions_pending',
    'Executions that have not ended, of jobs that have not',
  );
  const lastCall = gauge(
    'last_call_id',
    'Id of the newest stored request to a model: ids grow, with gaps',
  );
  const tokens = gauge('tokens', 'Tokens of all jobs, by kind', 'kind');
  const cost = gauge('cost', 'Cost of all jobs, as far as prices are known');
  const wal = gauge('wal_bytes', 'Size of the write-ahead log of SQLite');
  const durations = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  return {
    async read() {
      const totals = await storage.readTotals();
      jobs.reset();
      for (const [status, count] of Object.entries(totals.jobs)) jobs.set({ status }, count);
      for (const outcome of ['generated', 'failed', 'filtered'] as const) {
        executions.set({ outcome }, totals[outcome]);
      }
      pending.set(totals.pending);
      lastCall.set(totals.lastCallId);
      tokens.set({ kind: 'input' }, totals.inputTokens);
      tokens.set({ kind: 'output' }, totals.outputTokens);
      tokens.set({ kind: 'cached' }, totals.cachedTokens);
      cost.set(totals.cost);
      wal.set(await sizeOf(`${config.databasePath}-wal`));
      return registry.metrics();
    },
    watch: (request, response, next) => {
      const startedAt = clock.now();
      response.once('close', () => {
        const labels = { method: request.method, route: routeOf(request) };
        const seconds = (clock.now() - startedAt) / 1000;
        durations.observe({ ...labels, status: response.statusCode }, seconds);
      });
      next();
    },
  };
}

/** The route, not the address: there are as many of those as there are records. */
function routeOf({ route }: Request): string {
  const { path } = (route ?? {}) as { path?: unknown };
  return typeof path === 'string' ? path : 'other';
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
