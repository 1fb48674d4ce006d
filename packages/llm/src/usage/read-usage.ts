import type { Json, Usage } from '@datagenflow/contracts';
import { isObject } from '../structured/schema-nodes.js';

/**
 * The usage an endpoint reports, with the cached part taken out of the input; undefined when it
 * reports none or nonsense.
 */
export function readUsage(reported: Json | undefined): Usage | undefined {
  if (!isObject(reported)) return undefined;
  const prompt = tokens(reported['prompt_tokens']);
  const output = tokens(reported['completion_tokens'] ?? 0);
  if (prompt === undefined || output === undefined) return undefined;
  const details = reported['prompt_tokens_details'];
  const cached = Math.min(tokens(isObject(details) ? details['cached_tokens'] : 0) ?? 0, prompt);
  return { input_tokens: prompt - cached, output_tokens: output, cached_tokens: cached };
}

function tokens(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
