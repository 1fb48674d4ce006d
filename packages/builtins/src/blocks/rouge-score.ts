import { BaseBlock, Type, ValidationError, type BlockContext } from '@datagenflow/block-sdk';
import { fieldName } from '../config/field-name.js';
import { rootOf } from '../state/read-path.js';
import { readText } from '../state/read-text.js';
import { scoreRouge } from '../text/rouge.js';

/** A common subsequence takes time with the product of both lengths. */
const MAX_CHARACTERS = { rouge1: 1_000_000, rouge2: 1_000_000, rougeL: 100_000 };

/**
 * ROUGE of a generated text against a reference: `rouge_score` is the F measure, `rouge_detail`
 * holds precision, recall and F as `p`, `r`, `f`. All are 0 when either text is empty.
 */
export class RougeScore extends BaseBlock.define({
  name: 'ROUGE Score',
  description: 'Score how much of a reference a text covers, from 0 to 1',
  category: 'metrics',
  inputs: [],
  outputs: ['rouge_score', 'rouge_detail'],
  config: Type.Object({
    generated_field: fieldName('assistant', 'Field with the generated text'),
    reference_field: fieldName('reference', 'Field with the reference'),
    rouge_type: Type.Union(
      [Type.Literal('rouge1'), Type.Literal('rouge2'), Type.Literal('rougeL')],
      {
        default: 'rouge1',
        description: 'rouge1: words; rouge2: pairs of words; rougeL: longest common subsequence',
      },
    ),
  }),
}) {
  override async execute(context: BlockContext) {
    const { generated_field, reference_field, rouge_type } = this.config;
    const limit = MAX_CHARACTERS[rouge_type];
    const generated = readBounded(context, generated_field, limit);
    const reference = readBounded(context, reference_field, limit);
    const detail = scoreRouge(reference, generated, rouge_type);
    return { rouge_score: detail.f, rouge_detail: detail };
  }

  override requiredFields(config: this['config']): string[] {
    return [rootOf(config.generated_field), rootOf(config.reference_field)];
  }
}

function readBounded(context: BlockContext, field: string, limit: number): string {
  const text = readText(context, field);
  if (text.length <= limit) return text;
  throw new ValidationError(
    `Field '${field}' has ${text.length} characters; ${limit} can be compared. Shorten it.`,
    { code: 'text_too_long', detail: { field, limit } },
  );
}
