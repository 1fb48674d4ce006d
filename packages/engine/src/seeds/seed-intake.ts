import { ValidationError, type IndexedSeed, type Problem } from '@datagenflow/contracts';
import { SeedCheck } from '../compile/check-seeds.js';
import type { CompiledPipeline } from '../compile/compiled-pipeline.js';
import { ExtraKeys } from './extra-keys.js';
import { listNumbers } from './list-numbers.js';
import type { SeedBatch, SeedProblem } from './read-seeds.js';

const LISTED = 100;

/** What seeds are taken in for. */
export interface IntakeOptions {
  /** False: bad seeds are skipped and listed, not refused. Default true. */
  strict?: boolean | undefined;
  /** Whose fields the seeds have to have; without it none. */
  pipeline?: CompiledPipeline;
}

/**
 * Judges the seeds of a file batch by batch. Keeps counts and the first 100 problems, no seeds.
 */
export class SeedIntake {
  readonly #isStrict: boolean;
  readonly #check: SeedCheck | undefined;
  readonly #problems: SeedProblem[] = [];
  readonly #extra = new ExtraKeys();
  #bad = 0;
  #good = 0;
  #idle = 0;

  constructor({ strict = true, pipeline }: IntakeOptions) {
    this.#isStrict = strict;
    this.#check = pipeline && new SeedCheck(pipeline);
  }

  /** Seeds seen, good and bad. */
  get count(): number {
    return this.#good + this.#bad;
  }

  /** Fields that seeds lack, with the numbers of the seeds; empty when these are skipped. */
  get missing(): Problem[] {
    return (this.#isStrict && this.#check?.problems()) || [];
  }

  /** What is odd about the good seeds seen so far, and nothing to refuse them for. */
  get warnings(): string[] {
    return [...this.#idleWarnings(), ...this.#extra.warnings()];
  }

  /** Says which seeds of a batch can be run; none from the first refused one on. */
  add({ seeds, problems }: SeedBatch): IndexedSeed[] {
    const lacking = this.#checkFields(seeds);
    const skipped = new Set(lacking.map(({ seed }) => seed - 1));
    const good = seeds.filter(({ seed_index }) => !skipped.has(seed_index));
    this.#note([...problems, ...lacking].sort((a, b) => a.seed - b.seed));
    for (const { repetitions, extra } of good) {
      this.#good += 1;
      if (repetitions === 0) this.#idle += 1;
      this.#extra.add(extra);
    }
    return this.#isStrict && (this.#bad > 0 || this.missing.length > 0) ? [] : good;
  }

  /** @throws ValidationError for the seeds seen so far: `bad_seeds`, or `json_invalid` of a line */
  refuseBad(): void {
    if (this.#isStrict && this.#bad > 0) throw this.#refusal(`of the first ${this.count}`);
  }

  /**
   * Judges the whole; returns the warnings.
   * @throws ValidationError `bad_seeds` or `json_invalid` with the numbers of the first 100 bad
   * seeds and their count, `no_executions`
   */
  conclude(): string[] {
    if (this.#isStrict && (this.#bad > 0 || this.missing.length > 0)) throw this.#refusal('in all');
    if (this.#good === this.#idle) throw this.#nothingToRun();
    return [...this.#skipped(), ...this.warnings];
  }

  /** The seeds to skip for a field that they lack. A strict intake counts them, and skips none. */
  #checkFields(seeds: readonly IndexedSeed[]): SeedProblem[] {
    const check = this.#check;
    if (check === undefined) return [];
    if (this.#isStrict) {
      check.add(seeds.map(({ seed_index, metadata }) => ({ number: seed_index + 1, metadata })));
      return [];
    }
    return seeds.flatMap(({ seed_index, metadata }) => {
      const lack = check.lackOf(metadata);
      if (lack === undefined) return [];
      const seed = seed_index + 1;
      const message = `Seed ${seed} lacks '${lack.field}', which ${lack.step.type} needs.`;
      return [{ seed, code: 'bad_seeds', message }];
    });
  }

  #note(problems: readonly SeedProblem[]): void {
    this.#bad += problems.length;
    this.#problems.push(...problems.slice(0, LISTED - this.#problems.length));
  }

  #skipped(): string[] {
    const listed = this.#problems.map(({ message }) => `${message} It was skipped.`);
    const more = this.#bad > LISTED ? [`${this.#bad} seeds were skipped in all`] : [];
    return [...listed, ...more];
  }

  #idleWarnings(): string[] {
    if (this.#idle === 0) return [];
    return [`${this.#idle} seed(s) have repetitions=0 (will not generate records)`];
  }

  /** @param among what they were counted over */
  #refusal(among: string): ValidationError {
    const [first] = this.#problems;
    const { line, column, code = 'bad_seeds', message } = first ?? {};
    const numbers = this.#problems.map(({ seed }) => seed);
    const listed = listNumbers(numbers, this.#bad);
    const more = this.#bad > 1 ? ` ${this.#bad} seeds are bad ${among}: ${listed}.` : '';
    const missing = this.missing;
    const lines = missing.map((problem) => problem.message);
    const problems = this.#bad === 0 ? missing : this.#problems;
    return new ValidationError(
      [...(message === undefined ? [] : [message + more]), ...lines].join('\n'),
      {
        code,
        detail: {
          ...(line === undefined ? {} : { line }),
          ...(column === undefined ? {} : { column }),
          seeds: numbers,
          count: this.#bad,
          problems,
        },
      },
    );
  }

  #nothingToRun(): ValidationError {
    const [bad] = this.#problems;
    const why =
      this.#good > 0
        ? 'Every seed has repetitions 0.'
        : bad === undefined
          ? 'The file holds no seeds.'
          : `Every seed is bad. ${bad.message}`;
    return new ValidationError(`${why} There is nothing to run.`, { code: 'no_executions' });
  }
}
