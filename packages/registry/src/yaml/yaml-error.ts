import type { FileProblem } from './file-problem.js';

/** Stops the reading of a YAML text. Stays within this folder. */
export class YamlError extends Error {
  readonly code: FileProblem['code'];
  /** Where in the text, in UTF-16 units. */
  readonly offset: number;

  constructor(code: FileProblem['code'], message: string, offset: number) {
    super(message);
    this.name = 'YamlError';
    this.code = code;
    this.offset = offset;
  }
}
