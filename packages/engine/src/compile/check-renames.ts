import type { Problem, SavedStep } from '@datagenflow/contracts';
import { stepProblem, type StepPlace } from './problem-of.js';

const ANY = '*';
const RESERVED = ['metadata', ANY];

/** The renames of a step, from declared output to field; what is wrong with them goes to `problems`. */
export function checkRenames(
  place: StepPlace,
  step: SavedStep,
  outputs: readonly string[],
  problems: Problem[],
): ReadonlyMap<string, string> {
  const renames = new Map(Object.entries(step.outputs ?? {}));
  for (const output of renames.keys()) {
    if (output === ANY || !(outputs.includes(output) || outputs.includes(ANY))) {
      problems.push(unknownOutput(place, step.type, output, outputs));
    }
  }
  const named = outputs.filter((output) => output !== ANY && !renames.has(output));
  const written = [...renames.values(), ...named];
  for (const field of RESERVED.filter((name) => written.includes(name))) {
    problems.push(reservedField(place, field));
  }
  for (const field of new Set(written.filter((name, i) => written.indexOf(name) !== i))) {
    problems.push(duplicateOutput(place, field));
  }
  return renames;
}

function unknownOutput(
  place: StepPlace,
  type: string,
  output: string,
  outputs: readonly string[],
): Problem {
  const message = `outputs renames '${output}', which ${type} does not write`;
  const hint = `It writes ${outputs.join(', ') || 'nothing'}.`;
  return stepProblem(place, 'unknown_output', 'error', message, { path: '/outputs', hint });
}

function reservedField(place: StepPlace, field: string): Problem {
  const meaning =
    field === ANY ? 'it stands for any field' : 'it always means the seed’s own values';
  return stepProblem(place, 'reserved_field', 'error', `No step can write '${field}': ${meaning}`, {
    path: '/outputs',
    fields: [field],
    hint: 'Give the output another name with outputs.',
  });
}

function duplicateOutput(place: StepPlace, field: string): Problem {
  const message = `Two outputs of this step would both be written to '${field}'`;
  return stepProblem(place, 'duplicate_output', 'error', message, {
    path: '/outputs',
    fields: [field],
  });
}
