import { DataGenFlowError, type Json } from '@datagenflow/contracts';

/** The bytes of a seed file, in pieces of any size. */
export type SeedChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** One row of a seed file, not looked into yet. */
export interface SeedRow {
  /** Where it begins, counted from 1. */
  line: number;
  /** Characters it was read from. */
  size: number;
  /** What it holds, or why it holds nothing. */
  content: { value: Json } | { problem: RowProblem };
}

/** Why a row could not be read; the rows behind it can. */
export interface RowProblem {
  message: string;
  code: 'json_invalid' | 'bad_seeds';
  column?: number;
}

/** The error (`record_too_large`, 422) of a row over the limit, which ends the reading. */
export function recordTooLarge(line: number, limit: number, setting?: string): DataGenFlowError {
  const hint = setting === undefined ? 'Split the file.' : `Split it, or raise ${setting}.`;
  return new DataGenFlowError(
    'record_too_large',
    `The seed that begins in line ${line} is larger than ${limit} bytes, the limit of one seed. ${hint}`,
    { status: 422, detail: { line, limit } },
  );
}

/** Refuses a whole row over the limit. @throws DataGenFlowError `record_too_large` */
export function refuseSize(text: string, line: number, limit: number): void {
  const isLarger =
    text.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit);
  if (isLarger) throw recordTooLarge(line, limit, 'MAX_SEED_BYTES');
}

/** Refuses what of a row has come so far, without looking into it. */
export function refusePending(length: number, line: number, limit: number): void {
  if (length > limit) throw recordTooLarge(line, limit, 'MAX_SEED_BYTES');
}
