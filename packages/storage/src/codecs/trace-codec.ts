import type { JsonObject, LastStep, LogLine, TraceDelta } from '@datagenflow/contracts';
import type { Insertable, Selectable } from 'kysely';
import type { TraceEntryTable } from '../database/schema.js';
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.js';
import type { EncodedFields } from './encoded-fields.js';

/** Most characters of a step’s logs that are kept, as JSON. */
const MAX_LOG_CHARACTERS = 65_536;

/**
 * The row of a trace entry. Fields that equal the record’s are stored there only, and named here.
 * @param record the fields of the record as generated, if there is one
 */
export function traceRow(
  executionId: number,
  position: number,
  delta: TraceDelta,
  record: EncodedFields | null,
): Insertable<TraceEntryTable> {
  const { output } = delta;
  const refs = output === null || record === null ? [] : record.keysEqualIn(output);
  return {
    execution_id: executionId,
    position,
    step_id: delta.step_id,
    block_type: delta.block_type,
    status: delta.status,
    output: output === null ? null : toJson(refs.length === 0 ? output : withoutRefs(output, refs)),
    output_refs: refs.length === 0 ? null : toJson(refs),
    error: toJsonOrNull(delta.error),
    execution_time: delta.execution_time,
    attempts: delta.attempts,
    usage: toJsonOrNull(delta.usage),
    cost: delta.cost === undefined ? null : toJson(delta.cost),
    replayed: delta.replayed ?? null,
    reused: delta.reused ?? null,
    logs: delta.logs === undefined ? null : toJson(capLogs(delta.logs)),
  };
}

/**
 * The trace entry of a row, fields of the record put back in their places. Without the record only
 * their names are left.
 */
export function traceDeltaOf(
  row: Selectable<TraceEntryTable>,
  recordFields: JsonObject | null,
): TraceDelta {
  return {
    step_id: row.step_id,
    block_type: row.block_type,
    status: row.status as TraceDelta['status'],
    ...outputOf(row, recordFields),
    execution_time: row.execution_time,
    attempts: row.attempts,
    ...(row.error === null ? {} : { error: fromJson(row.error) }),
    ...(row.usage === null ? {} : { usage: fromJson(row.usage) }),
    ...(row.cost === null ? {} : { cost: fromJson(row.cost) }),
    ...(row.replayed === null ? {} : { replayed: row.replayed }),
    ...(row.reused === null ? {} : { reused: row.reused }),
    ...(row.logs === null ? {} : { logs: fromJson<LogLine[]>(row.logs) }),
  };
}

/** Null keeps a field’s place, so that the order of keys survives. */
function withoutRefs(output: JsonObject, refs: readonly string[]): JsonObject {
  const named = new Set(refs);
  return Object.fromEntries(
    Object.entries(output).map(([key, value]) => [key, named.has(key) ? null : value]),
  );
}

function outputOf(
  { output, output_refs: refs }: Selectable<TraceEntryTable>,
  recordFields: JsonObject | null,
): Pick<TraceDelta, 'output' | 'removed'> {
  const stored = fromJsonOrNull<JsonObject>(output);
  const names = fromJsonOrNull<string[]>(refs);
  if (stored === null || names === null) return { output: stored };
  const named = new Set(names);
  const entries = Object.entries(stored);
  if (recordFields === null) {
    const left = entries.filter(([key]) => !named.has(key));
    return { output: Object.fromEntries(left), removed: names };
  }
  const whole = entries.map(([key, value]) => [
    key,
    named.has(key) ? (recordFields[key] ?? null) : value,
  ]);
  return { output: Object.fromEntries(whole) as JsonObject };
}

/** Where an execution stands, as text; logs as they are capped in its trace. */
export function lastStepText({ trace, ...step }: LastStep): string {
  const capped = trace.map((delta) =>
    delta.logs === undefined ? delta : { ...delta, logs: capLogs(delta.logs) },
  );
  return toJson({ ...step, trace: capped });
}

function capLogs(logs: readonly LogLine[]): LogLine[] {
  let characters = 0;
  const kept = logs.filter((line) => {
    characters += line.message.length + 32;
    return characters <= MAX_LOG_CHARACTERS;
  });
  const dropped = logs.length - kept.length;
  return dropped === 0
    ? kept
    : [...kept, { level: 'warn', message: `${dropped} more lines were not stored (64 KB)` }];
}
