import type { Json } from '@datagenflow/contracts';
import { compilePrompt, type CompiledPrompt } from '@datagenflow/prompts';
import { createSchemaCompiler, type SchemaCompiler } from '@datagenflow/schemas';

/** What the executions of one instance share, so that nothing is compiled or computed twice. */
export interface InstanceCache {
  readonly schemas: SchemaCompiler;
  /** Runs of `memo` under way, by key. */
  readonly flights: Map<string, Promise<Json>>;
  /** @throws PromptError */
  compilePrompt(source: string): CompiledPrompt;
}

const MAX_PROMPTS = 256;

/** An empty cache. It keeps the last 256 prompts and 256 schemas. */
export function createInstanceCache(schemas = createSchemaCompiler()): InstanceCache {
  const prompts = new Map<string, CompiledPrompt>();
  return {
    schemas,
    flights: new Map(),
    compilePrompt(source) {
      const compiled = prompts.get(source) ?? compilePrompt(source);
      prompts.delete(source);
      prompts.set(source, compiled);
      const [oldest] = prompts.keys();
      if (prompts.size > MAX_PROMPTS && oldest !== undefined) prompts.delete(oldest);
      return compiled;
    },
  };
}
