import { queryOptions } from '@tanstack/react-query';
import { listBlocks } from './blocks.js';
import { listJobs } from './jobs.js';
import { keys } from './keys.js';
import { listModels } from './models.js';
import { listPipelines } from './pipelines.js';

/** What more than one feature reads. Blocks hardly change while a page is open. */
export const blocksQuery = queryOptions({
  queryKey: keys.blocks,
  queryFn: ({ signal }) => listBlocks(signal),
  staleTime: 60_000,
});

export const pipelinesQuery = queryOptions({
  queryKey: keys.pipelines,
  queryFn: ({ signal }) => listPipelines(signal),
});

export const jobsQuery = queryOptions({
  queryKey: keys.jobs,
  queryFn: ({ signal }) => listJobs(signal),
});

export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: ({ signal }) => listModels(signal),
});
