import type { DataRecord } from '@datagenflow/contracts';
import { clsx } from 'clsx';
import { Link } from 'react-router';
import { formatCost } from '../../../ui/format/number.js';
import { table } from '../../../ui/table.js';
import { When } from '../../../ui/when.js';
import { previewRecord } from '../model/preview-record.js';

const cut = clsx(table.cell, 'truncate');

/** Records in one line each; the whole of it opens by its number. */
export function RecordsTable({ records }: { records: readonly DataRecord[] }) {
  return (
    <table className={clsx(table.table, 'table-fixed')}>
      <colgroup>
        <col className="w-24" />
        <col className="w-1/4" />
        <col />
        <col className="w-24" />
        <col className="w-28" />
      </colgroup>
      <thead>
        <tr>
          <th className={table.head}>Record</th>
          <th className={table.head}>Seed</th>
          <th className={table.head}>Result</th>
          <th className={clsx(table.head, table.number)}>Cost</th>
          <th className={clsx(table.head, table.number)}>Created</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const { seed, field, text } = previewRecord(record);
          return (
            <tr key={record.id} className={table.row}>
              <td className={table.cell}>
                <Link to={`/records/${record.id}`} className={table.link}>
                  #{record.id}
                </Link>
              </td>
              <td className={clsx(cut, 'text-ink-2')} title={seed}>
                {seed}
              </td>
              <td className={cut} title={text}>
                {field !== '' && <span className="mr-2 text-12 text-ink-3">{field}</span>}
                {text}
              </td>
              <td className={clsx(table.cell, table.number)}>{formatCost(record.cost)}</td>
              <td className={clsx(table.cell, table.number, 'text-ink-3')}>
                <When at={record.created_at} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
