import { parseSync } from 'oxc-parser';
import { checkDefinition } from './check-definition.js';
import { findBlockClasses } from './find-block-classes.js';
import { locator } from './locator.js';

/** What a block says about itself, as far as that stands in its source. */
export interface SourceBlock {
  /** Name it is exported under. */
  type: string;
  category: string;
  dependencies: string[];
}

/** Something wrong in a source file. */
export interface SourceProblem {
  message: string;
  /** From 1; null when it concerns the whole file. */
  line: number | null;
  column: number | null;
}

/** Blocks and problems of a file; with a problem it can’t be used. */
export interface BlockSource {
  blocks: SourceBlock[];
  /** Modules whose blocks it passes on, which only loading it can tell. */
  passedOn: string[];
  problems: SourceProblem[];
}

/** Reads the blocks of a TypeScript or JavaScript file without running it. Throws for no text. */
export function readBlockSource(text: string, fileName: string): BlockSource {
  const { program, errors } = parseSync(fileName, text);
  const placeOf = locator(text);
  if (errors.length > 0) {
    const problems = errors.map(({ message, labels }) => ({
      message,
      ...placeOf(labels[0]?.start),
    }));
    return { blocks: [], passedOn: [], problems };
  }
  const { found, passedOn, defaultAt } = findBlockClasses(program);
  const checked = found.map(checkDefinition);
  const problems: SourceProblem[] = checked.flatMap(({ problem }) =>
    problem === undefined ? [] : [{ message: problem.message, ...placeOf(problem.offset) }],
  );
  if (defaultAt !== undefined) {
    const message = 'A block is exported as default. Export it by name, for its name is its type.';
    problems.push({ message, ...placeOf(defaultAt) });
  }
  if (found.length + passedOn.length + problems.length === 0) {
    const message = 'There is no block class: export a class that extends BaseBlock.';
    problems.push({ message, ...placeOf(undefined) });
  }
  return { blocks: checked.map(({ block }) => block), passedOn, problems };
}
