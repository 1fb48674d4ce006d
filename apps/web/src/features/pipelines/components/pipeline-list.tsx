import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { jobsQuery, pipelinesQuery } from '../../../api/queries.js';
import { Card } from '../../../ui/card.js';
import { EmptyState } from '../../../ui/empty-state.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { FileButton } from '../../../ui/file-button.js';
import { FileDrop } from '../../../ui/file-drop.js';
import { SectionHead } from '../../../ui/section-head.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { table } from '../../../ui/table.js';
import { useToast } from '../../../ui/toaster.js';
import { useImportPipeline, useRunPipeline } from '../queries.js';
import { PipelineRow } from './pipeline-row.js';

/** The pipelines that are stored, each ready to be run over a seed file. */
export function PipelineList() {
  const { data: pipelines, error, refetch } = useQuery(pipelinesQuery);
  const { data: jobs = [] } = useQuery(jobsQuery);
  const navigate = useNavigate();
  const importFile = useImportPipeline();
  const toast = useToast();
  const take = (file: File) =>
    importFile.mutate(file, {
      onSuccess: ({ name }) => toast({ text: `Imported ${name}.` }),
    });
  const run = useRunPipeline();
  return (
    <section aria-label="My pipelines">
      <div className="flex items-start">
        <SectionHead title="My pipelines" count={pipelines?.length} />
        <span className="ml-auto">
          <FileButton
            label="Import"
            description="Import a pipeline from a YAML file"
            accept=".yaml,.yml,.json"
            disabled={importFile.isPending}
            onFile={take}
          />
        </span>
      </div>
      {[run.error, importFile.error].map(
        (failure, index) =>
          failure && (
            <div key={index} className="mb-2">
              <ErrorNote error={failure} />
            </div>
          ),
      )}
      <FileDrop label="Drop a YAML file here to import it" onFile={take} className="rounded-8">
        <Card>
          {!pipelines && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
          {!pipelines && !error && <SkeletonRows rows={3} label="Loading pipelines" />}
          {pipelines?.length === 0 && (
            <EmptyState
              title="No pipelines yet"
              text="A pipeline is a list of blocks that turns each seed into a record. Run a template above to get your first one."
            />
          )}
          {pipelines && pipelines.length > 0 && (
            <table className={table.table}>
              <thead>
                <tr>
                  <th className={table.head}>Name</th>
                  <th className={table.head}>Blocks</th>
                  <th className={table.head}>Updated</th>
                  <th className={table.head}>Last job</th>
                  <th className={table.head}>
                    <span className="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {pipelines.map((pipeline) => (
                  <PipelineRow
                    key={pipeline.id}
                    pipeline={pipeline}
                    lastJob={jobs.find((job) => job.pipeline_id === pipeline.id)}
                    isBusy={run.isPending}
                    onRun={(seeds) =>
                      run.mutate(
                        { pipelineId: pipeline.id, seeds },
                        { onSuccess: ({ job_id }) => void navigate(`/jobs/${job_id}`) },
                      )
                    }
                  />
                ))}
              </tbody>
            </table>
          )}
        </Card>
      </FileDrop>
    </section>
  );
}
