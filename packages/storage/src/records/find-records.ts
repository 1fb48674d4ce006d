import { setImmediate } from 'node:timers/promises';
import type { JsonObject } from '@datagenflow/contracts';
import type { Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import { fromJson, fromJsonOrNull } from '../codecs/json.js';
import { applyEdits } from '../codecs/record-codec.js';
import type { Database } from '../database/database.js';
import type { RecordTable, Schema } from '../database/schema.js';
import { loadSeedMetadata } from '../executions/load-seed-metadata.js';
import { hasHiddenJobs } from '../jobs/hidden-jobs.js';
import { limitOf, type PageRequest } from '../paging/page.js';
import { loadFilledFields } from '../pipelines/load-filled-fields.js';
import { readCount } from './read-count.js';
import { planFilter, type FilterPlan } from './plan-filter.js';
import { matchingRecords, type RecordFilter } from './record-filter.js';
import {
  NEWEST_FIRST,
  orderBy,
  readOrder,
  readPlace,
  START,
  writePlace,
  type Place,
  type RecordOrder,
} from './record-order.js';

/** Which records, in which order, and which part of them. */
export interface RecordRequest extends RecordFilter, PageRequest {
  /** Such as `cost` or `-accumulated_state.score`; default `-id`, newest first. */
  sort?: string;
  /** Whether to count all that the filter finds; default true. */
  total?: boolean;
}

/** Where records were found. */
export interface FoundRecords {
  ids: number[];
  /** How many there are, or, when not exact, at least. */
  total: number;
  isExact: boolean;
  /** Where to go on; null at the end. */
  next_cursor: string | null;
  /** The deadline came first: there may be more before the next cursor than was found. */
  isPartial: boolean;
}

/** Most rows that are looked at between two looks at the clock. */
const SLICE = 200;
const FAST_SLICE = 1_000;
const CANCELED = '57014';

/**
 * Finds a page of records. What no column holds is decided record by record, in slices, until the
 * page is full or the deadline is over.
 * @throws ConfigError `filter_invalid`; ValidationError `limit_invalid`, `cursor_invalid`
 */
export async function findRecords(
  database: Database,
  request: RecordRequest,
  deadlineMs: number,
): Promise<FoundRecords> {
  const { sort = NEWEST_FIRST, limit: _l, cursor, offset = 0, total = true, ...filter } = request;
  const limit = limitOf(request);
  const { reader, clock } = database;
  const pipelineId = filter.pipeline_id ?? (await pipelineOfJob(database, filter.job_id));
  const indexed =
    pipelineId === undefined ? [] : await loadFilledFields(database.reader, pipelineId);
  const plan = planFilter(filter, indexed);
  const order = readOrder(sort, indexed, plan.present);
  const hasHidden = await hasHiddenJobs(reader);
  const columns = isById(order) ? plan.columns : withPipeline(plan.columns, pipelineId);
  const matching = () => {
    let query = matchingRecords(reader, columns, hasHidden);
    for (const condition of plan.conditions) query = query.where(condition);
    return query;
  };

  const deadline = clock.now() + deadlineMs;
  const skipped = cursor === undefined ? offset : 0;
  const scan = await scanRecords(database, matching, plan, order, {
    start: cursor === undefined ? START : readPlace(order, cursor),
    wanted: skipped + limit + 1,
    isOver: () => clock.now() >= deadline,
  });
  const shown = scan.found.slice(skipped, skipped + limit);
  const last = scan.found.length === skipped + limit + 1 ? shown.at(-1) : undefined;
  const next = last ?? (scan.isPartial ? scan.place : undefined);
  const counted =
    total && plan.tests.length === 0
      ? await countRecords(reader, plan, hasHidden, matching)
      : undefined;
  return {
    ids: shown.map(({ id }) => id),
    total: counted ?? scan.found.length,
    isExact: counted !== undefined || (cursor === undefined && next === undefined),
    next_cursor: next === undefined ? null : writePlace(order, next),
    isPartial: scan.isPartial,
  };
}

type Matching = () => SelectQueryBuilder<Schema, 'records', object>;

interface Scan {
  found: Place[];
  /** How far it came. */
  place: Place;
  isPartial: boolean;
}

async function scanRecords(
  database: Database,
  matching: Matching,
  plan: FilterPlan,
  order: RecordOrder,
  { start, wanted, isOver }: { start: Place; wanted: number; isOver: () => boolean },
): Promise<Scan> {
  const found: Place[] = [];
  let place = start;
  while (place.part < order.parts.length) {
    const { part } = place;
    const missing = wanted - found.length;
    const size = plan.tests.length === 0 ? Math.min(missing, FAST_SLICE) : SLICE;
    const rows = await unlessCanceled(readSlice(database, matching, plan, order, place, size));
    if (rows === undefined) return { found, place, isPartial: true };
    for (const { id, sorted, isMeant } of rows) {
      place = { part, value: sorted, id };
      if (isMeant) found.push(place);
      if (found.length === wanted) return { found, place, isPartial: false };
    }
    if (rows.length < size) place = { part: part + 1, value: null, id: 0 };
    else if (isOver()) return { found, place, isPartial: true };
    await setImmediate();
  }
  return { found, place, isPartial: false };
}

interface Candidate {
  id: number;
  sorted: string | number;
  isMeant: boolean;
}

async function readSlice(
  { kind, reader }: Database,
  matching: Matching,
  { tests, needsMetadata }: FilterPlan,
  order: RecordOrder,
  place: Place,
  size: number,
): Promise<Candidate[]> {
  const query = orderBy(matching().select('id'), order, place).limit(size);
  if (tests.length === 0) {
    return (await query.execute()).map((row) => ({ ...row, isMeant: true }));
  }
  const rows = await query.select(TESTED).execute();
  const seeds = needsMetadata
    ? await loadSeedMetadata(
        kind,
        reader,
        rows.map((row) => row.execution_id),
      )
    : undefined;
  return rows.map((row) => {
    const fields = applyEdits(fromJson(row.fields), fromJsonOrNull(row.edits));
    const metadata = fromJsonOrNull<JsonObject>(row.metadata_edit) ?? seeds?.get(row) ?? {};
    const isMeant = tests.every((test) => test(fields, metadata));
    return { id: row.id, sorted: row.sorted, isMeant };
  });
}

const TESTED = [
  'execution_id',
  'job_id',
  'seed_index',
  'fields',
  'edits',
  'metadata_edit',
] as const satisfies (keyof Selectable<RecordTable>)[];

/** Undefined when it took too long. What is counted already is not counted again. */
async function countRecords(
  reader: Kysely<Schema>,
  { columns, conditions }: FilterPlan,
  hasHidden: boolean,
  matching: Matching,
): Promise<number | undefined> {
  if (conditions.length === 0 && columns.edited === undefined) {
    return readCount(reader, columns, hasHidden);
  }
  const counted = await unlessCanceled(
    matching()
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow(),
  );
  return counted?.total;
}

/** Undefined when PostgreSQL’s own deadline for statements came first. */
async function unlessCanceled<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === CANCELED) return undefined;
    throw error;
  }
}

async function pipelineOfJob(
  { reader }: Database,
  jobId: number | undefined,
): Promise<number | undefined> {
  if (jobId === undefined) return undefined;
  const job = await reader
    .selectFrom('jobs')
    .select('pipeline_id')
    .where('id', '=', jobId)
    .executeTakeFirst();
  return job?.pipeline_id;
}

function isById({ parts: [first] }: RecordOrder): boolean {
  return first !== undefined && 'column' in first && first.column === 'id';
}

/** Orders by a value are read from indexes that begin with the pipeline. */
function withPipeline<T extends { pipeline_id?: number }>(columns: T, id: number | undefined): T {
  return id === undefined ? columns : { ...columns, pipeline_id: id };
}
