import { findConfigPrompts } from '@datagenflow/block-sdk/host';
import type { JsonObject, Problem } from '@datagenflow/contracts';
import { compileCondition, compilePrompt, type CompiledPrompt } from '@datagenflow/prompts';
import type { RegisteredBlock } from '@datagenflow/registry';
import { problemOf, type StepPlace } from './problem-of.js';

/** Compiles the prompts of a config: the strings at places whose schema carries a prompt hint. */
export function checkPrompts(
  place: StepPlace,
  config: JsonObject,
  block: RegisteredBlock,
  problems: Problem[],
): void {
  for (const { path, source } of findConfigPrompts(block.info.config_schema, config, '/config')) {
    try {
      compilePrompt(source);
    } catch (error) {
      problems.push(problemOf(place, path, error, 'prompt_failed'));
    }
  }
}

/** The condition of a step, or undefined when it has a problem. */
export function checkWhen(
  place: StepPlace,
  source: string,
  problems: Problem[],
): CompiledPrompt | undefined {
  try {
    return compileCondition(source);
  } catch (error) {
    problems.push(problemOf(place, '/when', error, 'prompt_failed'));
    return undefined;
  }
}
