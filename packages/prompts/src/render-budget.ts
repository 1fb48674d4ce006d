import { measureUtf8 } from '@datagenflow/contracts';
import { PromptError } from './prompt-error.js';
import { promptLimits } from './prompt-limits.js';

type RenderLimit = 'iterations' | 'outputBytes' | 'work';

/** What one rendering may still cost. Each method throws `prompt_output_limit` when it is used up. */
export class RenderBudget {
  readonly #left: Record<RenderLimit, number> = {
    iterations: promptLimits.iterations,
    outputBytes: promptLimits.outputBytes,
    work: promptLimits.work,
  };

  /** One turn of an `{{#each}}`. */
  iterate(): void {
    this.#spend('iterations', 1);
  }

  /** Text that goes to the output. */
  write(text: string): void {
    this.#spend(
      'outputBytes',
      text.length > promptLimits.outputBytes ? text.length : measureUtf8(text),
    );
  }

  /** Values that a helper reads or makes. */
  work(units: number): void {
    this.#spend('work', units);
  }

  #spend(limit: RenderLimit, amount: number): void {
    this.#left[limit] -= amount;
    if (this.#left[limit] >= 0) return;
    const maximum = promptLimits[limit];
    throw new PromptError(
      'prompt_output_limit',
      `The rendering passed its limit of ${words[limit]}. Use smaller lists or texts.`,
      {
        detail: { limit, maximum },
      },
    );
  }
}

const words: Record<RenderLimit, string> = {
  iterations: '100,000 turns of {{#each}}',
  outputBytes: '4 MB of text',
  work: '64 million characters handled by helpers',
};
