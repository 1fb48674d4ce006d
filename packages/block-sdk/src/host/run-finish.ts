import { BlockExecutionError, ValidationError } from '@datagenflow/contracts';
import type { JobRecord, RecordPatch } from '../block/job-record.js';
import { deepFreeze } from '../context/deep-freeze.js';
import { findNonJson } from '../context/find-non-json.js';
import type { JobContext } from '../context/job-context.js';
import type { FinishPorts } from './finish-pass.js';
import type { BlockInstance } from './instantiate.js';

const MAX_BATCH = 100;

/**
 * Runs a job-wide block once over all records. Records come in pages and patches go in batches,
 * each waited for, so that neither is ever held as a whole. What was patched before the block throws
 * is stored. Fields are not checked against what the block declares yet.
 * @throws whatever the block throws; ValidationError `patch_invalid`; the signal’s reason
 */
export async function runFinish(
  instance: Pick<BlockInstance, 'finish'>,
  context: JobContext,
  ports: FinishPorts,
): Promise<void> {
  if (instance.finish === undefined) {
    throw new BlockExecutionError(`Only a block with scope 'job' has a finish.`);
  }
  const { signal } = context;
  const waiting: RecordPatch[] = [];
  const store = async (): Promise<void> => {
    signal.throwIfAborted();
    if (waiting.length > 0) await ports.writePatches(waiting.splice(0));
  };
  try {
    for await (const patch of instance.finish(readAll(ports, signal, store), context)) {
      signal.throwIfAborted();
      ports.noteProgress();
      waiting.push(checkPatch(patch));
      if (waiting.length >= MAX_BATCH) await store();
    }
  } catch (error) {
    if (!signal.aborted) await store();
    throw error;
  }
  await store();
}

/** The records one by one, frozen. What was patched so far is stored before each page. */
async function* readAll(
  ports: FinishPorts,
  signal: AbortSignal,
  beforePage: () => Promise<void>,
): AsyncGenerator<JobRecord> {
  for (;;) {
    await beforePage();
    const page = await ports.readRecords();
    if (page === null) return;
    for (const record of page) {
      signal.throwIfAborted();
      ports.noteProgress();
      yield deepFreeze(record);
    }
  }
}

function checkPatch(patch: unknown): RecordPatch {
  if (!isObject(patch)) throw invalid('is no object');
  const { record_id, fields, drop } = patch as Partial<RecordPatch>;
  if (!Number.isSafeInteger(record_id)) throw invalid('has no record_id');
  if (drop !== undefined && typeof drop !== 'string') throw invalid('has a drop that is no text');
  if (fields !== undefined && !isObject(fields)) throw invalid('has fields that are no object');
  const found = fields === undefined ? undefined : findNonJson(fields);
  if (found !== undefined) throw invalid(`is no plain JSON: fields${found.path} ${found.message}`);
  return {
    record_id: record_id as number,
    ...(fields === undefined ? {} : { fields }),
    ...(drop === undefined ? {} : { drop }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(what: string): ValidationError {
  return new ValidationError(
    `finish yielded a patch that ${what}. Yield { record_id, fields?, drop? }.`,
    { code: 'patch_invalid' },
  );
}
