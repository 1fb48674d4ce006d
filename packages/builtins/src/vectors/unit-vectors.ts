import { ValidationError, type BlockContext } from '@datagenflow/block-sdk';

/** A vector of length 1, or of length 0 when there was nothing to embed. */
export type UnitVector = Float64Array;

const TEXTS_PER_CALL = 128;

/**
 * One vector per text, in order; each distinct text is embedded once. Blank texts are not sent and
 * get a vector that is similar to nothing.
 */
export async function embedTexts(
  texts: readonly string[],
  context: BlockContext,
  options: { model?: string },
): Promise<UnitVector[]> {
  const distinct = [...new Set(texts)].filter((text) => text.trim() !== '');
  const vectors = new Map<string, UnitVector>();
  for (let from = 0; from < distinct.length; from += TEXTS_PER_CALL) {
    const batch = distinct.slice(from, from + TEXTS_PER_CALL);
    const embeddings = await context.embed(batch, options);
    for (const [index, text] of batch.entries()) {
      vectors.set(text, toUnit(embeddings[index] ?? []));
    }
  }
  refuseMixed([...vectors.values()]);
  return texts.map((text) => vectors.get(text) ?? new Float64Array(0));
}

/** The cosine of the angle between two vectors, 0 when either is empty. */
export function measureCosine(a: UnitVector, b: UnitVector): number {
  const size = Math.min(a.length, b.length);
  let sum = 0;
  for (let at = 0; at < size; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

function toUnit(vector: readonly number[]): UnitVector {
  const scale = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (scale === 0) return new Float64Array(vector.length);
  const scaled = Float64Array.from(vector, (value) => value / scale);
  const length = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0));
  return scaled.map((value) => value / length);
}

function refuseMixed(vectors: readonly UnitVector[]): void {
  const sizes = new Set(vectors.map(({ length }) => length));
  if (sizes.size <= 1 && !sizes.has(0)) return;
  throw new ValidationError(
    `The embedding model gave vectors of different sizes (${[...sizes].join(', ')}). Check the model.`,
    { code: 'embeddings_invalid', detail: { sizes: [...sizes] } },
  );
}
