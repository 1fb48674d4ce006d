import { emptyUsage, type LogLine } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import type { JobRecord, RecordPatch } from '../block/job-record.js';
import type { JobContext } from '../context/job-context.js';
import { createJobContext } from './create-job-context.js';
import type { FinishPorts } from './finish-pass.js';
import { runFinish } from './run-finish.js';

type Finish = (
  records: AsyncIterable<JobRecord>,
  context: JobContext,
) => AsyncIterable<RecordPatch>;

/** Runs a `finish` over pages of so many records and notes what it asks of its ports, in order. */
async function run(
  finish: Finish,
  pages: number[],
  signal = new AbortController().signal,
  patches: RecordPatch[] = [],
): Promise<{ asked: (string | number)[]; patches: RecordPatch[]; lines: LogLine[] }> {
  const asked: (string | number)[] = [];
  const lines: LogLine[] = [];
  let id = 0;
  const refuse = () => Promise.reject(new Error('no model'));
  const ports: FinishPorts = {
    chat: refuse,
    generate: refuse,
    embed: refuse,
    readMemo: async () => undefined,
    writeMemo: async () => undefined,
    log: (line) => lines.push(line),
    noteProgress: () => undefined,
    readRecords: async () => {
      asked.push('read');
      const count = pages.shift();
      return count === undefined ? null : Array.from({ length: count }, () => recordOf((id += 1)));
    },
    writePatches: async (written) => {
      asked.push(written.length);
      patches.push(...written);
    },
  };
  const context = createJobContext(
    {
      jobId: 1,
      pipelineId: 1,
      stepId: 'step-1',
      attempt: 1,
      randomKey: 'key',
      constraints: {},
      usage: emptyUsage(),
    },
    ports,
    signal,
  );
  await runFinish({ finish }, context, ports);
  return { asked, patches, lines };
}

function recordOf(id: number): JobRecord {
  const place = { record_id: id, seed_index: id, repetition: 0, branch: '' };
  return { ...place, metadata: {}, fields: { n: id } };
}

const patchEach: Finish = async function* (records) {
  for await (const { record_id } of records) yield { record_id, fields: {} };
};

describe('runFinish', () => {
  test('stores what was patched before it reads on, and at most 100 at a time', async () => {
    const { asked } = await run(patchEach, [2, 250]);
    expect(asked).toEqual(['read', 2, 'read', 100, 100, 50, 'read']);
  });

  test('a block that reads everything first holds back nothing', async () => {
    const { asked, patches } = await run(
      async function* (records) {
        const all: JobRecord[] = [];
        for await (const record of records) all.push(record);
        yield* all.map(({ record_id }) => ({ record_id, drop: 'all' }));
      },
      [2, 1],
    );
    expect(asked).toEqual(['read', 'read', 'read', 3]);
    expect(patches).toHaveLength(3);
  });

  test('records are frozen, prompts are rendered over them', async () => {
    const { lines } = await run(
      async function* (records, { log, render }) {
        for await (const { fields } of records) {
          log.info(render('n is {{ n }}', fields));
          expect(() => Object.assign(fields, { n: 0 })).toThrow(TypeError);
        }
        yield* [];
      },
      [1],
    );
    expect(lines).toEqual([{ level: 'info', message: 'n is 1' }]);
  });

  test('what was yielded before it failed is stored; what failed is what is thrown', async () => {
    const stored: RecordPatch[] = [];
    const finish: Finish = async function* (records) {
      for await (const { record_id } of records) {
        if (record_id === 3) throw new Error('no connection');
        yield { record_id, drop: 'x' };
      }
    };
    await expect(run(finish, [4], undefined, stored)).rejects.toThrow('no connection');
    expect(stored).toEqual([1, 2].map((record_id) => ({ record_id, drop: 'x' })));
  });

  test('nothing more is stored once it is cancelled', async () => {
    const cancel = new AbortController();
    const stored: RecordPatch[] = [];
    const finish: Finish = async function* (records) {
      for await (const { record_id } of records) {
        yield { record_id };
        cancel.abort(new Error('cancelled'));
        throw new Error('something else');
      }
    };
    await expect(run(finish, [4], cancel.signal, stored)).rejects.toThrow('something else');
    expect(stored).toEqual([]);
  });

  test('stops at the next record once it is cancelled', async () => {
    const cancel = new AbortController();
    const finish: Finish = async function* (records) {
      for await (const { record_id } of records) {
        if (record_id === 2) cancel.abort(new Error('cancelled'));
        yield { record_id };
      }
    };
    await expect(run(finish, [9], cancel.signal)).rejects.toThrow('cancelled');
  });

  test.each([
    ['no object', 7],
    ['no record_id', { fields: {} }],
    ['a drop that is no text', { record_id: 1, drop: true }],
    ['fields that are no object', { record_id: 1, fields: [] }],
    ['/when is a Date', { record_id: 1, fields: { when: new Date(0) } }],
  ])('refuses a patch: %s', async (what, patch) => {
    const finish: Finish = async function* () {
      yield patch as never;
    };
    await expect(run(finish, [])).rejects.toThrow(what);
  });
});
