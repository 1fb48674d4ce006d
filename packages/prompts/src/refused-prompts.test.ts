import { describe, expect, test } from 'vitest';
import { compilePrompt } from './compile-prompt.js';
import { PromptError } from './prompt-error.js';
import refusedPrompts from './refused-prompts.test.json' with { type: 'json' };

describe('prompts that are refused', () => {
  test.each(refusedPrompts)('$code: $title', ({ source, code, suggestion }) => {
    const error = catchPromptError(() => compilePrompt(source));
    expect(error.code).toBe(code);
    expect(error.status).toBe(422);
    expect(error.detail['suggestion']).toBe(suggestion);
    expect(error.detail['line']).toBeGreaterThan(0);
    expect(error.detail['column']).toBeGreaterThan(0);
  });

  test('what is suggested for whole mustaches compiles', () => {
    const whole = refusedPrompts.flatMap(({ suggestion }) =>
      suggestion !== undefined && !/#|\{\{(?:else|\/)/.test(suggestion) ? [suggestion] : [],
    );
    expect(whole.length).toBeGreaterThan(10);
    for (const suggestion of whole) expect(() => compilePrompt(suggestion)).not.toThrow();
  });

  test.each([
    ['{{#each xs as |x|}}{{x}}{{/each}} {{nope x}}', 'unknown_helper', 1, 35],
    ['Line one\n  {{ok}} {{x | upper}}', 'jinja_syntax', 2, 10],
    ['Line one\n{% if a %}', 'jinja_syntax', 2, 1],
    ['{{! a | b }}\n{{#if a}}\n{{/each}}', 'prompt_syntax', 2, 4],
  ])('%j is placed', (source, code, line, column) => {
    const error = catchPromptError(() => compilePrompt(source));
    expect(error).toMatchObject({ code, detail: { line, column } });
  });
});

describe('a source that is not text', () => {
  const program = {
    type: 'Program',
    body: [
      {
        type: 'MustacheStatement',
        path: { type: 'NumberLiteral', value: '(globalThis.P=1)' },
        params: [],
      },
    ],
  };

  test.each([program, ['{{a}}'], { toString: () => '{{a}}' }, null, undefined, 5, true])(
    '%j is refused and nothing runs',
    (source) => {
      const error = catchPromptError(() => compilePrompt(source as string));
      expect(error).toMatchObject({ code: 'prompt_not_text', status: 422 });
      expect(globalThis).not.toHaveProperty('P');
    },
  );

  test('text in the shape of a syntax tree is only text', () => {
    const text = JSON.stringify(program);
    expect(compilePrompt(text).render({})).toBe(text);
  });
});

function catchPromptError(action: () => unknown): PromptError {
  try {
    action();
  } catch (error) {
    if (error instanceof PromptError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}
