import {
  BaseBlock,
  ConfigError,
  Type,
  ValidationError,
  type BlockContext,
} from '@datagenflow/block-sdk';
import { setImmediate as pause } from 'node:timers/promises';
import { RegexError, safeRegex, type SafeRegex } from '@datagenflow/schemas';
import { fieldNames, readNames } from '../config/field-names.js';
import { countCodePoints } from '../text/count-code-points.js';
import { includesWord } from '../text/includes-word.js';

/**
 * Checks the length, forbidden words and a pattern of the field `text`, or of `assistant` when
 * that is empty. What is wrong is listed in `violations`; the execution goes on.
 */
export class ValidatorBlock extends BaseBlock.define({
  name: 'Validator',
  description: 'Check the length of a text, words it must not hold and a pattern it must match',
  category: 'validators',
  inputs: ['text', 'assistant'],
  outputs: ['text', 'valid', 'assistant', 'violations'],
  config: Type.Object({
    min_length: Type.Integer({ default: 0, minimum: 0, description: 'Fewest characters' }),
    max_length: Type.Integer({ default: 100_000, minimum: 0, description: 'Most characters' }),
    forbidden_words: fieldNames(
      'Words or phrases the text must not hold, or a prompt that renders to them. ' +
        'Letter case does not matter',
    ),
    whole_words: Type.Boolean({
      default: true,
      description: 'Forbidden words count only when they stand alone: "ass" is not in "class"',
    }),
    pattern: Type.String({
      default: '',
      maxLength: 4_096,
      description: 'Regular expression that must match somewhere; ^ and $ bind it to the ends',
    }),
  }),
}) {
  readonly #pattern = compilePattern(this.config.pattern);

  override async execute(context: BlockContext) {
    const { text, assistant } = context.state;
    if (isMissing(text) && isMissing(assistant)) {
      throw new ValidationError(
        "There is nothing to check: neither 'text' nor 'assistant' is there. " +
          'Put a step that writes one of them before this one.',
        { code: 'field_missing', detail: { fields: ['text', 'assistant'] } },
      );
    }
    const checked = context.get('text', '') || context.get('assistant', '');
    const violations = [
      ...this.#checkLength(checked),
      ...(await this.#checkWords(checked, context)),
      ...this.#checkPattern(checked),
    ];
    return {
      ...(text === undefined ? {} : { text }),
      ...(assistant === undefined ? {} : { assistant }),
      valid: violations.length === 0,
      violations,
    };
  }

  /** One of the inputs is enough, so neither is required by itself. */
  override requiredFields(config: this['config']): string[] {
    return super
      .requiredFields(config)
      .filter((field) => field !== 'text' && field !== 'assistant');
  }

  #checkLength(text: string): Violation[] {
    const { min_length, max_length } = this.config;
    const length = countCodePoints(text);
    if (length < min_length)
      return [tell('min_length', `has ${length} characters of ${min_length}`)];
    if (length <= max_length) return [];
    return [tell('max_length', `has ${length} characters, ${max_length} are allowed`)];
  }

  async #checkWords(text: string, context: BlockContext): Promise<Violation[]> {
    const { forbidden_words, whole_words } = this.config;
    const lower = text.toLowerCase();
    const violations: Violation[] = [];
    let searched = 0;
    for (const word of readNames(forbidden_words, context)) {
      searched += lower.length;
      if (searched > CHARACTERS_PER_PAUSE) {
        await pause(undefined, { signal: context.signal });
        searched = 0;
      }
      const wanted = word.toLowerCase();
      const isThere = whole_words ? includesWord(lower, wanted) : lower.includes(wanted);
      if (isThere) violations.push(tell('forbidden_words', `holds the forbidden word "${word}"`));
    }
    return violations;
  }

  #checkPattern(text: string): Violation[] {
    if (this.#pattern === undefined || this.#pattern.test(text)) return [];
    return [tell('pattern', `does not match ${this.#pattern.toString()}`)];
  }
}

type Violation = { rule: string; message: string };

/** Characters searched after which other work gets its turn. */
const CHARACTERS_PER_PAUSE = 1_000_000;

function tell(rule: string, message: string): Violation {
  return { rule, message };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function compilePattern(pattern: string): SafeRegex | undefined {
  if (pattern === '') return undefined;
  try {
    return safeRegex(pattern);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new ConfigError(`Config of ValidatorBlock is not valid: pattern: ${error.message}`, {
      detail: { issues: [{ path: '/pattern', message: error.message }] },
      cause: error,
    });
  }
}
