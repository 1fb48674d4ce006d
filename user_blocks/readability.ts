import { BaseBlock, block, prompt, Type, type BlockContext } from '@datagenflow/block-sdk';
import { countSyllables } from './_syllables.ts';

/** How easy an English text is to read, by Flesch (1948) and Kincaid (1975). */
export const Readability = block(
  class extends BaseBlock.define({
    name: 'Readability',
    description: 'Tell how easy an English text is to read, and drop what is too hard',
    category: 'metrics',
    inputs: [],
    outputs: ['reading_ease', 'reading_grade', 'word_count'],
    config: Type.Object({
      text: Type.String(prompt({ default: '{{ assistant }}', description: 'The text to measure' })),
      max_grade: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
        default: null,
        description: 'Drop texts that need more years of school than this; empty keeps all',
      }),
    }),
  }) {
    override async execute(context: BlockContext) {
      const text = context.render(this.config.text);
      const words = splitInto('word', text);
      const sentences = splitInto('sentence', text);
      if (words.length === 0) context.drop('There is no text to measure.');

      const wordsPerSentence = words.length / sentences.length;
      const syllablesPerWord = sum(words.map(countSyllables)) / words.length;
      const grade = 0.39 * wordsPerSentence + 11.8 * syllablesPerWord - 15.59;

      const { max_grade } = this.config;
      if (max_grade !== null && grade > max_grade) {
        context.drop(`Grade ${grade.toFixed(1)} is above ${max_grade}.`);
      }
      return {
        reading_ease: round(206.835 - 1.015 * wordsPerSentence - 84.6 * syllablesPerWord),
        reading_grade: round(grade),
        word_count: words.length,
      };
    }
  },
);

function splitInto(granularity: 'word' | 'sentence', text: string): string[] {
  const segments = new Intl.Segmenter('en', { granularity }).segment(text);
  return Array.from(segments)
    .filter(({ isWordLike, segment }) => isWordLike ?? /\p{L}/u.test(segment))
    .map(({ segment }) => segment);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
