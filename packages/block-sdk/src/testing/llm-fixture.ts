import { canonicalJson, type Json } from '@datagenflow/contracts';
import { TestError } from './test-error.js';
import type { TestModels } from './test-models.js';

/** Answers of models as they are kept in a file. */
export interface LlmFixture {
  fixture_version: 1;
  calls: RecordedCall[];
}

/** A request and what came back. */
export interface RecordedCall {
  kind: 'chat' | 'generate' | 'embed';
  request: Json;
  answer: Json;
}

/** Models that note every answer. */
export interface RecordingLlm extends TestModels {
  toJSON(): LlmFixture;
}

/**
 * Passes calls on to `models` and notes what they answered. `write` gets the fixture as JSON text
 * after each call; without it, serialise the result.
 * @example recordLlm(models, { write: (text) => writeFile('answers.json', text) })
 */
export function recordLlm(
  models: TestModels,
  options: { write?: (text: string) => void | Promise<void> } = {},
): RecordingLlm {
  const fixture: LlmFixture = { fixture_version: 1, calls: [] };
  const note =
    <R, A>(kind: RecordedCall['kind'], send: (request: R) => Promise<A>) =>
    async (request: R): Promise<A> => {
      const answer = await send(request);
      fixture.calls.push({ kind, request: toJson(request), answer: toJson(answer) });
      await options.write?.(`${JSON.stringify(fixture, null, 2)}\n`);
      return answer;
    };
  return {
    chat: note('chat', (request) => models.chat(request)),
    generate: note('generate', (request) => models.generate(request)),
    embed: note('embed', (request) => models.embed(request)),
    toJSON: () => structuredClone(fixture),
  };
}

/**
 * Models that give recorded answers again. Equal requests get theirs in the order they were
 * recorded; a request that was never recorded is an error.
 * @example replayLlm(await readFile('answers.json', 'utf8'))
 */
export function replayLlm(fixture: LlmFixture | string): TestModels {
  const { calls } = typeof fixture === 'string' ? parseFixture(fixture) : fixture;
  const left = calls.map((call) => ({ ...call, key: keyOf(call.kind, call.request) }));
  const replay =
    <R, A>(kind: RecordedCall['kind']) =>
    async (request: R): Promise<A> => {
      const key = keyOf(kind, toJson(request));
      const index = left.findIndex((call) => call.key === key);
      const [call] = index === -1 ? [] : left.splice(index, 1);
      if (call === undefined) {
        throw new TestError(
          `The fixture has no answer left to this ${kind}: ${key.slice(0, 500)}. Record it again.`,
        );
      }
      return structuredClone(call.answer) as A;
    };
  return { chat: replay('chat'), generate: replay('generate'), embed: replay('embed') };
}

function parseFixture(text: string): LlmFixture {
  const fixture = JSON.parse(text) as Partial<LlmFixture>;
  if (fixture.fixture_version !== 1 || !Array.isArray(fixture.calls)) {
    throw new TestError('This is no fixture of recordLlm. Record it again.');
  }
  return fixture as LlmFixture;
}

function keyOf(kind: string, request: Json): string {
  return canonicalJson([kind, request]);
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
