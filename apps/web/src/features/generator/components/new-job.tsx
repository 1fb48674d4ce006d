import type { Pipeline } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { pipelinesQuery } from '../../../api/queries.js';
import { Button, buttonClass } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { EmptyState } from '../../../ui/empty-state.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { SelectField } from '../../../ui/field.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { emptyForm, toOptions } from '../model/job-form.js';
import { seedCheckQuery, useStartJob } from '../queries.js';
import { useSeedFile } from '../use-seed-file.js';
import { EstimateCard } from './estimate-card.js';
import { OptionsForm } from './options-form.js';
import { SeedInput } from './seed-input.js';
import { SeedPreview } from './seed-preview.js';

/** Everything a job is started with. */
export function NewJob() {
  const { data: pipelines, error, refetch } = useQuery(pipelinesQuery);
  if (!pipelines && error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!pipelines) {
    return (
      <Card title="New job">
        <SkeletonRows rows={3} label="Loading pipelines" />
      </Card>
    );
  }
  if (pipelines.length === 0) {
    return (
      <Card title="New job">
        <EmptyState
          title="No pipelines yet"
          text="A job runs a pipeline over seeds. Make your first pipeline from a template."
          action={
            <Link to="/pipelines" className={buttonClass({ variant: 'primary' })}>
              Browse templates
            </Link>
          }
        />
      </Card>
    );
  }
  return <NewJobForm pipelines={pipelines} />;
}

function NewJobForm({ pipelines }: { pipelines: readonly Pipeline[] }) {
  const [query, setQuery] = useSearchParams();
  const [file, setFile] = useState<File | null>(null);
  const [form, setForm] = useState(emptyForm);
  const navigate = useNavigate();
  const start = useStartJob();
  const asked = Number(query.get('pipeline'));
  const pipeline = pipelines.find(({ id }) => id === asked) ?? pipelines[0];
  const pipelineId = pipeline?.id ?? 0;
  const options = toOptions(form);
  const shown = useSeedFile(file);
  const noFile = new File([], 'none.json');
  const check = useQuery({
    ...seedCheckQuery({ pipelineId, seeds: file ?? noFile, options }),
    enabled: file !== null,
  });
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)_384px] items-start gap-4 narrow:grid-cols-[minmax(0,1fr)_304px]"
      onSubmit={(event) => {
        event.preventDefault();
        if (!file) return;
        start.mutate(
          { pipelineId, seeds: file, options },
          { onSuccess: ({ job_id }) => void navigate(`/jobs/${job_id}`) },
        );
      }}
    >
      <Card title="New job" className="min-w-0">
        <div className="grid gap-4 px-4 py-3">
          <SelectField
            label="Pipeline"
            value={pipelineId}
            onChange={({ target }) => setQuery({ pipeline: target.value }, { replace: true })}
          >
            {pipelines.map(({ id, name }) => (
              <option key={id} value={id}>
                {name} #{id}
              </option>
            ))}
          </SelectField>
          <SeedInput file={file} onFile={setFile} />
          {file && <SeedPreview file={file} seeds={shown} check={check} />}
        </div>
      </Card>
      <div className="grid gap-4">
        <Card title="Options">
          <OptionsForm form={form} onChange={setForm} />
        </Card>
        <EstimateCard pipelineId={pipelineId} seeds={shown ?? []} options={options} />
        {start.error && <ErrorNote error={start.error} />}
        <Button
          type="submit"
          variant="primary"
          disabled={!file || start.isPending || check.data?.valid === false}
        >
          <Play />
          {start.isPending ? 'Starting…' : 'Start'}
        </Button>
      </div>
    </form>
  );
}
