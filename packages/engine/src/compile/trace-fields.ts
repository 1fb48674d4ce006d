import type { Problem } from '@datagenflow/contracts';
import type { CompiledStep, PipelineFields } from './compiled-pipeline.js';
import { stepProblem } from './problem-of.js';

const ANY = '*';
const METADATA = 'metadata.';

/**
 * Follows the fields through the steps: what is known before each, what nobody provides, what is
 * overwritten. Only the fields of the compiled steps are known: when they are not all of `stepCount`,
 * nothing is said of missing ones. What only conditional steps read is told, but not required.
 */
export function traceFields(
  steps: readonly CompiledStep[],
  stepCount: number,
): { fields: PipelineFields; problems: Problem[] } {
  const problems: Problem[] = [];
  const readers = new Map<string, CompiledStep>();
  const required = new Map<string, CompiledStep>();
  const before: string[][] = [];
  const known = new Set<string>();
  for (const step of steps) {
    while (before.length <= step.index) before.push([...known].sort());
    for (const field of seedFields(step, known)) {
      if (!readers.has(field)) readers.set(field, step);
      if (step.when === undefined && !required.has(field)) required.set(field, step);
    }
    const written = writtenFields(step);
    const overwritten = written.filter((field) => known.has(field) && isByAccident(step, field));
    if (overwritten.length > 0) problems.push(overwriting(step, overwritten));
    for (const field of written) known.add(field);
  }
  const after = [...known].sort();
  while (before.length < stepCount) before.push(after);
  if (steps.length === stepCount) {
    for (const [field, step] of readers) {
      problems.push(fromSeeds(required.get(field) ?? step, field));
    }
  }
  return { fields: { required, before, after }, problems };
}

/** The fields a step writes, after renaming; `*` for any. */
export function writtenFields({ description, renames }: CompiledStep): string[] {
  const named = description.outputs.map((output) => renames.get(output) ?? output);
  return description.outputs.includes(ANY) ? [...named, ...renames.values()] : named;
}

function seedFields(step: CompiledStep, known: ReadonlySet<string>): string[] {
  return step.description.required_fields.flatMap((field) => {
    if (field.startsWith(METADATA)) return [field.slice(METADATA.length)];
    return field === ANY || known.has(field) || known.has(ANY) ? [] : [field];
  });
}

/** A step that also reads the field passes it on deliberately; a renamed output is deliberate too. */
function isByAccident({ description, renames }: CompiledStep, field: string): boolean {
  const isRead = description.required_fields.includes(field);
  return field !== ANY && !isRead && ![...renames.values()].includes(field);
}

function overwriting(step: CompiledStep, fields: string[]): Problem {
  const names = fields.map((field) => `'${field}'`).join(', ');
  return stepProblem(
    step,
    'output_overwritten',
    'warning',
    `${step.type} overwrites ${names}, written by an earlier step`,
    { fields, hint: 'Rename it with outputs to keep both.', path: '/outputs' },
  );
}

function fromSeeds(step: CompiledStep, field: string): Problem {
  const whose = step.when === undefined ? 'Seeds' : 'Seeds that meet its condition';
  return stepProblem(
    step,
    'required_seed_field',
    'information',
    `${whose} have to bring '${field}': ${step.type} needs it and no earlier step writes it`,
    { fields: [field] },
  );
}
