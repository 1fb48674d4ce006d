import {
  DataGenFlowError,
  ValidationError,
  type JsonObject,
  type PipelineDefinition,
  type Preview,
  type PreviewInput,
} from '@datagenflow/contracts';
import { assignStepIds } from '@datagenflow/engine';
import { schemaViolation } from '@datagenflow/schemas';
import { parseGivenSeeds } from '../jobs/parse-given-seeds.js';
import type { Runtime } from '../runtime.js';
import type { PreviewRun } from './preview-pipeline.js';
import { readDefinition } from './save-pipeline.js';
import { stepNotFound } from './step-not-found.js';
import { LONGEST_WAIT_MS, withinTime } from './within-time.js';

const CONCURRENCY = 32;

/**
 * Runs a few seeds, or one step, now and in the runner; nothing is stored. Ends with the signal,
 * and after four minutes.
 * @throws ConfigError `schema_violation`; ValidationError `seeds_required`, `bad_seeds`;
 * NotFoundError for a pipeline or step that is not there; DataGenFlowError `record_too_large` (422),
 * `preview_timeout` (504)
 */
export async function preview(
  runtime: Runtime,
  input: PreviewInput,
  signal: AbortSignal,
): Promise<Preview> {
  const run = await planRun(runtime, input);
  const work = (either: AbortSignal) => runtime.runner.preview(run, either);
  return withinTime(runtime.clock, tookTooLong, signal, work);
}

async function planRun(runtime: Runtime, input: PreviewInput): Promise<PreviewRun> {
  const { total_seeds, concurrency = CONCURRENCY, pipeline_id, step_id, state } = input;
  const definition = assignStepIds(await findDefinition(runtime, input));
  const metadata = await readMetadata(runtime, input.seeds ?? []);
  const rest = { pipelineId: pipeline_id ?? 0, concurrency };
  if (step_id !== undefined) {
    const firstStep = definition.blocks.findIndex(({ id }) => id === step_id);
    const blocks = definition.blocks.slice(firstStep, firstStep + 1);
    if (firstStep < 0) throw stepNotFound(definition, step_id);
    const starts = [{ metadata: metadata[0] ?? {}, written: state ?? {} }];
    const alone = { ...definition, blocks };
    return { ...rest, definition: alone, starts, firstStep, totalSeeds: undefined };
  }
  if (metadata.length === 0) throw noSeeds();
  const starts = metadata.map((own) => ({ metadata: own, written: {} }));
  return { ...rest, definition, starts, firstStep: 0, totalSeeds: total_seeds };
}

async function findDefinition(
  runtime: Runtime,
  { definition, pipeline_id }: PreviewInput,
): Promise<PipelineDefinition> {
  if (definition !== undefined && pipeline_id === undefined) {
    return readDefinition(runtime, definition);
  }
  if (pipeline_id === undefined || definition !== undefined) {
    const message = 'needs one of definition and pipeline_id';
    throw schemaViolation('The body', [{ path: '', message }]);
  }
  return (await runtime.storage.pipelines.get(pipeline_id)).definition;
}

async function readMetadata({ config }: Runtime, seeds: JsonObject[]): Promise<JsonObject[]> {
  if (seeds.length === 0) return [];
  return (await parseGivenSeeds(seeds, config)).map(({ metadata }) => metadata);
}

function noSeeds(): ValidationError {
  return new ValidationError('Give at least one seed to run the pipeline over.', {
    code: 'seeds_required',
  });
}

function tookTooLong(): DataGenFlowError {
  return new DataGenFlowError(
    'preview_timeout',
    'The preview took longer than 4 minutes and was ended. Preview fewer seeds or a single step, or raise the rate limit of the model if its calls had to wait for it.',
    { status: 504, detail: { limit_ms: LONGEST_WAIT_MS } },
  );
}
