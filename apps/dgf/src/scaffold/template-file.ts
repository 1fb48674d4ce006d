import { ValidationError } from '@datagenflow/contracts';
import { snakeCase } from './names.js';
import type { NewFile } from './write-new-files.js';

/**
 * A template to begin with, which runs on any model.
 * @throws ValidationError `template_name_invalid` when no file name can be made of the name
 */
export function templateFile(name: string): NewFile {
  const id = snakeCase(name);
  if (id === '' || name.length > 200) {
    throw new ValidationError(
      `'${name}' can't be the name of a template: use letters and digits.`,
      {
        code: 'template_name_invalid',
        detail: { name },
      },
    );
  }
  return {
    path: `${id}.yaml`,
    text: `name: ${JSON.stringify(name)}
description: Writes a question about a text, and its answer
blocks:
  - type: StructuredGenerator
    config:
      user_prompt: |
        Write a question that this text answers, and the answer.

        {{ content }}
      json_schema:
        type: object
        properties:
          question: { type: string }
          answer: { type: string }
        required: [question, answer]
example_seed:
  - repetitions: 2
    metadata:
      content: The tide rises and falls twice a day, drawn by the moon.
`,
  };
}
