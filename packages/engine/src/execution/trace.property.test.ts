import { rebuildTrace, type JsonObject, type Step } from '@datagenflow/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeBlock } from '../testing/make-block.js';
import { runBlocks } from '../testing/run-blocks.js';
import { stateOf } from './run-execution.js';

const field = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
const fields = fc.dictionary(field, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
const step = fc.record({
  writes: fields,
  when: fc.option(fc.constantFrom('a', 'not b', 'nothing'), { nil: undefined }),
});

test('DEV-08 the rebuilt trace is what an instrumented run saw', async () => {
  await fc.assert(
    fc.asyncProperty(fields, fc.array(step, { minLength: 1, maxLength: 6 }), async (seed, made) => {
      const metadata = seed as JsonObject;
      const seen: JsonObject[] = [];
      const blocks = made.map(({ writes }, i) =>
        makeBlock(`B${i}`, ({ state }) => {
          seen.push(structuredClone(state));
          return structuredClone(writes);
        }),
      );
      const steps = made.map(({ when }, i): Step => ({ type: `B${i}`, ...(when ? { when } : {}) }));
      const run = await runBlocks(blocks, { metadata, steps });
      expect(run.end.status).toBe('generated');
      const trace = rebuildTrace(stateOf(metadata, {}), run.trace);
      const ran = trace.filter(({ status }) => status === 'ok');
      expect(ran.map(({ input }) => JSON.stringify(input))).toEqual(
        seen.map((state) => JSON.stringify(state)),
      );
      const last = trace.at(-1)?.accumulated_state;
      expect(JSON.stringify(last)).toBe(JSON.stringify(stateOf(metadata, run.written)));
    }),
    { numRuns: 60 },
  );
});
