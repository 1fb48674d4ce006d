import type { JsonObject } from '@datagenflow/contracts';
import {
  expectEqual,
  type Check,
  type Drill,
  type DrillOptions,
  type DrillResult,
} from './drill.ts';
import { Shop } from './support/shop.ts';

/** Of the seeds, every so manieth gets a bad answer at first. */
const BAD_EACH = 10;

/** What a job buys, counted where it is bought: each answer differs from all others. */
export const buying: Drill = { name: 'buying', run };

async function run({ isLong }: DrillOptions): Promise<DrillResult> {
  const seeds = isLong ? 5_000 : 100;
  return {
    figures: [],
    checks: [
      ...(await buyTwice()),
      ...(await buyEqual(seeds)),
      ...(await insertStep(seeds)),
      ...(await retryFailed(seeds)),
    ],
    numbers: { seeds },
  };
}

/** Two steps that ask the same get an answer each. */
async function buyTwice(): Promise<Check[]> {
  await using shop = await Shop.open();
  const jobId = await shop.run([generator('first'), generator('second')], [{ topic: 'x' }]);
  const [state = {}] = await shop.states(jobId);
  return [
    expectEqual('two equal steps buy two calls', shop.bought(), 2),
    expectEqual('with an answer each', state['first'] === state['second'], false),
  ];
}

/** Equal seeds get an answer each, and a rerun deals the same answers to them again. */
async function buyEqual(count: number): Promise<Check[]> {
  await using shop = await Shop.open();
  const jobId = await shop.run([generator('answer')], equalSeeds(count));
  const bought = shop.bought();
  const answers = await shop.answers(jobId);
  const again = await shop.rerun(jobId);
  return [
    expectEqual(`${count} equal seeds buy ${count} answers`, bought, count),
    expectEqual('no answer is given twice', new Set(answers).size, count),
    expectEqual('a rerun buys none', shop.bought(), 0),
    expectEqual('and gives the same answers', await shop.answers(again), answers),
  ];
}

/** A step put in front of the others is all that is bought. */
async function insertStep(count: number): Promise<Check[]> {
  await using shop = await Shop.open();
  const jobId = await shop.run([generator('answer')], equalSeeds(count));
  const answers = await shop.answers(jobId);
  shop.bought();
  const edited = [generator('before', 'Before {{ topic }}'), generator('answer')];
  const again = await shop.rerun(jobId, edited);
  return [
    expectEqual('a step inserted in front buys its own calls only', shop.bought(), count),
    expectEqual('the step behind keeps its answers', await shop.answers(again), answers),
  ];
}

/** What was wrong is bought again, what was right is not. */
async function retryFailed(count: number): Promise<Check[]> {
  await using shop = await Shop.open();
  const topics = Array.from({ length: count }, (_, n) => ({ topic: `topic ${n}` }));
  shop.isBad = (prompt) => Number(/Classify topic (\d+)/.exec(prompt)?.[1]) % BAD_EACH === 0;
  const jobId = await shop.run([generator('before', 'Before {{ topic }}'), classifier], topics);
  const failed = Math.ceil(count / BAD_EACH);
  const first = await shop.counts(jobId);
  shop.bought();
  shop.isBad = () => false;
  await shop.retry(jobId);
  return [
    expectEqual('bad answers fail their executions', first, [count - failed, failed]),
    expectEqual('a retry buys what was wrong again', shop.bought(), failed),
    expectEqual('after which all is right', await shop.counts(jobId), [count, 0]),
  ];
}

const classifier = {
  type: 'StructuredGenerator',
  config: {
    user_prompt: 'Classify {{ topic }}',
    json_schema: {
      type: 'object',
      properties: { hard: { type: 'boolean' } },
      required: ['hard'],
    },
  },
};

function generator(field: string, user_prompt = 'Write about {{ topic }}.'): JsonObject {
  const outputs = { assistant: field, system: `${field}_system`, user: `${field}_user` };
  return { type: 'TextGenerator', config: { user_prompt }, outputs };
}

function equalSeeds(count: number): JsonObject[] {
  return Array.from({ length: count }, () => ({ topic: 'x' }));
}
