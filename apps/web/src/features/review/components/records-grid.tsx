import type { DataRecord, Id } from '@datagenflow/contracts';
import { clsx } from 'clsx';
import { useEffect, useRef, type CSSProperties } from 'react';
import { Badge } from '../../../ui/badge.js';
import { formatCost } from '../../../ui/format/number.js';
import { showInline } from '../../../ui/show-json.js';
import { When } from '../../../ui/when.js';
import { useRowWindow } from '../hooks/use-row-window.js';
import type { Selection } from '../hooks/use-selection.js';
import { rowHeight } from '../model/row-window.js';
import { RecordStatusBadge } from './record-status-badge.js';

const loadAhead = 20;

/** Records as a table of which only the rows in view are drawn; more are read when they are near. */
export function RecordsGrid({
  records,
  columns,
  index,
  selection,
  hasMore,
  onMore,
  onPlace,
  onOpen,
}: {
  records: readonly DataRecord[];
  /** Fields that have a column. */
  columns: readonly string[];
  /** Of the current row. */
  index: number;
  selection: Selection;
  hasMore: boolean;
  onMore: () => void;
  onPlace: (index: number) => void;
  onOpen: (record: DataRecord) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const { start, end } = useRowWindow(scroller, records.length, index);
  const isNearEnd = end >= records.length - loadAhead;
  useEffect(() => {
    if (isNearEnd && hasMore) onMore();
  }, [hasMore, isNearEnd, onMore]);
  const template = {
    gridTemplateColumns: `32px 72px 88px repeat(${Math.max(1, columns.length)}, minmax(0, 1fr)) 72px 88px`,
  };
  const areAllLoaded = records.every(({ id }) => selection.ids.has(id));
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-auto rounded-8 border border-line bg-surface"
    >
      <table
        aria-label="Records"
        aria-rowcount={hasMore ? -1 : records.length + 1}
        className="block"
      >
        <thead className="sticky top-0 z-1 block bg-surface">
          <tr
            style={template}
            className="grid h-8 items-center gap-3 border-b border-line px-4 text-left text-12 text-ink-3 [&>th]:font-normal"
          >
            <th scope="col">
              <input
                type="checkbox"
                aria-label="Select all loaded records"
                className="block size-4 accent-accent"
                checked={areAllLoaded}
                onChange={areAllLoaded ? selection.clear : selection.selectLoaded}
              />
            </th>
            <th scope="col">Record</th>
            <th scope="col">Status</th>
            {columns.length === 0 && <th scope="col">Fields</th>}
            {columns.map((column) => (
              <th scope="col" key={column} className="truncate" title={column}>
                {column}
              </th>
            ))}
            <th scope="col" className="text-right">
              Cost
            </th>
            <th scope="col" className="text-right">
              Created
            </th>
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: records.length * rowHeight }}>
          {records.slice(start, end).map((record, offset) => {
            const at = start + offset;
            return (
              <RecordRow
                key={record.id}
                record={record}
                columns={columns}
                at={at}
                isCurrent={at === index}
                isSelected={selection.ids.has(record.id)}
                style={{ ...template, transform: `translateY(${at * rowHeight}px)` }}
                onSelect={(id, isRange) =>
                  isRange ? selection.extendTo(id) : selection.toggle(id)
                }
                onPlace={onPlace}
                onOpen={onOpen}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function RecordRow({
  record,
  columns,
  at,
  isCurrent,
  isSelected,
  style,
  onSelect,
  onPlace,
  onOpen,
}: {
  record: DataRecord;
  columns: readonly string[];
  at: number;
  isCurrent: boolean;
  isSelected: boolean;
  style: CSSProperties;
  onSelect: (id: Id, isRange: boolean) => void;
  onPlace: (index: number) => void;
  onOpen: (record: DataRecord) => void;
}) {
  const cells = columns.map((column) => record.accumulated_state[column]);
  return (
    <tr
      aria-rowindex={at + 2}
      aria-current={isCurrent}
      style={style}
      className={clsx(
        'absolute inset-x-0 top-0 grid h-9 items-center gap-3 border-b border-line px-4',
        isSelected ? 'bg-accent-soft' : 'hover:bg-hover',
        isCurrent && 'shadow-[inset_3px_0_0_var(--color-accent)]',
      )}
    >
      <td>
        <input
          type="checkbox"
          aria-label={`Select record ${record.id}`}
          className="block size-4 accent-accent"
          checked={isSelected}
          onClick={(event) => onSelect(record.id, event.shiftKey)}
          onChange={() => onPlace(at)}
        />
      </td>
      <td>
        <button
          type="button"
          className="font-medium underline-offset-2 hover:underline"
          onFocus={() => onPlace(at)}
          onClick={() => onOpen(record)}
        >
          #{record.id}
        </button>
      </td>
      <td className="flex gap-1">
        <RecordStatusBadge status={record.status} />
      </td>
      {columns.length === 0 && <td>no fields</td>}
      {cells.map((value, cell) => {
        const text = value === undefined ? '' : showInline(value);
        return (
          <td key={columns[cell]} className="flex min-w-0 gap-2" title={cutTitle(text)}>
            <span className="truncate">{cutTitle(text)}</span>
            {cell === 0 && record.edited && <Badge tone="accent">edited</Badge>}
          </td>
        );
      })}
      <td className="text-right">{formatCost(record.cost)}</td>
      <td className="text-right whitespace-nowrap text-ink-3">
        <When at={record.created_at} />
      </td>
    </tr>
  );
}

const longestTitle = 400;

function cutTitle(text: string): string {
  return text.length > longestTitle ? `${text.slice(0, longestTitle).toWellFormed()}…` : text;
}
