import type { Id, Pipeline } from '@datagenflow/contracts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { listPipelineJobs, startJob } from '../../api/jobs.js';
import { keys } from '../../api/keys.js';
import {
  createPipelineFromTemplate,
  deletePipeline,
  duplicatePipeline,
  importPipeline,
  updatePipeline,
} from '../../api/pipelines.js';
import { listTemplates } from '../../api/templates.js';
import { useToast } from '../../ui/toaster.js';

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

/** A write that changes the list of pipelines. */
function usePipelineMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: keys.pipelines }),
  });
}

/** Stores a copy of a pipeline. */
export function useDuplicatePipeline() {
  return usePipelineMutation(duplicatePipeline);
}

/** Stores a template file as a pipeline. */
export function useImportPipeline() {
  return usePipelineMutation(async (file: File) => importPipeline(await file.text()));
}

/** Gives a pipeline another name; everything else stays. */
export function useRenamePipeline() {
  return usePipelineMutation(({ pipeline, name }: { pipeline: Pipeline; name: string }) =>
    updatePipeline(pipeline.id, { ...pipeline.definition, name }),
  );
}

/** Deletes a pipeline with its jobs and records, and says so: what asked for it goes with it. */
export function useDeletePipeline({ id, name }: Pick<Pipeline, 'id' | 'name'>) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: () => deletePipeline(id),
    onSuccess: () => toast({ text: `Deleted ${name}.` }),
    onSettled: () => client.invalidateQueries(),
  });
}

/** All jobs of a pipeline, as far as one list holds them. */
export function pipelineJobsQuery(id: Id) {
  return queryOptions({
    queryKey: [...keys.jobs, 'of-pipeline', id],
    queryFn: ({ signal }) => listPipelineJobs(id, signal),
  });
}
