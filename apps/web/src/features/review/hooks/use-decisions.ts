import {
  ConnectionError,
  type BulkAction,
  type BulkChange,
  type BulkDone,
  type DataRecord,
  type Id,
  type RecordFilter,
} from '@datagenflow/contracts';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { keys } from '../../../api/keys.js';
import { changeRecords, undoAction } from '../../../api/records.js';
import { useToast } from '../../../ui/toaster.js';
import { formatCount } from '../../../ui/format/number.js';
import {
  patchPages,
  readStatuses,
  shiftTotals,
  statusAfter,
  type Pages,
} from '../model/patch-pages.js';
import { UndoStack, type Decision } from '../model/undo-stack.js';
import { listsKey, totalsKey } from '../queries.js';

const retryMs = 2_000;
const tries = 30;

/** What is decided on: some records, or all that match. */
export type Target = { records: readonly DataRecord[] } | { filter: RecordFilter };

type Totals = Parameters<typeof shiftTotals>[0];

const doneWords: Record<BulkAction, string> = {
  accept: 'accepted',
  reject: 'rejected',
  reset: 'set to pending',
  delete: 'deleted',
};

/**
 * Decides and takes back. A decision on some records shows at once; while the server does not answer
 * it is sent again. What the server refuses is read anew.
 */
export function useDecisions() {
  const client = useQueryClient();
  const toast = useToast();
  const [decisions] = useState(() => new UndoStack(undoAction));
  const sending = useRef<Promise<unknown>>(Promise.resolve());
  const open = useRef(0);
  const isStale = useRef(false);

  /** Reads everything anew, or, while decisions are under way, after the last of them. */
  const refresh = useCallback(async () => {
    isStale.current = open.current > 0;
    if (isStale.current) return;
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.review }),
      client.invalidateQueries({ queryKey: ['records'] }),
    ]);
  }, [client]);

  /** One after the other, so that the last of two on the same record is the one that stays. */
  const send = useCallback(
    (change: BulkChange): Decision => {
      open.current += 1;
      const sent = sending.current
        .then(() => sendUntilAnswered(() => changeRecords(change)))
        .finally(() => (open.current -= 1));
      sending.current = sent.catch(() => undefined);
      decisions.push(sent);
      return sent;
    },
    [decisions],
  );

  const undo = useCallback(
    async (decision?: Decision) => {
      try {
        const done = await decisions.undo(decision);
        if (done === undefined) return toast({ text: 'There is nothing to undo.' });
        if (done === null) return toast({ text: 'Nothing had changed.' });
        const kept = done.skipped > 0 ? ` ${records(done.skipped)} changed since and stay.` : '';
        toast({ text: `Undone for ${records(done.undone)}.${kept}` });
      } catch (error) {
        toast({ text: messageOf(error), isError: true });
      }
      await refresh();
    },
    [decisions, refresh, toast],
  );

  const decide = useCallback(
    async (target: Target, action: BulkAction) => {
      if (await stopReading(client)) isStale.current = true;
      if ('records' in target) show(client, target.records, action);
      const change =
        'records' in target
          ? { action, ids: target.records.map(({ id }) => id) }
          : { action, filter: target.filter };
      const sent = send(change);
      try {
        const { count } = await sent;
        const isSingle = 'records' in target && target.records.length === 1 && action !== 'delete';
        if (!isSingle) {
          toast({
            text: `${records(count)} ${doneWords[action]}.`,
            action: { label: 'Undo', onSelect: () => void undo(sent) },
          });
        }
        if ('filter' in target || (open.current === 0 && isStale.current)) await refresh();
        else {
          const [first] = target.records;
          if (first) await client.invalidateQueries({ queryKey: keys.record(first.id) });
          if (open.current === 0) await refreshTotals(client);
        }
      } catch (error) {
        toast({ text: messageOf(error), isError: true });
        await refresh();
      }
    },
    [client, refresh, send, toast, undo],
  );

  return { decide, undo };
}

/**
 * Ends reads whose answer would hide a decision that is shown now; says whether one of a whole list was
 * among them. A list that nothing is shown of yet is left alone.
 */
async function stopReading(client: QueryClient): Promise<boolean> {
  const lists = client
    .getQueryCache()
    .findAll({ queryKey: listsKey, fetchStatus: 'fetching' })
    .filter(({ state }) => state.data !== undefined);
  const isWhole = lists.some(({ state }) => state.fetchMeta?.fetchMore === undefined);
  await Promise.all([
    client.cancelQueries({ queryKey: totalsKey }),
    ...lists.map(({ queryKey }) => client.cancelQueries({ queryKey, exact: true })),
  ]);
  return isWhole;
}

/** Reads totals anew, even those whose first read has not been answered yet. */
async function refreshTotals(client: QueryClient): Promise<void> {
  await client.cancelQueries({ queryKey: totalsKey });
  await client.invalidateQueries({ queryKey: totalsKey });
}

function show(client: QueryClient, targets: readonly DataRecord[], action: BulkAction): void {
  const after = statusAfter[action];
  const before = readStatuses(targets, new Set(targets.map(({ id }) => id)));
  const patch = new Map<Id, typeof after>(targets.map(({ id }) => [id, after]));
  client.setQueriesData<Pages>({ queryKey: listsKey }, (data) => data && patchPages(data, patch));
  client.setQueriesData<Totals>(
    { queryKey: totalsKey },
    (totals) => totals && shiftTotals(totals, before.values(), after),
  );
  if (after === null) return;
  for (const { id } of targets) {
    client.setQueryData<DataRecord>(
      keys.record(id),
      (record) => record && { ...record, status: after },
    );
  }
}

async function sendUntilAnswered(send: () => Promise<BulkDone>): Promise<BulkDone> {
  for (let count = 1; ; count += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ConnectionError) || count >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

function records(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'record' : 'records'}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
