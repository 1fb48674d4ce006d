import { ConfigError, type Json } from '@datagenflow/block-sdk';
import type { CategorySpec, FieldSpec } from './field-spec.js';

/**
 * Refuses what a schema can't tell: ranges the wrong way round, weights that don't fit.
 * @throws ConfigError with `detail.issues`.
 */
export function checkSpecs(fields: Readonly<Record<string, FieldSpec>>): void {
  const issues = Object.entries(fields).flatMap(([field, spec]) => {
    const message = findMistake(spec);
    return message === undefined ? [] : [{ path: `/fields/${field}`, message }];
  });
  if (issues.length === 0) return;
  const told = issues.map(({ path, message }) => `${path.slice(1)}: ${message}`).join('; ');
  throw new ConfigError(`Config of Sampler is not valid: ${told}`, { detail: { issues } });
}

function findMistake(spec: FieldSpec): string | undefined {
  switch (spec.type) {
    case 'category':
      return findCategoryMistake(spec);
    case 'integer':
      return isSafeRange(spec.min, spec.max) ? undefined : 'needs safe whole numbers, min ≤ max';
    case 'float':
      return spec.min <= spec.max ? undefined : 'needs min ≤ max';
    case 'normal':
      return (spec.min ?? -Infinity) <= (spec.max ?? Infinity) ? undefined : 'needs min ≤ max';
    case 'date':
      return spec.from <= spec.to ? undefined : 'needs from ≤ to';
    case 'bool':
    case 'uuid':
    case 'persona':
    case 'faker':
      return undefined;
  }
}

function isSafeRange(min: number, max: number): boolean {
  return Number.isSafeInteger(min) && Number.isSafeInteger(max) && min <= max;
}

function findCategoryMistake({ values, weights, by, cases }: CategorySpec): string | undefined {
  if (by === undefined && cases !== undefined) return 'has cases, but does not say by which field';
  if (by !== undefined && cases === undefined) return 'depends on a field, but has no cases';
  if (values === undefined && cases === undefined) return 'needs values';
  if (values === undefined && weights !== undefined) return 'has weights without values';
  const options = [{ values: values ?? [], weights }, ...Object.values(cases ?? {})];
  return options.map(findWeightMistake).find((mistake) => mistake !== undefined);
}

function findWeightMistake(option: {
  values: readonly Json[];
  weights?: readonly number[] | undefined;
}): string | undefined {
  const { values, weights } = option;
  if (weights === undefined) return undefined;
  if (weights.length !== values.length) {
    return `has ${weights.length} weights for ${values.length} values`;
  }
  return weights.some((weight) => weight > 0) ? undefined : 'needs a weight above 0';
}
