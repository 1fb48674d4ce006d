import type { DataRecord, JsonObject } from '@datagenflow/contracts';
import { isAnswerTo } from '../../harness/numbered-answer.ts';

/** A memo, branches, a call in each, and a job-wide step. */
export const branching = {
  name: 'Fail points',
  blocks: [
    { type: 'Note' },
    { type: 'MarkdownMultiplierBlock' },
    { type: 'TextGenerator', config: { user_prompt: 'Write about {{ chunk_text }}.' } },
    { type: 'NearDuplicate', config: { method: 'exact', field_name: 'kind' } },
  ],
};

/** File of a block that memoises a random value, so that another one than was stored is seen. */
export const NOTE = `
import { BaseBlock, block } from '@datagenflow/block-sdk';
export const Note = block(class extends BaseBlock.define({
  name: 'Note', description: 'Remembers something', inputs: ['number'], outputs: ['noted'],
}) {
  async execute(context) {
    const number = context.get('number', 0);
    return { noted: await context.memo('note', number, () => number + ' ' + crypto.randomUUID()) };
  }
});`;

/** What the chunk of each branch is about. */
const TITLES: Record<string, string> = { 0: 'First', 1: 'Second' };
/** The first record of each kind is no duplicate; all others are. */
const KINDS = ['even', 'odd'];

/** The branches of each seed. */
export const BRANCHES = Object.keys(TITLES);

/** So many seeds, each with a number, a kind, and a chunk of its own for each branch. */
export function branchingSeeds(count: number): { repetitions: number; metadata: JsonObject }[] {
  return Array.from({ length: count }, (_, number) => ({
    repetitions: 1,
    metadata: {
      number,
      kind: KINDS[number % KINDS.length] ?? '',
      file_content: BRANCHES.map((branch) => `# ${TITLES[branch]} of ${number}`).join('\n\n'),
    },
  }));
}

/** Whether a record holds what its own branch made of its own seed. */
export function isRightlyBranched(record: DataRecord): boolean {
  const { seed_index, branch, accumulated_state } = record;
  const { noted, chunk_text, assistant, is_duplicate } = accumulated_state as Partial<Written>;
  return (
    noted?.startsWith(`${seed_index} `) === true &&
    chunk_text?.trimEnd().endsWith(`${TITLES[branch]} of ${seed_index}`) === true &&
    isAnswerTo(assistant, `Write about ${chunk_text}.`) &&
    is_duplicate === !(branch === '0' && seed_index < KINDS.length)
  );
}

interface Written extends JsonObject {
  noted: string;
  chunk_text: string;
  assistant: string;
  is_duplicate: boolean;
}
