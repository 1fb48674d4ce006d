import { Kbd } from '../../../ui/kbd.js';
import { nameKey, shortcuts, type ReviewAction } from '../model/shortcuts.js';

const ofRecord: readonly ReviewAction[] = [
  'accept',
  'reject',
  'reset',
  'edit',
  'next',
  'previous',
  'undo',
  'help',
];
const ofTable: readonly ReviewAction[] = [...ofRecord, 'select', 'search'];

/** The keys that do something here, always in sight. */
export function ShortcutBar({ isSingle, aside }: { isSingle: boolean; aside: string }) {
  const shown = isSingle ? ofRecord : ofTable;
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
