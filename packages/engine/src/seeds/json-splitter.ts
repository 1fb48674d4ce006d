import { brokenAt, MAX_DEPTH, type JsonFrame } from './parse-json.js';

/** The text of one item of the outermost array, or of the one value a document is. */
export interface JsonPart {
  text: string;
  frame: JsonFrame;
}

const CHAR = {
  lineFeed: 0x0a,
  return: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** What a character is for the part that it stands in. */
type Role = 'inside' | 'separator' | 'last' | 'broken';

/**
 * Cuts a JSON document that arrives in pieces into parts to be parsed one by one. It only follows
 * strings and brackets; a part is cut off where these can’t be right any more, so that whoever
 * parses it finds the error, and an error never takes in the rest of the document.
 */
export class JsonSplitter {
  #state: 'before' | 'array' | 'value' | 'behind' = 'before';
  #pending = '';
  #isFirst = true;
  /** Brackets to be closed within the part. */
  readonly #closers: number[] = [];
  #isString = false;
  #isEscaped = false;
  #line = 1;
  /** Where the line begins in the current piece; negative: in an earlier one. */
  #lineStart = 0;
  #isAfterReturn = false;
  /** Where the pending part begins. */
  #start = { line: 1, column: 1 };

  /** The part that has not ended yet. */
  get pending(): { line: number; length: number } {
    return { line: this.#start.line, length: this.#pending.length };
  }

  /** The parts that end in this piece. @throws ValidationError `json_invalid` behind the last */
  *push(piece: string): Generator<JsonPart> {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const char = piece.charCodeAt(at);
      if (!this.#isString && this.#isSpace(char, at)) continue;
      if (this.#state === 'behind') throw this.#unexpected(at);
      if (this.#state === 'before') {
        from = this.#begin(char, at);
        if (from > at) continue;
      }
      const role = this.#isString ? this.#followString(char) : this.#follow(char);
      if (role === 'inside') continue;
      const isIncluded = role === 'broken' || this.#state === 'value';
      const part = this.#cut(piece.slice(from, isIncluded ? at + 1 : at), role);
      from = at + 1;
      this.#startAt(from);
      if (role === 'last') this.#state = 'behind';
      if (part !== undefined) yield part;
    }
    if (this.#state === 'array' || this.#state === 'value') this.#pending += piece.slice(from);
    this.#lineStart -= piece.length;
  }

  /** What is left when the document ends; in a whole document, nothing but a lone scalar. */
  end(): JsonPart | undefined {
    if (this.#state === 'before') this.#startAt(0);
    return this.#state === 'behind' ? undefined : this.#cut('', 'broken');
  }

  /** Begins the document; returns where its first part begins. */
  #begin(char: number, at: number): number {
    const isArray = char === CHAR.openArray;
    this.#state = isArray ? 'array' : 'value';
    const from = isArray ? at + 1 : at;
    this.#startAt(from);
    return from;
  }

  #follow(char: number): Role {
    const closers = this.#closers;
    switch (char) {
      case CHAR.quote:
        this.#isString = true;
        return 'inside';
      case CHAR.openArray:
      case CHAR.openObject:
        closers.push(char === CHAR.openArray ? CHAR.closeArray : CHAR.closeObject);
        return closers.length > MAX_DEPTH ? 'broken' : 'inside';
      case CHAR.closeArray:
      case CHAR.closeObject:
        if (closers.length === 0) {
          return this.#state === 'array' && char === CHAR.closeArray ? 'last' : 'broken';
        }
        if (closers.pop() !== char) return 'broken';
        return closers.length === 0 && this.#state === 'value' ? 'last' : 'inside';
      case CHAR.comma:
        return closers.length === 0 && this.#state === 'array' ? 'separator' : 'inside';
      default:
        return 'inside';
    }
  }

  #followString(char: number): Role {
    if (char < CHAR.space) return 'broken';
    if (this.#isEscaped) this.#isEscaped = false;
    else if (char === CHAR.quote) this.#isString = false;
    else if (char === CHAR.backslash) this.#isEscaped = true;
    return 'inside';
  }

  #isSpace(char: number, at: number): boolean {
    switch (char) {
      case CHAR.return:
      case CHAR.lineFeed:
        if (!(char === CHAR.lineFeed && this.#isAfterReturn && at === this.#lineStart)) {
          this.#line += 1;
        }
        this.#isAfterReturn = char === CHAR.return;
        this.#lineStart = at + 1;
        return true;
      case CHAR.space:
      case 0x09:
        return true;
      default:
        return false;
    }
  }

  /** A broken item keeps its array open, so that it is never taken as a whole one. */
  #cut(rest: string, role: Role): JsonPart | undefined {
    const text = this.#pending + rest;
    const isFirst = this.#isFirst;
    this.#pending = '';
    this.#isFirst = false;
    if (role === 'last' && isFirst && text.trim() === '') return undefined;
    const { line, column } = this.#start;
    if (this.#state !== 'array') return { text, frame: alone(line, column) };
    const before = isFirst ? '[' : '[0,';
    if (role === 'broken') {
      return { text: before + text, frame: alone(line, column - before.length) };
    }
    return { text, frame: { before, after: role === 'separator' ? ',' : ']', line, column } };
  }

  #startAt(at: number): void {
    this.#start = { line: this.#line, column: at - this.#lineStart + 1 };
  }

  #unexpected(at: number): Error {
    return brokenAt(this.#line, at - this.#lineStart + 1, 'end of file expected');
  }
}

function alone(line: number, column: number): JsonFrame {
  return { before: '', after: '', line, column };
}
