import type { Estimate, Id, JobOptions, Preview } from '@datagenflow/contracts';
import { useMutation } from '@tanstack/react-query';
import { previewPipeline } from '../../../api/pipelines.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { formatCost, formatCount, formatTokens } from '../../../ui/format/number.js';
import { formatDuration } from '../../../ui/format/time.js';
import { formatEstimated } from '../model/format-estimate.js';
import { countExecutions, type ShownSeed } from '../model/read-seeds.js';

const sampleSize = 5;

/** What the job would take, judging by a few of its seeds that are run now. */
export function EstimateCard({
  pipelineId,
  seeds,
  options,
}: {
  pipelineId: Id;
  seeds: readonly ShownSeed[];
  options: JobOptions;
}) {
  const sample = seeds.filter(({ repetitions }) => repetitions > 0).slice(0, sampleSize);
  const wanted = seeds.slice(0, options.limit);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () =>
      previewPipeline({
        pipeline_id: pipelineId,
        seeds: sample.map(({ seed }) => (options.wrap === true ? wrap(seed) : seed)),
        total_seeds: Math.max(1, countExecutions(wanted)),
        ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
      }),
  });
  return (
    <Card
      title="Estimate"
      aside={
        <Button size="sm" disabled={sample.length === 0 || isPending} onClick={() => mutate()}>
          {isPending ? 'Running…' : `Estimate from ${sample.length || 'a few'}`}
        </Button>
      }
    >
      <div className="grid gap-3 px-4 py-3">
        {error && <ErrorNote error={error} />}
        {!data && !error && (
          <p className="text-12 text-ink-3">
            Runs a few seeds now, with the pipeline’s own models, and stores nothing.
          </p>
        )}
        {data && <Problems preview={data} />}
        {data?.estimate && <Figures estimate={data.estimate} />}
      </div>
    </Card>
  );
}

function Problems({ preview: { problems, results } }: { preview: Preview }) {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const failed = results.find(({ status }) => status === 'failed');
  return (
    <>
      {errors.map(({ message, step }) => (
        <p key={`${step} ${message}`} role="alert" className="break-words text-bad">
          {message}
        </p>
      ))}
      {failed && (
        <p role="alert" className="break-words text-bad">
          A seed failed at {failed.step_id}: {failed.reason?.message}
        </p>
      )}
    </>
  );
}

function Figures({ estimate }: { estimate: Estimate }) {
  const tokens = (['input_tokens', 'output_tokens'] as const).map((name) => ({
    label: name === 'input_tokens' ? 'Tokens in' : 'Tokens out',
    ...formatEstimated(estimate[name], (value) => formatTokens(Math.round(value))),
  }));
  const rows = [
    {
      label: 'Executions',
      ...formatEstimated(estimate.executions, (value) => formatCount(Math.round(value))),
    },
    ...tokens,
    estimate.cost === null
      ? { label: 'Cost', value: formatCost(null), interval: null }
      : { label: 'Cost', ...formatEstimated(estimate.cost, formatCost) },
    { label: 'Time', ...formatEstimated(estimate.seconds, formatDuration) },
  ];
  return (
    <dl aria-label="Estimate" className="grid grid-cols-[auto_auto_minmax(0,1fr)] gap-x-4 gap-y-1">
      {rows.map(({ label, value, interval }) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className="font-semibold">{value}</dd>
          <dd className="text-right text-12 leading-5 text-ink-3">{interval ?? ''}</dd>
        </div>
      ))}
    </dl>
  );
}

function wrap(seed: ShownSeed['seed']): ShownSeed['seed'] {
  return 'metadata' in seed ? seed : { metadata: seed };
}
