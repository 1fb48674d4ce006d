import { recordTooLarge, type SeedRow } from './seed-row.js';

const MAX_TEXT_BYTES = 64 * 1024 ** 2;

/**
 * A whole text as one row `{ metadata: { file_content } }`; none when it is blank.
 * @throws DataGenFlowError `record_too_large` above 64 MB
 */
export async function* readTextRow(texts: AsyncIterable<string>): AsyncGenerator<SeedRow> {
  let text = '';
  let bytes = 0;
  for await (const piece of texts) {
    text += piece;
    bytes += Buffer.byteLength(piece);
    if (bytes > MAX_TEXT_BYTES) throw recordTooLarge(1, MAX_TEXT_BYTES);
  }
  if (text.trim() === '') return;
  const value = { metadata: { file_content: text } };
  yield { line: 1, size: text.length, content: { value } };
}
