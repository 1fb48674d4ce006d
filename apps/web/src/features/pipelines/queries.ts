import type { Id } from '@datagenflow/contracts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { startJob } from '../../api/jobs.js';
import { keys } from '../../api/keys.js';
import { createPipelineFromTemplate } from '../../api/pipelines.js';
import { listTemplates } from '../../api/templates.js';

export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  queryFn: ({ signal }) => listTemplates(signal),
});

/**
 * Creates a pipeline from the template and starts a job over the seeds. When the seeds are refused,
 * the next try uses the pipeline that is already there.
 */
export function useRunTemplate(templateId: string) {
  const client = useQueryClient();
  const pipelineId = useRef<Id | null>(null);
  return useMutation({
    mutationFn: async (seeds: File) => {
      pipelineId.current ??= (await createPipelineFromTemplate(templateId)).id;
      return startJob(pipelineId.current, seeds);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.pipelines }),
        client.invalidateQueries({ queryKey: keys.jobs }),
      ]),
  });
}

/** Starts a job of a pipeline over a seed file. */
export function useRunPipeline() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ pipelineId, seeds }: { pipelineId: Id; seeds: File }) =>
      startJob(pipelineId, seeds),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs }),
  });
}
