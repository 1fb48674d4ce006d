import { Dialog } from '../../../ui/dialog.js';
import { Kbd } from '../../../ui/kbd.js';
import { nameKey, shortcuts } from '../model/shortcuts.js';

/** All keys of review. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
        {shortcuts.map(({ action, keys, label }) => (
          <div key={action} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{nameKey(key)}</Kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-12 text-ink-3">
        Shift-click a box to select a range. Keys do nothing while you type.
      </p>
    </Dialog>
  );
}
