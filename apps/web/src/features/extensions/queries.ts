import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  installDependencies,
  listExtensionBlocks,
  listExtensionTemplates,
  readDependencies,
  readExtensionStatus,
  reloadExtensions,
  validateBlock,
} from '../../api/extensions.js';
import { keys } from '../../api/keys.js';
import { createPipelineFromTemplate } from '../../api/pipelines.js';

export const statusQuery = queryOptions({
  queryKey: [...keys.extensions, 'status'],
  queryFn: ({ signal }) => readExtensionStatus(signal),
});

export const extensionBlocksQuery = queryOptions({
  queryKey: [...keys.extensions, 'blocks'],
  queryFn: ({ signal }) => listExtensionBlocks(signal),
});

export const extensionTemplatesQuery = queryOptions({
  queryKey: [...keys.extensions, 'templates'],
  queryFn: ({ signal }) => listExtensionTemplates(signal),
});

/** What a block needs, and what of it is installed. */
export function dependenciesQuery(type: string) {
  return queryOptions({
    queryKey: [...keys.extensions, 'dependencies', type],
    queryFn: ({ signal }) => readDependencies(type, signal),
  });
}

/** The lines of the last installation for a block; events bring them. */
export function installLogQuery(type: string) {
  return queryOptions<string[]>({
    queryKey: keys.installLog(type),
    queryFn: () => [],
    enabled: false,
    initialData: [],
  });
}

/** Reads all blocks and templates again. */
export function useReload() {
  return useRefreshing(reloadExtensions);
}

/** Whether a block can be used. */
export function useValidateBlock() {
  return useMutation({ mutationFn: validateBlock });
}

/** Installs what a block is missing. */
export function useInstallDependencies() {
  return useRefreshing(installDependencies);
}

/** Makes a pipeline from a template. */
export function useCreatePipeline() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createPipelineFromTemplate,
    onSettled: () => client.invalidateQueries({ queryKey: keys.pipelines }),
  });
}

function useRefreshing<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all(
        [keys.extensions, keys.blocks, keys.templates].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
