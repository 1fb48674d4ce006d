import {
  rebuildTrace,
  type TraceCall,
  type TraceDelta,
  type TraceEntry,
} from '@datagenflow/contracts';
import type { Kysely } from 'kysely';
import { traceCallOf } from '../codecs/call-codec.js';
import { fromJson } from '../codecs/json.js';
import type { DatabaseKind } from '../database/database.js';
import { idList } from '../database/id-list.js';
import type { Schema } from '../database/schema.js';
import { loadLineages, type LineageLink } from './load-lineages.js';
import { loadSeedMetadata } from './load-seed-metadata.js';

/**
 * The whole trace of an execution: of a branch, with what its ancestors did before. States are
 * rebuilt from the stored deltas; a multiplier’s entry shows what it wrote for this branch.
 */
export async function loadTrace(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  place: { id: number; job_id: number; seed_index: number },
): Promise<TraceEntry[]> {
  const lineages = await loadLineages(kind, db, [place.id]);
  const chain = lineages.chain(place.id);
  const metadata = await loadSeedMetadata(kind, db, [place.id]);
  const calls = await loadCalls(kind, db, chain);
  const steps = chain.flatMap((link, i) => stepsOf(link, chain[i + 1]));
  const entries = rebuildTrace(
    metadata.get(place),
    steps.map(({ delta }) => delta),
  );
  return entries.map((entry, i) => {
    const made = calls.get(keyOf(steps[i]?.executionId, entry.step_id));
    return made === undefined ? entry : { ...entry, calls: made };
  });
}

interface Step {
  executionId: number;
  delta: TraceDelta;
}

function stepsOf(link: LineageLink, next: LineageLink | undefined): Step[] {
  return link.trace.map((delta, i) => {
    const isMultiplier = next !== undefined && i === link.trace.length - 1;
    return {
      executionId: link.id,
      delta: isMultiplier ? { ...delta, output: next.delta } : delta,
    };
  });
}

/** Those of the pass that the trace tells of; an earlier one that failed is not in it. */
async function loadCalls(
  kind: DatabaseKind,
  db: Kysely<Schema>,
  chain: readonly LineageLink[],
): Promise<Map<string, TraceCall[]>> {
  const ids = chain.map(({ id }) => id);
  const rows = await db
    .selectFrom('calls')
    .innerJoin('executions', 'executions.id', 'calls.execution_id')
    .selectAll('calls')
    .select('executions.attempts')
    .where('execution_id', 'in', idList(kind, ids))
    .orderBy('calls.id')
    .execute();
  const calls = new Map<string, TraceCall[]>();
  for (const row of rows) {
    const first = fromJson<Record<string, number>>(row.attempts)[row.step_id] ?? 1;
    if (row.attempt < first) continue;
    const key = keyOf(row.execution_id, row.step_id);
    calls.set(key, [...(calls.get(key) ?? []), traceCallOf(row)]);
  }
  return calls;
}

function keyOf(executionId: number | null | undefined, stepId: string): string {
  return `${executionId}/${stepId}`;
}
