import { measureUtf8 } from '@datagenflow/contracts';
import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { positionAt, type Position } from './position.js';
import type { Program } from './prompt-ast.js';
import { PromptError } from './prompt-error.js';
import { promptLimits } from './prompt-limits.js';
import { scanMustaches, type ScannedMustache } from './scan-mustaches.js';
import { shorten } from './shorten.js';

/**
 * Parses a prompt into Handlebars' syntax tree, after checking that it is text and within the
 * limits.
 *
 * @throws PromptError `prompt_not_text`, `prompt_too_large`, `unsupported_syntax`, `prompt_syntax`
 */
export function parsePrompt(source: unknown): Program {
  if (typeof source !== 'string') {
    throw new PromptError(
      'prompt_not_text',
      `A prompt must be text, not ${source === null ? 'null' : typeof source}.`,
    );
  }
  if (source.length > promptLimits.sourceBytes || measureUtf8(source) > promptLimits.sourceBytes) {
    refuseSize('sourceBytes', 'is larger than 64 KB. Move long text into a field');
  }
  const nul = source.indexOf('\0');
  if (nul !== -1) {
    throw new PromptError('prompt_syntax', 'The prompt holds a NUL character. Remove it.', {
      at: positionAt(source, nul),
    });
  }
  const mustaches = scanMustaches(source);
  if (mustaches.length > promptLimits.mustaches) {
    refuseSize('mustaches', `holds more than ${promptLimits.mustaches} {{…}}. Split it`);
  }
  for (const mustache of mustaches) checkMustache(source, mustache);
  try {
    return parse(source);
  } catch (error) {
    throw explainSyntax(source, mustaches, error);
  }
}

function refuseSize(limit: 'sourceBytes' | 'mustaches', what: string): never {
  throw new PromptError('prompt_too_large', `The prompt ${what}.`, {
    detail: { limit, maximum: promptLimits[limit] },
  });
}

function checkMustache(source: string, { index, inner, nesting }: ScannedMustache): void {
  if (nesting > promptLimits.depth) refuseDepth(positionAt(source, index));
  if (inner.startsWith('{{')) {
    throw new PromptError('unsupported_syntax', 'Write \\{{ for literal braces, not {{{{.', {
      at: positionAt(source, index),
    });
  }
}

/** Refuses what nests deeper than `promptLimits.depth`. */
export function refuseDepth(at: Position): never {
  throw new PromptError(
    'prompt_too_large',
    `Blocks and parentheses nest deeper than ${promptLimits.depth}. Flatten them.`,
    { at, detail: { limit: 'depth', maximum: promptLimits.depth } },
  );
}

function explainSyntax(
  source: string,
  mustaches: readonly ScannedMustache[],
  error: unknown,
): PromptError {
  const text = error instanceof Error ? error.message : String(error);
  const placed = / - (\d+):(\d+)$/.exec(text);
  if (placed) {
    const at = { line: Number(placed[1]), column: Number(placed[2]) + 1 };
    return new PromptError('prompt_syntax', `${text.slice(0, placed.index)}.`, {
      at,
      cause: error,
    });
  }
  const last = mustaches.at(-1);
  if (last !== undefined && last.index + 2 + last.inner.length === source.length) {
    return new PromptError('prompt_syntax', `{{${shorten(last.inner)} is not closed with }}.`, {
      at: positionAt(source, last.index),
      cause: error,
    });
  }
  if (text.endsWith("got 'EOF'")) {
    return new PromptError('prompt_syntax', 'A {{#block}} is not closed with its {{/block}}.', {
      at: positionAt(source, source.length),
      cause: error,
    });
  }
  const uneven = mustaches.find((mustache) => hasUnevenBraces(source, mustache));
  if (uneven !== undefined) {
    return new PromptError(
      'prompt_syntax',
      `Put a space between the braces of {{${shorten(uneven.inner)}}} and the brace beside them.`,
      { at: positionAt(source, uneven.index), cause: error },
    );
  }
  const line = Number(/on line (\d+)/.exec(text)?.[1] ?? 1);
  const suspects = mustaches.map(({ index, inner }) => ({ at: positionAt(source, index), inner }));
  const suspect = suspects.findLast(({ at }) => at.line <= line);
  return new PromptError(
    'prompt_syntax',
    suspect === undefined
      ? 'This is not valid Handlebars.'
      : `{{${shorten(suspect.inner)}}} is not valid Handlebars. ` +
          'Write {{field}}, {{helper field}} or {{#if field}}…{{/if}}, and \\{{ for literal braces.',
    { at: suspect?.at ?? { line, column: 1 }, cause: error },
  );
}

function hasUnevenBraces(source: string, { index, inner }: ScannedMustache): boolean {
  return inner.startsWith('{') !== source.startsWith('}}}', index + 2 + inner.length);
}
