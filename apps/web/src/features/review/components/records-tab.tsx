import type { DataRecord, Pipeline, RecordStatus } from '@datagenflow/contracts';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { EmptyState } from '../../../ui/empty-state.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { useDecisions } from '../hooks/use-decisions.js';
import { useSelection } from '../hooks/use-selection.js';
import { useShortcuts } from '../hooks/use-shortcuts.js';
import { arrangeFields, emptyLayout, listFields, listPaths } from '../model/arrange-fields.js';
import { toFilter, type ReviewSearch } from '../model/review-search.js';
import type { ReviewAction } from '../model/shortcuts.js';
import { recordQuery, recordsQuery } from '../queries.js';
import { BulkBar } from './bulk-bar.js';
import { FilterBar } from './filter-bar.js';
import { RecordView } from './record-view.js';
import { RecordsGrid } from './records-grid.js';
import { ShortcutBar } from './shortcut-bar.js';
import { ShortcutsDialog } from './shortcuts-dialog.js';

const liveMs = 2_000;

/** Records of one status, as a table or one alone, with everything that keys do. */
export function RecordsTab({
  search,
  status,
  pipeline,
  isJobLive,
  onChange,
}: {
  search: ReviewSearch;
  status: RecordStatus;
  pipeline: Pipeline | undefined;
  /** More records may come. */
  isJobLive: boolean;
  onChange: (part: Partial<ReviewSearch>) => void;
}) {
  const client = useQueryClient();
  const filter = useMemo(() => ({ ...toFilter(search), status }), [search, status]);
  const list = useInfiniteQuery({
    ...recordsQuery(filter, search.sort),
    refetchInterval: ({ state }) =>
      isJobLive && state.data?.pages[0]?.items.length === 0 ? liveMs : false,
  });
  const records = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const first = list.data?.pages[0];
  const layout = pipeline?.validation_config ?? emptyLayout;
  const order = arrangeFields(listFields(records), layout, records[0]?.accumulated_state);

  const [place, setPlace] = useState(0);
  const [isEditing, setEditing] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const searchInput = useRef<HTMLInputElement>(null);
  const shownAt = records.findIndex(({ id }) => id === search.recordId);
  const isSingle = search.recordId !== undefined;
  const shown = useQuery({ ...recordQuery(search.recordId ?? 0), enabled: isSingle });
  const index = isSingle && shownAt >= 0 ? shownAt : Math.min(place, records.length - 1);
  const current = isSingle ? (records[shownAt] ?? shown.data) : records[index];
  const selection = useSelection(records, JSON.stringify(filter));
  const { decide, undo } = useDecisions();

  // One that has left the list made room for the next in its place.
  const nextAt = isSingle && shownAt < 0 ? place : index + 1;
  const next = records[nextAt];
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  useEffect(() => {
    if (isSingle && next) void client.prefetchQuery(recordQuery(next.id));
    if (isSingle && !next && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [client, fetchNextPage, hasNextPage, isFetchingNextPage, isSingle, next]);

  const goTo = (to: number) => {
    const target = records[Math.max(0, Math.min(to, records.length - 1))];
    if (!target) return;
    setPlace(records.indexOf(target));
    setEditing(false);
    if (isSingle) onChange({ recordId: target.id });
  };
  const open = (record: DataRecord) => {
    setPlace(records.indexOf(record));
    onChange({ recordId: record.id });
  };
  const decideNow = (action: 'accept' | 'reject' | 'reset') => {
    if (!isSingle && selection.isAll) {
      void decide({ filter }, action);
      selection.clear();
    } else if (!isSingle && selection.ids.size > 0) {
      void decide({ records: selection.records }, action);
      selection.clear();
    } else if (current) {
      void decide({ records: [current] }, action);
      goTo(nextAt);
    }
  };
  const act = (action: ReviewAction) => {
    switch (action) {
      case 'accept':
      case 'reject':
      case 'reset':
        return decideNow(action);
      case 'next':
        return goTo(nextAt);
      case 'previous':
        return goTo(index - 1);
      case 'open':
        return current && !isSingle ? open(current) : undefined;
      case 'edit':
        if (current && !isSingle) open(current);
        return setEditing(isSingle || current !== undefined);
      case 'select':
        return current && !isSingle ? selection.toggle(current.id) : undefined;
      case 'search':
        return searchInput.current?.focus();
      case 'undo':
        return void undo();
      case 'help':
        return setHelpOpen(true);
      case 'back':
        if (isEditing) return setEditing(false);
        return isSingle ? onChange({ recordId: undefined }) : selection.clear();
    }
  };
  useShortcuts(act);

  const counted =
    first && `${first.isExact ? '' : 'at least '}${first.total.toLocaleString('en-US')}`;
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-hidden px-6 py-3 narrow:px-4">
        {!isSingle && (
          <FilterBar
            key={`${search.q} ${search.conditions.length}`}
            search={search}
            paths={listPaths(records)}
            fields={listFields(records)}
            pipeline={pipeline}
            input={searchInput}
            onChange={onChange}
            onRefresh={() => void client.invalidateQueries({ queryKey: ['review'] })}
          />
        )}
        {!list.data && list.error && (
          <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        )}
        {!list.data && !list.error && <SkeletonRows rows={8} label="Loading records" />}
        {first?.isPartial && !isSingle && (
          <p className="rounded-6 bg-warn-soft px-3 py-2 text-warn">
            Searching all records takes too long; these are some of them. Narrow the filter, or
            index the field in Layout.
          </p>
        )}
        {isSingle && search.recordId !== undefined && (
          <RecordView
            id={search.recordId}
            layout={layout}
            isEditing={isEditing}
            position={shownAt >= 0 && counted ? `${shownAt + 1} of ${counted}` : ''}
            onEdit={setEditing}
            onAct={act}
          />
        )}
        {list.data && !isSingle && records.length === 0 && (
          <EmptyState
            title={isJobLive ? 'No records yet' : `No ${status} records here`}
            text={
              isJobLive
                ? 'They appear here as soon as the job has made some.'
                : 'Look at another status, or change the filters.'
            }
          />
        )}
        {list.data && !isSingle && records.length > 0 && (
          <RecordsGrid
            records={records}
            columns={order.primary}
            index={index}
            selection={selection}
            hasMore={list.hasNextPage}
            onMore={() => {
              if (!list.isFetchingNextPage) void list.fetchNextPage();
            }}
            onPlace={setPlace}
            onOpen={open}
          />
        )}
      </div>
      {!isSingle && (selection.isAll || selection.ids.size > 0) && (
        <BulkBar
          count={selection.isAll ? (first?.total ?? 0) : selection.ids.size}
          total={first?.total ?? 0}
          isAll={selection.isAll}
          onAll={selection.selectAll}
          onClear={selection.clear}
          onDecide={(action) => {
            void decide(selection.isAll ? { filter } : { records: selection.records }, action);
            selection.clear();
          }}
        />
      )}
      <ShortcutBar isSingle={isSingle} aside={counted === undefined ? '' : `${counted} records`} />
      {isHelpOpen && <ShortcutsDialog onClose={() => setHelpOpen(false)} />}
    </>
  );
}
