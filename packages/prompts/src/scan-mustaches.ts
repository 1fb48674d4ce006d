/** A `{{…}}` as written, found without parsing. */
export interface ScannedMustache {
  /** Where its first `{` stands in the source. */
  readonly index: number;
  /** What stands between the braces. */
  readonly inner: string;
  /** How deep its parentheses nest. */
  readonly nesting: number;
}

/**
 * Finds the mustaches of a prompt in linear time, reading escapes, comments, quotes and `[…]` as
 * Handlebars' lexer does, up to the first one that is not closed. Handlebars' parser takes time
 * in the square of the nesting, so sizes are measured here before it runs.
 */
export function scanMustaches(source: string): ScannedMustache[] {
  const found: ScannedMustache[] = [];
  let index = source.indexOf('{{');
  while (index !== -1) {
    let end = index + 2;
    if (!isEscaped(source, index)) {
      const mustache = isComment(source, index)
        ? scanComment(source, index)
        : scanMustache(source, index);
      found.push(mustache);
      end += mustache.inner.length;
    }
    index = source.indexOf('{{', end);
  }
  return found;
}

function isEscaped(source: string, index: number): boolean {
  return source[index - 1] === '\\' && source[index - 2] !== '\\';
}

function isComment(source: string, index: number): boolean {
  return source.startsWith('{{!', index) || source.startsWith('{{~!', index);
}

function scanComment(source: string, index: number): ScannedMustache {
  const isLong = /^\{\{~?!--/.test(source.slice(index, index + 6));
  const closing = isLong ? /--~?\}\}/g : /\}\}/g;
  closing.lastIndex = index;
  const end = closing.exec(source)?.index ?? source.length;
  return { index, inner: source.slice(index + 2, end), nesting: 0 };
}

function scanMustache(source: string, index: number): ScannedMustache {
  const token = /"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\[(?:\\\]|[^\]])*\]|\}\}|[^"'[]/gy;
  token.lastIndex = index + 2;
  let open = 0;
  let nesting = 0;
  let end = source.length;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    if (match[0] === '(') nesting = Math.max(nesting, ++open);
    if (match[0] === ')') open--;
    if (match[0] === '}}') {
      end = match.index;
      break;
    }
  }
  return { index, inner: source.slice(index + 2, end), nesting };
}
