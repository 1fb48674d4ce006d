import { positionAt, type Position } from './position.js';
import { PromptError } from './prompt-error.js';
import { scanMustaches } from './scan-mustaches.js';
import { shorten } from './shorten.js';
import { maskNested, translateExpression, wrapCall } from './translate-jinja.js';

/** The first piece of Jinja in a prompt that Handlebars could not read, as an error. */
export function findJinjaHabit(source: string): PromptError | undefined {
  const mustaches = scanMustaches(source);
  const habit = mustaches.find(({ inner }) => looksLikeJinja(inner));
  const tag = findJinjaTag(source, { line: 1, column: 1 });
  if (tag !== undefined || habit === undefined) return tag;
  return explain(
    `{{${habit.inner}}}`,
    translateMustache(habit.inner),
    positionAt(source, habit.index),
  );
}

const tagPattern =
  /\{%[-+]?\s*(if|elif|else|endif|for|endfor|set|endset|macro|endmacro|block|endblock|include|extends|import|from|raw|endraw|with|endwith|filter|call|do)\b([^%]{0,200}?)[-+]?%\}|\{#[^#{}]{0,200}#\}/;

/** The first `{% tag %}` or `{# comment #}` in a text that starts at `start`, as an error. */
export function findJinjaTag(text: string, start: Position): PromptError | undefined {
  const match = tagPattern.exec(text);
  if (match === null) return undefined;
  const [written, name, rest = ''] = match;
  const form =
    name === undefined ? `{{! ${written.slice(2, -2).trim()} }}` : translateTag(name, rest.trim());
  return explain(written, form, positionAt(text, match.index, start));
}

function explain(written: string, form: string | undefined, at: Position): PromptError {
  const advice =
    form === undefined
      ? 'Prompts are Handlebars: {{helper field}}, {{#if field}}…{{/if}}, {{#each list}}…{{/each}}.'
      : `Write ${form}`;
  return new PromptError('jinja_syntax', `${shorten(written)} is Jinja. ${advice}`, {
    at,
    detail: { written: shorten(written), ...(form !== undefined && { suggestion: form }) },
  });
}

function translateTag(name: string, rest: string): string | undefined {
  const condition = translateExpression(rest);
  switch (name) {
    case 'if':
      return `{{#if ${condition === undefined ? 'condition' : wrapCall(condition)}}} … {{/if}}`;
    case 'elif':
      return `{{else if ${condition === undefined ? 'condition' : wrapCall(condition)}}}`;
    case 'else':
      return '{{else}}';
    case 'endif':
      return '{{/if}}';
    case 'for':
      return translateLoop(rest);
    case 'endfor':
      return '{{/each}}';
    default:
      return undefined;
  }
}

function translateLoop(rest: string): string {
  const [, item = 'item', list = 'list'] = /^(\w+)\s+in\s+(.+)$/.exec(rest) ?? [];
  const translated = translateExpression(list);
  return `{{#each ${translated === undefined ? 'list' : wrapCall(translated)} as |${item}|}} … {{/each}}`;
}

const blockOpening = /^[\s~]*(?:#|else\s)\s*(?:if|unless)\s+/;

function looksLikeJinja(inner: string): boolean {
  if (/^~?[!/>]/.test(inner)) return false;
  const masked = maskNested(inner.replace(blockOpening, '').replace(/\sas\s+\|[^|]*\|/, ''));
  return (
    /[|+%]|[=!<>]=|[<>]/.test(masked) ||
    /\S\s+(?:and|or|is|in|if)\s+\S/.test(masked) ||
    /^\s*not\s+\S+\s+\S/.test(masked) ||
    /[\w)\]][[(]/.test(masked)
  );
}

const longestTranslated = 300;

function translateMustache(inner: string): string | undefined {
  if (inner.length > longestTranslated) return undefined;
  const opening = blockOpening.exec(inner)?.[0] ?? '';
  const rest = inner
    .slice(opening.length)
    .replace(/^[{&~]|~$/g, '')
    .trim();
  const choice = /^(.+?)\s+if\s+(.+?)\s+else\s+(.+)$/.exec(rest);
  if (choice !== null && opening === '') {
    const [value, condition, other] = choice.slice(1).map((part) => translateExpression(part));
    if (value === undefined || condition === undefined || other === undefined) return undefined;
    return `{{#if ${wrapCall(condition)}}}{{${value}}}{{else}}{{${other}}}{{/if}}`;
  }
  const translated = translateExpression(rest);
  if (translated === undefined) return undefined;
  return opening === '' ? `{{${translated}}}` : `{{${opening.trim()} ${wrapCall(translated)}}}`;
}
