import type { Pipeline } from '@datagenflow/contracts';
import { useQuery } from '@tanstack/react-query';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { describeLoss } from '../model/describe-loss.js';
import { pipelineJobsQuery, useDeletePipeline } from '../queries.js';

/** Asks before a pipeline goes, and says what goes with it. */
export function DeletePipelineDialog({
  pipeline,
  onClose,
}: {
  pipeline: Pipeline;
  onClose: () => void;
}) {
  const { data: jobs } = useQuery(pipelineJobsQuery(pipeline.id));
  const { mutate, isPending, error } = useDeletePipeline(pipeline);
  return (
    <ConfirmDialog
      title={`Delete ${pipeline.name}?`}
      confirm="Delete pipeline"
      isBusy={isPending || jobs === undefined}
      error={error}
      onClose={onClose}
      onConfirm={() => mutate(undefined, { onSuccess: onClose })}
    >
      <p>
        Pipeline #{pipeline.id} goes for good, and with it{' '}
        <strong className="font-semibold text-ink">
          {jobs ? describeLoss(jobs) : 'its jobs and records'}
        </strong>
        . This can’t be undone; export what you want to keep.
      </p>
    </ConfirmDialog>
  );
}
