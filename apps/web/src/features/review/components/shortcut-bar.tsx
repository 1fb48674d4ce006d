import { Kbd } from '../../../ui/kbd.js';
import { nameKey, shortcuts, type ReviewAction } from '../model/shortcuts.js';

const shown: readonly ReviewAction[] = [
  'accept',
  'reject',
  'reset',
  'edit',
  'next',
  'previous',
  'select',
  'search',
  'undo',
  'help',
];

/** The keys, always in sight. */
export function ShortcutBar({ aside }: { aside: string }) {
  return (
    <footer className="flex min-h-10 flex-none flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-6 text-12 text-ink-2 narrow:px-4">
      {shortcuts
        .filter(({ action }) => shown.includes(action))
        .map(({ action, keys, label }) => (
          <span key={action} className="flex items-center gap-1.5">
            <Kbd>{nameKey(keys[0] ?? '')}</Kbd>
            {label}
          </span>
        ))}
      <span className="ml-auto">{aside}</span>
    </footer>
  );
}
