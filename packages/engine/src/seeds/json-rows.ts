import { JsonSplitter, type JsonPart } from './json-splitter.js';
import { parseJson } from './parse-json.js';
import { refusePending, refuseSize, type SeedRow } from './seed-row.js';

/**
 * The items of a JSON array, or the one value that a document is.
 * @throws ValidationError `json_invalid` with the place in the document; `record_too_large`
 */
export async function* readJsonRows(
  texts: AsyncIterable<string>,
  maxBytes: number,
): AsyncGenerator<SeedRow> {
  const splitter = new JsonSplitter();
  for await (const text of texts) {
    for (const part of splitter.push(text)) yield toRow(part, maxBytes);
    refusePending(splitter.pending.length, splitter.pending.line, maxBytes);
  }
  const last = splitter.end();
  if (last !== undefined) yield toRow(last, maxBytes);
}

function toRow({ text, frame }: JsonPart, maxBytes: number): SeedRow {
  refuseSize(text, frame.line, maxBytes);
  return { line: frame.line, size: text.length, content: { value: parseJson(text, frame) } };
}
