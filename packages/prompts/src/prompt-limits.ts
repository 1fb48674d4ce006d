/** What a prompt may cost. Sizes are UTF-8 bytes. */
export const promptLimits = Object.freeze({
  /** Size of the source. */
  sourceBytes: 64 * 1024,
  /** `{{…}}` in the source, closing ones included. */
  mustaches: 500,
  /** Blocks and sub-expressions inside each other. An `{{else if}}` chain counts once. */
  depth: 20,
  /** Turns of all `{{#each}}` of one rendering together. */
  iterations: 100_000,
  /** Size of the rendered text. */
  outputBytes: 4 * 1024 * 1024,
  /** Characters read and written by helpers, plus 16 for every statement, in one rendering. */
  work: 64 * 1024 * 1024,
});
