/** What a file picker offers as seed files. */
export const seedFileTypes = '.json,.jsonl,.csv,.md,.txt';
