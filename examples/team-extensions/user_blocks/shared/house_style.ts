/** A rule of style, and what gives away that it was broken. */
interface StyleRule {
  rule: string;
  breach: RegExp;
}

const rules: readonly StyleRule[] = [
  { rule: 'Do not use exclamation marks.', breach: /!/ },
  { rule: 'Do not begin with an apology.', breach: /^\s*(?:we are |i am )?sorry\b/i },
  { rule: 'Do not promise a day.', breach: /\b(?:by|until) (?:tomorrow|\w+day)\b/i },
];

/** The style of the house, as a model is told. */
export function describeStyle(): string {
  return ['You write for a support team.', ...rules.map(({ rule }) => rule)].join('\n');
}

/** The rules that a text breaks. */
export function findBreaches(text: string): string[] {
  return rules.filter(({ breach }) => breach.test(text)).map(({ rule }) => rule);
}
