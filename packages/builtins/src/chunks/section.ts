/** A part of a document under one heading. */
export interface Section {
  /** Titles of the headings it stands under, outermost first; its own is the last. */
  headingPath: string[];
  /** All of its source, in order. */
  spans: Span[];
}

/** A paragraph, list item, code block and the like, with the blank lines behind it. */
export interface Span {
  text: string;
  /** Code, a table or HTML, which is never split when it fits into a chunk. */
  isSolid: boolean;
}
