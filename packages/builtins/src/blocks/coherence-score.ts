import { BaseBlock, Type, type BlockContext } from '@datagenflow/block-sdk';
import { fieldName } from '../config/field-name.js';
import { rootOf } from '../state/read-path.js';
import { readText } from '../state/read-text.js';

/** Words per sentence at which the score is full. */
const FULL_SENTENCE = 20;

/**
 * Words per sentence, 20 or more being 1. It knows nothing of meaning: a quick sign of answers that
 * are cut off or mere lists. Sentences end with a full stop.
 */
export class CoherenceScore extends BaseBlock.define({
  name: 'Coherence Score',
  description: 'Score the words per sentence of a text, from 0 to 1',
  category: 'metrics',
  inputs: [],
  outputs: ['coherence_score'],
  config: Type.Object({ field_name: fieldName('assistant', 'Field with the text') }),
}) {
  override async execute(context: BlockContext) {
    return { coherence_score: scoreCoherence(readText(context, this.config.field_name)) };
  }

  override requiredFields(config: this['config']): string[] {
    return [rootOf(config.field_name)];
  }
}

function scoreCoherence(text: string): number {
  const sentences = text.split('.').filter((part) => part.trim() !== '').length;
  const words = text.match(/\S+/g)?.length ?? 0;
  return sentences === 0 ? 0 : Math.min(1, words / sentences / FULL_SENTENCE);
}
