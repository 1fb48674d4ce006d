import type { CallKey, ModelAnswer, ModelCall, StoredCall } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import type { CallStore } from './call-store.js';
import { StepCalls } from './step-calls.js';

type Key = Omit<CallKey, 'execution_id'>;

/** A call store that keeps what it gets, in memory. */
class KeptCalls implements CallStore {
  readonly calls = new Map<string, StoredCall>();
  readonly rejected: Key[] = [];
  find = (key: Key) => this.calls.get(JSON.stringify(Object.values(key)));
  readonly others: StoredCall[] = [];
  async reuse() {
    return this.others.shift();
  }
  async save({ step_id, attempt, request_hash, n, ...call }: Omit<StoredCall, 'execution_id'>) {
    const key = { step_id, attempt, request_hash, n };
    this.calls.set(JSON.stringify(Object.values(key)), { execution_id: 1, ...key, ...call });
  }
  reject = (key: Key) => void this.rejected.push(key);
}

const call = (text: string, parts: Partial<ModelCall> = {}): ModelCall => ({
  kind: 'chat',
  origin: 'https://models.example',
  provider_model: 'm-1',
  model: 'mine',
  parameters: { messages: [{ role: 'user', content: text }] },
  ...parts,
});

const answer = (text: string, cost: number | null = 0.5): ModelAnswer => ({
  text,
  finish_reason: 'stop',
  usage: { input_tokens: 3, output_tokens: 2, cached_tokens: 1 },
  cost,
  latency_ms: 1,
});

const refuse = () => Promise.reject(new Error('It must not be sent'));

describe('StepCalls', () => {
  test('a call is stored before it is answered, and replayed by the next pass', async () => {
    const kept = new KeptCalls();
    const first = new StepCalls(kept, 'write-1', 1);
    const bought = await first.record(call('a'), async () => answer('A'));
    expect([bought.origin, bought.answer.text, kept.calls.size]).toEqual(['bought', 'A', 1]);
    const second = new StepCalls(kept, 'write-1', 1);
    const replayed = await second.record(call('a', { model: 'renamed' }), refuse);
    expect([replayed.origin, replayed.answer.text]).toEqual(['replayed', 'A']);
    expect(second).toMatchObject({ replayed: 1, savedCost: 0.5, cost: 0.5 });
    expect(second.usage).toEqual(first.usage);
    expect(first).toMatchObject({ replayed: 0, savedCost: 0, cost: 0.5 });
    expect(second.made).toMatchObject([{ origin: 'replayed', response: 'A' }]);
  });

  test('what is sent is told of, what was stored is not', async () => {
    const kept = new KeptCalls();
    const sent: Promise<ModelAnswer>[] = [];
    const open = () => new StepCalls(kept, 'write-1', 1, (_, answered) => sent.push(answered));
    await open().record(call('a'), async () => answer('A'));
    await open().record(call('a'), refuse);
    await expect(open().record(call('b'), refuse)).rejects.toThrow('It must not be sent');
    expect((await Promise.allSettled(sent)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  test('equal calls are told apart by counting, in whatever order they end', async () => {
    const kept = new KeptCalls();
    const calls = new StepCalls(kept, 'write-1', 1);
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const asked = gates.map(({ promise }, i) =>
      calls.record(call('same'), () => promise.then(() => answer(`answer ${i}`))),
    );
    gates[1]?.resolve();
    await asked[1];
    gates[0]?.resolve();
    await asked[0];
    const again = new StepCalls(kept, 'write-1', 1);
    const replayed = await Promise.all([0, 1].map(() => again.record(call('same'), refuse)));
    expect(replayed.map((one) => one.answer.text)).toEqual(['answer 0', 'answer 1']);
  });

  test('a pass that stored only some of its equal calls buys the rest', async () => {
    const kept = new KeptCalls();
    const calls = new StepCalls(kept, 'write-1', 1);
    const lost = calls.record(call('same'), () => new Promise(() => {}));
    await calls.record(call('same'), async () => answer('stored'));
    void lost;
    const again = new StepCalls(kept, 'write-1', 1);
    const first = await again.record(call('same'), async () => answer('bought'));
    const second = await again.record(call('same'), refuse);
    expect([first.origin, second.origin, second.answer.text]).toEqual([
      'bought',
      'replayed',
      'stored',
    ]);
  });

  test('another step, another attempt or another request is another call', async () => {
    const kept = new KeptCalls();
    await new StepCalls(kept, 'write-1', 1).record(call('a'), async () => answer('A'));
    for (const [step, attempt, one] of [
      ['write-2', 1, call('a')],
      ['write-1', 2, call('a')],
      ['write-1', 1, call('b')],
      ['write-1', 1, call('a', { origin: 'https://other.example' })],
      ['write-1', 1, call('a', { provider_model: 'm-2' })],
      ['write-1', 1, call('a', { kind: 'embedding' })],
    ] as const) {
      const { origin } = await new StepCalls(kept, step, attempt).record(one, async () =>
        answer('B'),
      );
      expect(origin).toBe('bought');
    }
  });

  test('one call without a price makes the cost unknown', async () => {
    const calls = new StepCalls(new KeptCalls(), 'write-1', 1);
    await calls.record(call('a'), async () => answer('A', null));
    await calls.record(call('b'), async () => answer('B'));
    expect(calls.cost).toBeNull();
  });

  test('a rejected call says why in the trace, and is marked once', async () => {
    const kept = new KeptCalls();
    const { reject } = await new StepCalls(kept, 's', 1).record(call('a'), async () => answer('A'));
    reject('not JSON');
    expect(kept.rejected).toHaveLength(1);
    const [stored] = kept.calls.values();
    if (stored !== undefined) stored.rejected = 'not JSON';
    const again = new StepCalls(kept, 's', 1);
    (await again.record(call('a'), refuse)).reject('not JSON');
    expect(kept.rejected).toHaveLength(1);
    expect(again.made).toMatchObject([{ rejected: 'not JSON' }]);
  });

  test('a call that fails is neither stored nor counted, and may be made again', async () => {
    const kept = new KeptCalls();
    const calls = new StepCalls(kept, 's', 1);
    await expect(calls.record(call('a'), refuse)).rejects.toThrow('must not be sent');
    expect([kept.calls.size, calls.made.length, calls.usage.input_tokens]).toEqual([0, 0, 0]);
  });
});
