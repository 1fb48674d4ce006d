import type { Json, JsonObject } from '@datagenflow/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readYaml } from './read-yaml.js';
import { writeYaml } from './write-yaml.js';

function readBack(value: JsonObject): Json | undefined {
  return readYaml(writeYaml(value)).document?.value;
}

test('texts that look like something else, or have many lines, come back as they were', () => {
  const texts = ['yes', '2020-01-01', '1e3', '0x1f', '~', '{{ a }}', ' x ', 'a: b', '- c', '<<'];
  const value = { texts, prompt: 'First line\n\n  {{ topic }}\nlast: "line"\n' };
  expect(readBack(value)).toEqual(value);
  expect(writeYaml({ prompt: 'one\ntwo\n' })).toBe('prompt: |\n  one\n  two\n');
});

test('property: any JSON comes back as it was', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 20 });
  const scalars = fc.oneof(
    texts,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
  );
  const lists = fc.array(fc.oneof(scalars, fc.constant(null)), { maxLength: 5 });
  const values = fc.array(fc.tuple(texts, fc.oneof(scalars, lists)), { maxLength: 5 });
  fc.assert(
    fc.property(values, (entries) => {
      const value = Object.fromEntries(entries.map(([key, item]) => [`k${key}`, item]));
      const plain = JSON.parse(JSON.stringify(value)) as JsonObject;
      expect(readBack(plain)).toEqual(plain);
    }),
  );
});
