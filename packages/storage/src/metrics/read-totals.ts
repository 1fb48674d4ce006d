import { LIVE_STATUSES } from '@datagenflow/contracts';
import { sql } from '../database/kysely.js';
import type { Database } from '../database/database.js';

/** What all jobs add up to. Read from their counters, so it takes as long with any number of records. */
export interface Totals {
  jobs: Record<string, number>;
  generated: number;
  failed: number;
  filtered: number;
  /** Executions of jobs that have not ended that have not ended either. */
  pending: number;
  /** Of the newest stored request to a model; 0: there is none. Ids grow, with gaps. */
  lastCallId: number;
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  cost: number;
}

/** Large numbers come from PostgreSQL as text. */
type Sum = number | string;

/** Sums up all jobs. */
export async function readTotals({ reader }: Database): Promise<Totals> {
  const rows = await reader
    .selectFrom('jobs')
    .select(({ fn }) => [
      'status',
      fn.countAll<Sum>().as('jobs'),
      fn.sum<Sum>('records_generated').as('generated'),
      fn.sum<Sum>('records_failed').as('failed'),
      fn.sum<Sum>('records_filtered').as('filtered'),
      fn.sum<Sum>('input_tokens').as('inputTokens'),
      fn.sum<Sum>('output_tokens').as('outputTokens'),
      fn.sum<Sum>('cached_tokens').as('cachedTokens'),
      fn.sum<Sum>('cost').as('cost'),
      sql<Sum>`sum(total_seeds - current_seed)`.as('left'),
    ])
    .groupBy('status')
    .execute();
  const last = await reader
    .selectFrom('calls')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst();
  const total = (name: Exclude<keyof (typeof rows)[number], 'status'>, among = rows): number =>
    among.reduce((sum, row) => sum + Number(row[name]), 0);
  return {
    jobs: Object.fromEntries(rows.map(({ status, jobs }) => [status, Number(jobs)])),
    generated: total('generated'),
    failed: total('failed'),
    filtered: total('filtered'),
    pending: total(
      'left',
      rows.filter(({ status }) => LIVE.has(status)),
    ),
    lastCallId: last?.id ?? 0,
    inputTokens: total('inputTokens'),
    outputTokens: total('outputTokens'),
    cachedTokens: total('cachedTokens'),
    cost: total('cost'),
  };
}

const LIVE = new Set<string>(LIVE_STATUSES);
