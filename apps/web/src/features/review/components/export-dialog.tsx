import type { ExportFormat, RecordStatus } from '@datagenflow/contracts';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { exportUrl } from '../../../api/records.js';
import { buttonClass } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { SelectField } from '../../../ui/field.js';
import type { ReviewSearch } from '../model/review-search.js';

const formats: Record<ExportFormat, string> = {
  jsonl: 'JSONL, one record per line',
  json: 'JSON, one array',
  csv: 'CSV, a column per field',
  chat: 'Chat, JSONL of messages',
};

/** Chooses which records to download, and as what. */
export function ExportDialog({ search, onClose }: { search: ReviewSearch; onClose: () => void }) {
  const { jobId, pipelineId, tab } = search;
  const scopes = [
    ...(jobId === undefined ? [] : [{ id: 'job', label: `Job #${jobId}` }]),
    ...(pipelineId === undefined ? [] : [{ id: 'pipeline', label: `Pipeline #${pipelineId}` }]),
    { id: 'all', label: 'All records' },
  ];
  const [scope, setScope] = useState(scopes[0]?.id ?? 'all');
  const [status, setStatus] = useState<RecordStatus | ''>(
    tab === 'failed' || tab === 'pending' ? 'accepted' : tab,
  );
  const [format, setFormat] = useState<ExportFormat>('jsonl');
  const href = exportUrl({
    ...(scope === 'job' && jobId !== undefined ? { job_id: jobId } : {}),
    ...(scope === 'pipeline' && pipelineId !== undefined ? { pipeline_id: pipelineId } : {}),
    ...(status === '' ? {} : { status }),
    format,
  });
  return (
    <Dialog
      title="Export records"
      onClose={onClose}
      actions={
        <a className={buttonClass({ variant: 'primary' })} href={href} download onClick={onClose}>
          <Download />
          Download
        </a>
      }
    >
      <div className="grid gap-3">
        <SelectField
          label="Records"
          value={scope}
          onChange={({ target }) => setScope(target.value)}
        >
          {scopes.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Status"
          value={status}
          onChange={({ target }) => setStatus(target.value as RecordStatus | '')}
        >
          <option value="accepted">Accepted</option>
          <option value="pending">Pending</option>
          <option value="rejected">Rejected</option>
          <option value="">Any</option>
        </SelectField>
        <SelectField
          label="Format"
          value={format}
          onChange={({ target }) => setFormat(target.value as ExportFormat)}
        >
          {Object.entries(formats).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <p className="text-12 text-ink-3">
          Search and filters of the table do not narrow an export.
        </p>
      </div>
    </Dialog>
  );
}
