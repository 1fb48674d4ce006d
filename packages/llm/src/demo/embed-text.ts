import { createHash } from 'node:crypto';
import { contentWords, stem, wordsOf } from './words.js';

/**
 * A vector of length 1 from the words of a text and their trigrams, hashed: texts that share words
 * are close (cosine). A text without words gets a fixed vector.
 */
export function embedText(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const [feature, weight] of featuresOf(text)) {
    const hash = createHash('md5').update(feature).digest();
    const index = hash.readUInt32LE(0) % dimensions;
    vector[index] = (vector[index] as number) + (hash.readUInt8(4) % 2 === 0 ? weight : -weight);
  }
  const length = Math.hypot(...vector);
  if (length === 0) return vector.map((_, index) => (index === 0 ? 1 : 0));
  return vector.map((value) => value / length);
}

function featuresOf(text: string): Map<string, number> {
  const words = contentWords(text);
  const features = new Map<string, number>();
  const add = (feature: string, weight: number): void => {
    features.set(feature, (features.get(feature) ?? 0) + weight);
  };
  for (const word of words.length > 0 ? words : wordsOf(text)) {
    add(stem(word), 1);
    for (let index = 0; index + 3 <= word.length; index += 1) {
      add(`#${word.slice(index, index + 3)}`, 0.15);
    }
  }
  return features;
}
