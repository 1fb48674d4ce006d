import type { Pipeline } from '@datagenflow/contracts';
import { api } from '../../../api/api.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Dialog } from '../../../ui/dialog.js';
import { listDeveloperLines } from '../model/developer-lines.js';

/** How to use a pipeline from a terminal or a program. */
export function DeveloperDialog({
  pipeline,
  onClose,
}: {
  pipeline: Pipeline;
  onClose: () => void;
}) {
  return (
    <Dialog title={`Developer: ${pipeline.name}`} onClose={onClose}>
      <div className="grid grid-cols-1 gap-3">
        {listDeveloperLines(pipeline.id, window.location.origin).map(({ label, text }) => (
          <CopyLine key={label} label={label} text={text} />
        ))}
        <p className="text-12 text-ink-3">
          All endpoints are described at{' '}
          <a href={api.address('GET /api/docs')} className="text-accent-ink underline">
            /api/docs
          </a>
          .
        </p>
      </div>
    </Dialog>
  );
}
