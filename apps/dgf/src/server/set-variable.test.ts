import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setVariable } from './set-variable.js';

test('EXT-17: other lines stay as they are', () => {
  const before = '# mine\nLLM_API_KEY="a b" # key\n\nDATAGENFLOW_ENDPOINT=http://old:1\nX=1';
  expect(setVariable(before, 'DATAGENFLOW_ENDPOINT', 'http://new:2')).toBe(
    '# mine\nLLM_API_KEY="a b" # key\n\nDATAGENFLOW_ENDPOINT=http://new:2\nX=1\n',
  );
  expect(setVariable('', 'A', '1')).toBe('A=1\n');
  expect(setVariable('B=2\r\n', 'A', '1')).toBe('B=2\r\nA=1\r\n');
  expect(setVariable('#A=0\nexport A=2\n', 'A', '1')).toBe('#A=0\nA=1\n');
});

test('whatever else is set still is', () => {
  const name = fc.stringMatching(/^[A-Z]{1,5}$/);
  const lines = fc.array(fc.tuple(name, fc.stringMatching(/^[a-z0-9:/.]{0,9}$/)));
  fc.assert(
    fc.property(lines, name, (pairs, changed) => {
      const text = pairs.map(([key, value]) => `${key}=${value}\n`).join('');
      const expected = { ...parseEnv(text), [changed]: 'new' };
      expect(parseEnv(setVariable(text, changed, 'new'))).toEqual(expected);
    }),
  );
});
