import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkBlock, runBlock, scriptedLlm } from '@datagenflow/block-sdk/testing';
import { MaskEmails, SplitParagraphs, TicketTriage } from '../src/index.ts';

const answering = (urgency: number) => () =>
  scriptedLlm([{ urgency, reason: 'The site is down.' }]);

describe('TicketTriage', () => {
  test('asks about the text and returns the answer', async () => {
    const llm = answering(5)();
    const { output } = await runBlock(TicketTriage, { state: { text: 'Nothing loads.' }, llm });
    assert.deepEqual(output, { urgency: 5, reason: 'The site is down.' });
    const [request] = llm.requests;
    assert.match(JSON.stringify(request), /How urgent is this ticket\?.*Nothing loads\./);
  });

  test('drops what is not urgent enough', async () => {
    const config = { min_urgency: 3 };
    const state = { text: 'A typo on page 3.' };
    const run = await runBlock(TicketTriage, { config, state, llm: answering(2)() });
    assert.deepEqual([run.output, run.dropped], [undefined, 'urgency 2']);
  });

  test('refuses a wrong config', () => {
    assert.throws(() => new TicketTriage({ min_urgency: 9 }), /min_urgency: must be <= 5/);
  });
});

describe('MaskEmails', () => {
  test('masks every address of the field', async () => {
    const { output, logs } = await runBlock(MaskEmails, {
      config: { field: 'mail', mask: '***' },
      state: { mail: 'From a.b@example.com to <c@example.org>: hello' },
    });
    assert.deepEqual(output, { text: 'From *** to <***>: hello', masked_count: 2 });
    assert.deepEqual(logs, [{ level: 'info', message: 'masked 2' }]);
  });
});

describe('SplitParagraphs', () => {
  test('makes a branch of each paragraph that is long enough', async () => {
    const state = { text: 'The first paragraph.\n\nShort.\n\nThe second paragraph.\n' };
    const { output } = await runBlock(SplitParagraphs, { state });
    assert.deepEqual(output, [
      { text: 'The first paragraph.', paragraph: 1 },
      { text: 'The second paragraph.', paragraph: 2 },
    ]);
  });
});

describe('every block', () => {
  const state = { text: 'A ticket by me@example.com, long enough.' };
  for (const Block of [TicketTriage, MaskEmails, SplitParagraphs]) {
    test(`${Block.definition.name} keeps the rules`, async () => {
      assert.deepEqual(await checkBlock(Block, { state, llm: answering(4) }), {
        ok: true,
        problems: [],
      });
    });
  }
});
