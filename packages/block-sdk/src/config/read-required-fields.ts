import type { JsonObject } from '@datagenflow/contracts';
import { compilePrompt, PromptError } from '@datagenflow/prompts';
import type { BlockStatics } from '../block/base-block.js';
import { findConfigPrompts, type ConfigPrompt } from './config-hints.js';
import { configSchemaOf } from './config-schema.js';

/**
 * Declared inputs, but for `*`, and every variable that a prompt of the config needs; values that
 * have to be the seed’s own as `metadata.<name>`.
 * @throws PromptError with `detail.path`, the place of the prompt in the config.
 */
export function readRequiredFields(blockClass: object, config: object): string[] {
  const { definition } = blockClass as BlockStatics;
  const fields = new Set(definition.inputs.filter((input) => input !== '*'));
  for (const prompt of findConfigPrompts(configSchemaOf(definition), config as JsonObject)) {
    for (const field of fieldsOf(prompt)) fields.add(field);
  }
  return [...fields];
}

function fieldsOf({ path, source }: ConfigPrompt): string[] {
  try {
    const { fields, metadataFields } = compilePrompt(source);
    return [...fields, ...metadataFields.map((field) => `metadata.${field}`)];
  } catch (error) {
    if (!(error instanceof PromptError)) throw error;
    throw new PromptError(error.code, `${path.slice(1)}: ${error.message}`, {
      detail: { ...error.detail, path },
      cause: error,
    });
  }
}
