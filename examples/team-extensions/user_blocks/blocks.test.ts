import { checkBlock, runBlock, runJobBlock, scriptedLlm } from '@datagenflow/block-sdk/testing';
import { describe, expect, test } from 'vitest';
import { BestReply } from './best_reply.ts';
import { LanguageFilter } from './language_filter.ts';
import { ReplyDraft } from './reply_draft.ts';

const english = 'The export button does nothing, and I would like to know what to do about it.';
const german = 'Die Datei lässt sich nicht mehr öffnen, und ich weiß nicht, was ich machen soll.';

describe('LanguageFilter', () => {
  test('keeps a wanted language', async () => {
    const { output } = await runBlock(LanguageFilter, { state: { ticket: english } });
    expect(output).toEqual({ language: 'eng' });
  });

  test('drops any other', async () => {
    const { dropped } = await runBlock(LanguageFilter, { state: { ticket: german } });
    expect(dropped).toBe('language deu');
  });

  test('keeps all when none is wanted', async () => {
    const config = { languages: [] };
    const { output } = await runBlock(LanguageFilter, { config, state: { ticket: german } });
    expect(output).toEqual({ language: 'deu' });
  });
});

describe('ReplyDraft', () => {
  const answer = { subject: 'Export', reply: 'Please reload the page.' };

  test('tells the model the style, and returns its reply', async () => {
    const llm = scriptedLlm([answer]);
    const { output } = await runBlock(ReplyDraft, { state: { ticket: english }, llm });
    expect(output).toEqual(answer);
    expect(llm.requests).toMatchObject([
      {
        messages: [
          { role: 'system', content: expect.stringContaining('Do not promise a day.') },
          { role: 'user', content: `Answer this ticket:\n\n${english}` },
        ],
      },
    ]);
  });

  test.each([LanguageFilter, ReplyDraft])('$definition.name keeps the rules', async (Block) => {
    const llm = () => scriptedLlm([answer]);
    const report = await checkBlock(Block, { state: { ticket: english }, llm });
    expect(report.problems).toEqual([]);
  });
});

describe('BestReply', () => {
  const replies = (...texts: [seed_index: number, reply: string][]) =>
    texts.map(([seed_index, reply]) => ({ seed_index, fields: { reply } }));

  test('keeps the best reply of each ticket, the first of equals', async () => {
    const { records } = await runJobBlock(BestReply, {
      records: replies(
        [0, 'Sorry! It works by Monday.'],
        [0, 'It works again.'],
        [0, 'Try again.'],
        [1, 'Done!'],
      ),
    });
    expect(records.map(({ fields }) => fields)).toEqual([
      { reply: 'It works again.', style_breaches: [] },
      { reply: 'Done!', style_breaches: ['Do not use exclamation marks.'] },
    ]);
  });

  test('has nothing to do without records', async () => {
    expect((await runJobBlock(BestReply)).patches).toEqual([]);
  });
});
