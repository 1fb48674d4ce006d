import { useQuery } from '@tanstack/react-query';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { Stat } from '../../../ui/stat.js';
import { statusQuery } from '../queries.js';

/** How many blocks and templates there are, and whether files are watched. */
export function StatusCards() {
  const { data: status, error, refetch } = useQuery(statusQuery);
  if (!status && error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!status) return null;
  const { blocks, templates, hot_reload: hotReload } = status;
  const cards = [
    {
      label: 'Blocks',
      value: String(blocks.total),
      note: `${blocks.builtin_blocks} builtin, ${blocks.custom_blocks} custom, ${blocks.user_blocks} user`,
    },
    {
      label: 'Unavailable',
      value: String(blocks.unavailable),
      note: `${blocks.available} available`,
    },
    {
      label: 'Templates',
      value: String(templates.total),
      note: `${templates.builtin_templates} builtin, ${templates.user_templates} user`,
    },
    {
      label: 'Hot reload',
      value: hotReload.enabled ? 'On' : 'Off',
      note: hotReload.enabled
        ? `${hotReload.debounce_ms} ms after a file is saved`
        : 'Reload reads changed files',
    },
  ];
  return (
    <div className="grid grid-cols-4 gap-4">
      {cards.map((card) => (
        <Card key={card.label} className="px-4 py-3">
          <dl>
            <Stat {...card} />
          </dl>
        </Card>
      ))}
    </div>
  );
}
