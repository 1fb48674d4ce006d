import type { Job, Pipeline } from '@datagenflow/contracts';
import { SelectField } from '../../../ui/field.js';
import type { ReviewSearch } from '../model/review-search.js';

/** Whose records are shown: those of a pipeline, of a job, or all. */
export function ScopeFilter({
  search: { jobId, pipelineId },
  jobs,
  pipelines,
  onChange,
}: {
  search: ReviewSearch;
  jobs: readonly Job[];
  pipelines: readonly Pipeline[];
  onChange: (part: Partial<ReviewSearch>) => void;
}) {
  const nameOf = (id: number) => pipelines.find((pipeline) => pipeline.id === id)?.name ?? '';
  const offered = jobs.filter((job) => pipelineId === undefined || job.pipeline_id === pipelineId);
  const isListed = jobId === undefined || offered.some(({ id }) => id === jobId);
  return (
    <div className="ml-2 flex min-w-0 gap-2">
      <SelectField
        label="Pipeline"
        isLabelHidden
        className="w-52 narrow:w-40"
        value={pipelineId ?? ''}
        onChange={({ target }) =>
          onChange({
            pipelineId: Number(target.value) || undefined,
            jobId: undefined,
            recordId: undefined,
          })
        }
      >
        <option value="">All pipelines</option>
        {pipelines.map(({ id, name }) => (
          <option key={id} value={id}>
            {name} #{id}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Job"
        isLabelHidden
        className="w-52 narrow:w-40"
        value={jobId ?? ''}
        onChange={({ target }) =>
          onChange({ jobId: Number(target.value) || undefined, recordId: undefined })
        }
      >
        <option value="">All jobs</option>
        {!isListed && <option value={jobId}>Job #{jobId}</option>}
        {offered.map(({ id, pipeline_id }) => (
          <option key={id} value={id}>
            #{id} {nameOf(pipeline_id)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
