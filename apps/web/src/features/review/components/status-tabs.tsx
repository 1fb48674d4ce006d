import { clsx } from 'clsx';
import { Link } from 'react-router';
import { formatCount } from '../../../ui/format/number.js';
import { writeSearch, type ReviewSearch, type ReviewTab } from '../model/review-search.js';

const tabs: readonly { id: ReviewTab; label: string }[] = [
  { id: 'pending', label: 'Pending' },
  { id: 'accepted', label: 'Accepted' },
  { id: 'rejected', label: 'Rejected' },
  { id: 'failed', label: 'Failed' },
];

/** The statuses with how many records have each. */
export function StatusTabs({
  search,
  totals,
}: {
  search: ReviewSearch;
  totals: Partial<Record<ReviewTab, number>>;
}) {
  return (
    <nav
      aria-label="Status"
      className="flex h-10 flex-none gap-6 border-b border-line px-6 narrow:px-4"
    >
      {tabs.map(({ id, label }) => {
        const isCurrent = id === search.tab;
        const count = totals[id];
        return (
          <Link
            key={id}
            to={{ search: writeSearch({ ...search, tab: id, recordId: undefined }).toString() }}
            replace
            aria-current={isCurrent ? 'page' : undefined}
            className={clsx(
              'flex items-center gap-1.5 border-b-2 pt-0.5',
              isCurrent
                ? 'border-accent font-semibold text-ink'
                : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {label}
            {count !== undefined && (
              <span className="text-12 font-normal text-ink-3">{formatCount(count)}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
