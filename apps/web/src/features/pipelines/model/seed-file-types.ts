/** What a file picker offers as seed files. */
export const seedFileTypes = '.json,.jsonl,.md,.txt';
