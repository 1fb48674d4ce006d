import {
  BaseBlock,
  prompt,
  Type,
  ValidationError,
  type BlockContext,
  type Json,
} from '@datagenflow/block-sdk';
import { compilePrompt, PromptError, type CompiledPrompt } from '@datagenflow/prompts';

/**
 * Writes new fields from expressions. An expression that is one path copies the value with its
 * type, as does one `{{json …}}`; anything else gives text. Each is rendered once.
 */
export class FieldMapper extends BaseBlock.define({
  name: 'Field Mapper',
  description: 'Copy, rename and combine fields',
  category: 'utilities',
  inputs: ['*'],
  outputs: [],
  outputs_from: 'mappings',
  config: Type.Object({
    mappings: Type.Record(Type.String(), Type.String(prompt()), {
      default: {},
      maxProperties: 1_000,
      description: 'New field to expression, such as question: {{ generated.question }}',
    }),
  }),
}) {
  #compiled: ReadonlyMap<string, CompiledPrompt | PromptError> | undefined;

  override async execute(context: BlockContext): Promise<Record<string, Json>> {
    this.#compiled ??= compileAll(this.config.mappings);
    const state = { ...context.state, metadata: context.metadata };
    const mapped: [field: string, value: Json][] = [];
    const issues: Issue[] = [];
    for (const [field, expression] of this.#compiled) {
      context.signal.throwIfAborted();
      try {
        if (expression instanceof PromptError) throw expression;
        mapped.push([field, evaluate(expression, state)]);
      } catch (error) {
        if (!(error instanceof PromptError)) throw error;
        issues.push({ path: `/mappings/${field}`, message: error.message });
      }
    }
    refuse(issues);
    return Object.fromEntries(mapped);
  }
}

interface Issue {
  path: string;
  message: string;
}

function compileAll(mappings: Readonly<Record<string, string>>) {
  return new Map(
    Object.entries(mappings).map(([field, source]) => [field, compileOne(source)] as const),
  );
}

function compileOne(source: string): CompiledPrompt | PromptError {
  try {
    return compilePrompt(source);
  } catch (error) {
    if (error instanceof PromptError) return error;
    throw error;
  }
}

function evaluate(expression: CompiledPrompt, state: Readonly<Record<string, unknown>>): Json {
  const value = expression.value?.(state);
  return value === undefined ? expression.render(state) : (value as Json);
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  const told = issues.map(({ path, message }) => `${path.slice('/mappings/'.length)}: ${message}`);
  throw new ValidationError(`Not every field could be mapped. ${told.join(' ')}`, {
    code: 'mapping_failed',
    detail: { issues },
  });
}
