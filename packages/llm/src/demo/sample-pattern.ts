import type { SeededRandom } from './seeded-random.js';

/**
 * A text that matches a regular expression: literals, classes, groups, alternatives and
 * quantifiers. Lookarounds and back references are ignored. When it has no anchor, what is missing
 * to `min` characters is filled up behind the match.
 */
export function samplePattern(
  pattern: string,
  random: SeededRandom,
  min: number,
  max: number,
): string {
  let best = '';
  for (let tries = 0; tries < 50; tries += 1) {
    best = new Sampler(pattern, random).sample();
    if (!pattern.endsWith('$')) best = best.padEnd(min, 'a');
    if (best.length >= min && best.length <= max) return best;
  }
  return best;
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '0123456789',
  w: 'abcdefghijklmnopqrstuvwxyz0123456789',
  s: ' ',
  D: 'abcdefghijklmnopqrstuvwxyz',
  W: ' -.',
  S: 'abcdefghijklmnopqrstuvwxyz',
  n: '\n',
  t: '\t',
};

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

class Sampler {
  readonly #pattern: string;
  readonly #random: SeededRandom;
  #at = 0;

  constructor(pattern: string, random: SeededRandom) {
    this.#pattern = pattern;
    this.#random = random;
  }

  /** Samples every alternative up to the closing bracket and keeps one of them. */
  sample(): string {
    const alternatives = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at += 1;
      alternatives.push(this.#sequence());
    }
    return this.#random.pick(alternatives);
  }

  #sequence(): string {
    let text = '';
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at] as string)) {
      const start = this.#at;
      this.#atom();
      const end = this.#at;
      const [least, most] = this.#quantifier();
      const after = this.#at;
      for (let left = this.#random.integer(least, most); left > 0; left -= 1) {
        this.#at = start;
        text += this.#atom();
      }
      this.#at = Math.max(after, end);
    }
    return text;
  }

  #atom(): string {
    const char = this.#pattern[this.#at] as string;
    this.#at += 1;
    if (char === '^' || char === '$') return '';
    if (char === '.') return this.#random.pick([...(CLASSES['D'] as string)]);
    if (char === '[') return this.#class();
    if (char === '(') return this.#group();
    if (char === '\\') return this.#escape();
    return char;
  }

  #group(): string {
    const prefix = /^\?(?::|=|!|<=|<!|<\w+>)/.exec(this.#pattern.slice(this.#at))?.[0] ?? '';
    this.#at += prefix.length;
    const text = this.sample();
    this.#at += 1;
    return /[=!]$/.test(prefix) ? '' : text;
  }

  #escape(): string {
    const char = this.#pattern[this.#at] ?? '';
    this.#at += 1;
    if (char === 'b' || char === 'B') return '';
    const members = CLASSES[char];
    return members === undefined ? char : this.#random.pick([...members]);
  }

  #class(): string {
    const negated = this.#pattern[this.#at] === '^';
    if (negated) this.#at += 1;
    const members = new Set<string>();
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') {
      for (const member of this.#classMember()) members.add(member);
    }
    this.#at += 1;
    const choices = negated ? PRINTABLE.filter((char) => !members.has(char)) : [...members];
    return choices.length === 0 ? '' : this.#random.pick(choices);
  }

  #classMember(): string[] {
    const rest = this.#pattern.slice(this.#at);
    const range = /^(\\?[^\]])-(\\?[^\]])/.exec(rest);
    if (range !== null) {
      this.#at += range[0].length;
      const from = (range[1] as string).slice(-1).charCodeAt(0);
      const to = (range[2] as string).slice(-1).charCodeAt(0);
      const length = Math.min(Math.max(to - from + 1, 1), 200);
      return Array.from({ length }, (_, index) => String.fromCharCode(from + index));
    }
    if (rest.startsWith('\\')) {
      this.#at += 2;
      return [...(CLASSES[rest.charAt(1)] ?? rest.charAt(1))];
    }
    this.#at += 1;
    return [rest.charAt(0)];
  }

  #quantifier(): [number, number] {
    const match = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#pattern.slice(this.#at));
    if (match === null) return [1, 1];
    this.#at += match[0].length;
    const [, sign, least, comma, most] = match;
    if (sign === '*') return [0, 4];
    if (sign === '+') return [1, 6];
    if (sign === '?') return [0, 1];
    const low = Number(least);
    if (comma === '') return [low, low];
    return [low, most === '' ? low + 4 : Math.min(Number(most), low + 40)];
  }
}
