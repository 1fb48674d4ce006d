import { ValidationError } from '@datagenflow/contracts';
import { parseJson } from './parse-json.js';
import { refusePending, refuseSize, type SeedRow } from './seed-row.js';

/**
 * The lines of JSONL; blank ones are passed over, a broken one is a problem of its own.
 * @throws DataGenFlowError `record_too_large`
 */
export async function* readLineRows(
  texts: AsyncIterable<string>,
  maxBytes: number,
): AsyncGenerator<SeedRow> {
  for await (const { text, line } of splitLines(texts, maxBytes)) {
    if (text.trim() === '') continue;
    yield { line, size: text.length, content: readLine(text, line) };
  }
}

interface Line {
  text: string;
  line: number;
}

async function* splitLines(texts: AsyncIterable<string>, maxBytes: number): AsyncGenerator<Line> {
  let line = 1;
  let rest = '';
  for await (const text of texts) {
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      const whole = rest + text.slice(from, end);
      refuseSize(whole, line, maxBytes);
      yield { text: whole, line };
      rest = '';
      line += 1;
      from = end + 1;
    }
    rest += text.slice(from);
    refusePending(rest.length, line, maxBytes);
  }
  yield { text: rest, line };
}

function readLine(text: string, line: number): SeedRow['content'] {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const { column } = error.detail;
    const isKnown = typeof column === 'number';
    const where = isKnown ? `column ${column}` : error.message;
    const message = `Line ${line} is not JSON (${where}). Each line of a .jsonl file is one JSON object.`;
    return { problem: { message, code: 'json_invalid', ...(isKnown ? { column } : {}) } };
  }
}
