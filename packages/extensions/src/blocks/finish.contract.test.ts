import type { FinishInput, FinishPass, FinishPorts } from '@datagenflow/block-sdk/host';
import type { JobRecord, RecordPatch } from '@datagenflow/block-sdk';
import { emptyUsage, type LogLine } from '@datagenflow/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadedExtensions } from '../load-extensions.js';
import { findBlock, silentPass } from '../testing/run-block.js';
import { createProject, type TemporaryProject } from '../testing/temporary-project.js';

/** A job-wide block; `body` is that of its `finish`. */
function jobBlock(type: string, body: string, members = ''): string {
  return `import { JobBlock, block, BaseBlock, Type } from '@datagenflow/block-sdk';
export const ${type} = block(class extends BaseBlock.define({
  name: '${type}', description: 'A block of a test', inputs: [], outputs: ['*'], scope: 'job',
}) {
  ${members}
  async *finish(records, context) {
    ${body}
  }
});
`;
}

const blocks = {
  'unique.js': jobBlock(
    'Unique',
    `const seen = new Set();
     for await (const { record_id, fields } of records) {
       if (seen.has(fields.text)) yield { record_id, drop: 'seen' };
       else yield { record_id, fields: { rank: seen.size } };
       seen.add(fields.text);
     }`,
  ),
  'rating.js': jobBlock(
    'Rating',
    `for await (const { record_id } of records) {
       const { text } = await context.llm.chat({ messages: [{ role: 'user', content: 'Hi' }] });
       const kept = await context.memo('m', 1, () => 'kept');
       context.log.warn(context.stepId + ' rated');
       yield { record_id, fields: { text, kept, by: context.jobId, draw: context.random.int(0, 9) } };
     }`,
  ),
  'waiting.js': jobBlock(
    'Waiting',
    `for await (const { record_id } of records) {
       await new Promise((_, reject) =>
         context.signal.addEventListener('abort', () => reject(context.signal.reason)));
       yield { record_id };
     }`,
  ),
  'dying.js': jobBlock('Dying', 'for await (const _ of records) process.exit(3);'),
  'odd.js': jobBlock('Odd', 'yield { record_id: 1, fields: { when: new Date(0) } };'),
};

const input: FinishInput = {
  jobId: 7,
  pipelineId: 1,
  stepId: 'step-1',
  attempt: 1,
  randomKey: 'key',
  constraints: {},
  usage: emptyUsage(),
};

/** Pages of records `{ text }`, and what was made of them. */
function deskOf(...pages: string[][]) {
  let id = 0;
  const records = pages.map((texts) =>
    texts.map((text): JobRecord => {
      const place = { record_id: (id += 1), seed_index: id, repetition: 0, branch: '' };
      return { ...place, metadata: {}, fields: { text } };
    }),
  );
  const desk = {
    /** What was asked for, in order: `read`, or how many patches were written. */
    asked: [] as (string | number)[],
    patches: [] as RecordPatch[],
    lines: [] as LogLine[],
    progress: 0,
    connect: (ports: Partial<FinishPorts> = {}, signal?: AbortSignal): FinishPass => ({
      signal: signal ?? new AbortController().signal,
      ports: {
        ...silentPass().ports,
        log: (line) => desk.lines.push(line),
        readRecords: async () => {
          desk.asked.push('read');
          return records.shift() ?? null;
        },
        writePatches: async (patches) => {
          desk.asked.push(patches.length);
          desk.patches.push(...patches);
        },
        noteProgress: () => (desk.progress += 1),
        ...ports,
      },
    }),
  };
  return desk;
}

describe('a job-wide block in a host', () => {
  const never = new AbortController().signal;
  let project: TemporaryProject;
  let loaded: LoadedExtensions;

  beforeAll(async () => {
    project = await createProject(blocks);
    loaded = await project.load();
  });

  afterAll(async () => {
    await loaded[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  test('reads page by page; what it patched is stored before the next page', async () => {
    const desk = deskOf(['a', 'b'], ['a'], ['c']);
    await using open = await findBlock(loaded, 'Unique').open({});
    await open.finish(input, () => desk.connect(), never);
    expect(desk.asked).toEqual(['read', 2, 'read', 1, 'read', 1, 'read']);
    expect(desk.patches).toEqual([
      { record_id: 1, fields: { rank: 0 } },
      { record_id: 2, fields: { rank: 1 } },
      { record_id: 3, drop: 'seen' },
      { record_id: 4, fields: { rank: 2 } },
    ]);
    expect(desk.progress).toBeGreaterThan(0);
  });

  test('has the ports of any block', async () => {
    const desk = deskOf(['a']);
    const answer = { model: 'm', usage: emptyUsage(), cost: 0, finish_reason: 'stop' };
    const chat = async () => ({ ...answer, text: 'good', truncated: false });
    await using open = await findBlock(loaded, 'Rating').open({});
    await open.finish(input, () => desk.connect({ chat }), never);
    const fields = { text: 'good', kept: 'kept', by: 7, draw: expect.any(Number) as number };
    expect(desk.patches).toEqual([{ record_id: 1, fields }]);
    expect(desk.lines).toEqual([{ level: 'warn', message: 'step-1 rated' }]);
  });

  test('ends when it is cancelled', async () => {
    const desk = deskOf(['a']);
    const cancel = new AbortController();
    const noteProgress = () => cancel.abort(new Error('cancelled'));
    await using open = await findBlock(loaded, 'Waiting').open({});
    const running = open.finish(
      input,
      () => desk.connect({ noteProgress }, cancel.signal),
      cancel.signal,
    );
    await expect(running).rejects.toThrow('cancelled');
  });

  test('a host that dies fails it, and a store that fails is told as it is', async () => {
    await using dying = await findBlock(loaded, 'Dying').open({});
    const died = dying.finish(input, () => deskOf(['a']).connect(), never);
    await expect(died).rejects.toMatchObject({ code: 'host_crashed' });
    const failure = new Error('disk full');
    const writePatches = () => Promise.reject(failure);
    await using unique = await findBlock(loaded, 'Unique').open({});
    const failed = unique.finish(input, () => deskOf(['a']).connect({ writePatches }), never);
    await expect(failed).rejects.toBe(failure);
  });

  test('a patch that is no plain JSON is refused', async () => {
    await using odd = await findBlock(loaded, 'Odd').open({});
    const refused = odd.finish(input, () => deskOf().connect(), never);
    await expect(refused).rejects.toMatchObject({ code: 'patch_invalid' });
  });
});
