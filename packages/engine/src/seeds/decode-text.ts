import { ValidationError } from '@datagenflow/contracts';
import type { SeedChunks } from './seed-row.js';

/**
 * The text of UTF-8 bytes, piece by piece, without its byte order mark.
 * @throws ValidationError `encoding_invalid` with the line and the byte, for bytes that are not
 * UTF-8 and for NUL bytes
 */
export async function* decodeText(chunks: SeedChunks): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const place = new BytePlace();
  let tail: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const text = attempt(() => decoder.decode(chunk, { stream: true }));
    if (text === undefined || chunk.includes(0)) {
      const valid = chunk.subarray(0, text === undefined ? firstInvalid(tail, chunk) : undefined);
      const nul = valid.indexOf(0);
      const good = nul === -1 ? valid : valid.subarray(0, nul);
      yield decodeBehind(tail, good);
      place.pass(good);
      throw place.refuse(chunk[good.length]);
    }
    place.pass(chunk);
    tail = Uint8Array.from([...tail, ...chunk.subarray(-3)]).subarray(-3);
    if (text !== '') yield text;
  }
  if (attempt(() => decoder.decode()) === undefined) throw place.refuse(undefined);
}

function attempt(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** Index of the byte in `chunk` that makes it invalid behind `tail`, by bisection. */
function firstInvalid(tail: Uint8Array, chunk: Uint8Array): number {
  let valid = 0;
  let invalid = chunk.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (attempt(() => decodeBehind(tail, chunk.subarray(0, middle))) !== undefined) valid = middle;
    else invalid = middle;
  }
  return invalid - 1;
}

/** The text of bytes that follow `tail`, the last three bytes of what came before them. */
function decodeBehind(tail: Uint8Array, bytes: Uint8Array): string {
  const lead = tail.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: tail.length === 3 });
  decoder.decode(lead === -1 ? new Uint8Array() : tail.subarray(lead), { stream: true });
  return decoder.decode(bytes, { stream: true });
}

/** Counts lines and bytes. */
class BytePlace {
  #line = 1;
  #lineStart = 0;
  #byte = 0;

  pass(bytes: Uint8Array): void {
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) {
      this.#line += 1;
      this.#lineStart = this.#byte + at + 1;
    }
    this.#byte += bytes.length;
  }

  /** @param found the byte here; undefined: the end of the file */
  refuse(found: number | undefined): ValidationError {
    const detail = {
      line: this.#line,
      byte: this.#byte - this.#lineStart + 1,
      offset: this.#byte,
    };
    const where = `line ${detail.line}, byte ${detail.byte}`;
    const what =
      found === undefined
        ? `ends within a character (${where}): it was cut off`
        : found === 0
          ? `has a NUL byte at ${where}: it is not text, or not UTF-8`
          : `is not UTF-8 at ${where} (0x${found.toString(16)})`;
    const hint = 'Save it as UTF-8 and try again.';
    return new ValidationError(`The file ${what}. ${hint}`, { code: 'encoding_invalid', detail });
  }
}
