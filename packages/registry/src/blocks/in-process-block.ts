import {
  blockInfo,
  createBlockContext,
  createInstanceCache,
  createJobContext,
  describeBlock,
  instantiate,
  orAborted,
  runFinish,
  runStep,
  type BlockClass,
} from '@datagenflow/block-sdk/host';
import {
  DependencyError,
  type BlockInfo,
  type JsonObject,
  type Source,
} from '@datagenflow/contracts';
import { createSchemaCompiler, type SchemaCompiler } from '@datagenflow/schemas';
import type { OpenBlock, RegisteredBlock } from './registered-block.js';

/** What is known of a block beside its class. */
export interface InProcessOptions {
  source: Source;
  /** Name it is exported under; absent: its definition’s type, else its class name. */
  type?: string;
  /** Default: type and version, for code that ships with us. */
  codeHash?: string;
  /** Shared by many blocks to spare time. */
  schemas?: SchemaCompiler;
}

/**
 * A block whose class is loaded here: built-in ones, tests and `dgf debug`.
 * @throws ConfigError when the class is no block, or its definition is wrong.
 */
export function inProcessBlock(blockClass: BlockClass, options: InProcessOptions): RegisteredBlock {
  const { schemas = createSchemaCompiler(), ...origin } = options;
  const info = blockInfo(blockClass, origin);
  return {
    info,
    codeHash: options.codeHash ?? `${info.type}@${info.version}`,
    describe: async (config) => describeBlock(blockClass, config, schemas),
    open: (config) => openInProcess(blockClass, config, schemas),
  };
}

/** A block that is listed with the reason why it can’t run. `info.error` says it. */
export function unavailableBlock(
  info: Omit<BlockInfo, 'available' | 'error'>,
  error: string,
): RegisteredBlock {
  const refuse = async (): Promise<never> => {
    throw new DependencyError(`Block '${info.type}' is not available: ${error}`, {
      detail: { block_type: info.type, dependencies: info.dependencies },
    });
  };
  return {
    info: { ...info, available: false, error },
    codeHash: `unavailable:${error}`,
    describe: refuse,
    open: refuse,
  };
}

async function openInProcess(
  blockClass: BlockClass,
  config: JsonObject,
  schemas: SchemaCompiler,
): Promise<OpenBlock> {
  const instance = instantiate(blockClass, config, schemas);
  const cache = createInstanceCache(schemas);
  await instance.setup();
  return {
    execute: (input, connect) => {
      const { ports, signal } = connect();
      return orAborted(runStep(instance, createBlockContext(input, ports, signal, cache)), signal);
    },
    finish: (input, connect) => {
      const { ports, signal } = connect();
      const context = createJobContext(input, ports, signal, cache);
      return orAborted(runFinish(instance, context, ports), signal);
    },
    [Symbol.asyncDispose]: () => instance.dispose(),
  };
}
