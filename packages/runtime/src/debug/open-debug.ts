import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadBuiltinTemplates } from '@datagenflow/builtins';
import { systemClock, type JsonObject, type PipelineDefinition } from '@datagenflow/contracts';
import { loadBlocksHere, loadUserTemplates } from '@datagenflow/extensions';
import { createModelClient } from '@datagenflow/llm';
import { BlockRegistry, TemplateRegistry } from '@datagenflow/registry';
import { createSchemaCompiler, type SchemaCompiler } from '@datagenflow/schemas';
import { openStorage, type Storage } from '@datagenflow/storage';
import type { RuntimeConfig } from '../config.js';
import { databaseOf } from '../database-of.js';
import { createLog } from '../logs/log.js';
import { logExecutions } from '../logs/log-executions.js';
import { ensureDemo } from '../models/ensure-models.js';
import { storedModels } from '../models/stored-models.js';
import { executePipeline, type Executed } from '../pipelines/execute-pipeline.js';
import { findTemplate } from '../pipelines/find-template.js';
import { registerBuiltins } from '../runner/register-builtins.js';
import { watchAll } from '../runner/watch-all.js';
import { createKeyVault } from '../secrets/key-vault.js';
import { openScrubber } from '../secrets/scrubber.js';
import { ProcessClock } from './process-clock.js';

/** Runs pipelines for a debugger: in this process, without storing anything. */
export interface Debug extends AsyncDisposable {
  /** A stored pipeline. @throws NotFoundError */
  findPipeline(id: number): Promise<PipelineDefinition>;
  /** A template’s pipeline. @throws NotFoundError */
  findTemplate(id: string): PipelineDefinition;
  /** Runs it once. @throws ValidationError, BlockExecutionError: what made the execution fail */
  run(definition: PipelineDefinition, metadata: JsonObject): Promise<Executed>;
}

/**
 * Opens the database for reading only, and the blocks of the user in this process. A server may
 * hold the data directory meanwhile. Where there is no database yet, the demo model answers.
 * @throws DataGenFlowError `schema_too_old`, `database_unavailable`
 */
export async function openDebug(
  config: RuntimeConfig,
  { warn, log: write }: { warn: (message: string) => void; log: (text: string) => void },
): Promise<Debug> {
  await using parts = new AsyncDisposableStack();
  const storage = parts.use(await openReadOnly(config, warn));
  const { remember, scrub } = await openScrubber(config);
  const vault = createKeyVault(config, remember);
  const schemas = createSchemaCompiler();
  const registry = new BlockRegistry();
  registerBuiltins(registry, schemas, config);
  registry.replaceAll('user', await loadBlocks(config, warn));
  const templates = await loadTemplates(config, schemas, warn);
  const source = storedModels(storage, vault);
  const models = parts.use(createModelClient({ models: source, clock: systemClock }));
  const clock = parts.use(new ProcessClock(systemClock));
  const log = createLog({ format: config.logFormat, write, scrub, clock });
  const { observer } = watchAll([{ observer: logExecutions(log) }]);
  const execution = { registry, schemas, models, clock, scrub, observer };
  const held = parts.move();
  return {
    findPipeline: async (id) => (await storage.pipelines.get(id)).definition,
    findTemplate: (id) => {
      const { example_seed: _, ...definition } = findTemplate({ templates }, id).template;
      return definition;
    },
    run: (definition, metadata) =>
      executePipeline(
        execution,
        { definition, metadata, pipelineId: 0 },
        new AbortController().signal,
      ),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function openReadOnly(
  config: RuntimeConfig,
  warn: (message: string) => void,
): Promise<Storage> {
  if (config.databaseUrl !== undefined || existsSync(config.databasePath)) {
    return openStorage({ ...databaseOf(config), readOnly: true });
  }
  warn('There is no database yet: the demo model answers, which is not an AI.');
  const storage = await openStorage({ path: ':memory:' });
  await ensureDemo(storage);
  return storage;
}

async function loadBlocks(config: RuntimeConfig, warn: (message: string) => void) {
  const directory = join(config.dataDir, 'extensions');
  const { blocks, problems } = await loadBlocksHere({
    blocksDir: config.blocksDir,
    buildDir: join(directory, 'build'),
    packagesDirs: [join(directory, 'node_modules')],
  });
  problems.forEach(warn);
  return blocks;
}

async function loadTemplates(
  config: RuntimeConfig,
  schemas: SchemaCompiler,
  warn: (message: string) => void,
) {
  const templates = new TemplateRegistry();
  const { templates: own, failed } = await loadUserTemplates(config.templatesDir);
  for (const template of [...(await loadBuiltinTemplates(schemas)), ...own]) {
    const registration = templates.register(template);
    if (!registration.registered) warn(registration.warning);
  }
  for (const { errors } of failed) errors.forEach(warn);
  return templates;
}
