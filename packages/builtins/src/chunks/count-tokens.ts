/** Tokens that a text takes. */
export type CountTokens = (text: string) => number;

const LONG_RUN = /\S{200}|\s{200}/u;
const PARTS = /\s{0,200}\S{1,200}|\s{1,200}/gu;

/**
 * A counter with the cl100k encoding; other vocabularies differ by some percent. The vocabulary is
 * loaded by the first call. The tokenizer takes quadratic time for runs without any break, so
 * such texts are counted in parts, which may give some tokens more.
 */
export async function loadTokenCounter(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/esm/encoding/cl100k_base');
  const count: CountTokens = (text) => countTokens(text, { allowedSpecial: 'all' });
  return (text) => {
    if (!LONG_RUN.test(text)) return count(text);
    let tokens = 0;
    for (const [part] of text.matchAll(PARTS)) tokens += count(part);
    return tokens;
  };
}
