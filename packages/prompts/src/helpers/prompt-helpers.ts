import { dateHelper } from './date-helper.js';
import { listHelpers } from './list-helpers.js';
import { logicHelpers } from './logic-helpers.js';
import type { PromptHelper, PromptHelperInfo } from './prompt-helper.js';
import { textHelpers } from './text-helpers.js';

const helpers: readonly PromptHelper[] = [
  ...textHelpers,
  ...logicHelpers,
  ...listHelpers,
  dateHelper,
];

const helpersByName: ReadonlyMap<string, PromptHelper> = new Map(
  helpers.map((helper) => [helper.name, helper]),
);

/** The helpers that prompts can call, for docs and the editor's completion. */
export const promptHelpers: readonly PromptHelperInfo[] = helpers.map(
  ({ name, signature, description, example }) => ({ name, signature, description, example }),
);

/** The blocks that prompts can use, for docs and the editor's completion. */
export const promptBlocks: readonly PromptHelperInfo[] = [
  {
    name: 'if',
    signature: '#if condition',
    description: 'The text inside when the condition is true. What it names may be missing.',
    example: '{{#if text}}Text: {{text}}{{else if title}}{{title}}{{else}}No text.{{/if}}',
  },
  {
    name: 'unless',
    signature: '#unless condition',
    description: 'The text inside when the condition is false. What it names may be missing.',
    example: '{{#unless text}}Invent a text.{{/unless}}',
  },
  {
    name: 'each',
    signature: '#each list as |item index|',
    description:
      'The text inside for each element of a list or object. Inside, `this` is the element, `../field` a field, and @index, @key, @first and @last tell the turn.',
    example: '{{#each tags as |tag|}}- {{tag}}, about {{../title}}\n{{else}}No tags.{{/each}}',
  },
  {
    name: 'with',
    signature: '#with value as |name|',
    description: 'The text inside with the value as `this`, or the else part when it is empty.',
    example: '{{#with author}}By {{name}}{{else}}Anonymous{{/with}}',
  },
];

/** The helper of that name. */
export function findHelper(name: string): PromptHelper | undefined {
  return helpersByName.get(name);
}
