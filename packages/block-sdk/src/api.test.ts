import { describe, expect, test } from 'vitest';
import * as main from './index.js';
import * as host from './host/index.js';
import * as testing from './testing/index.js';

const entries: [name: string, file: string, exports: object][] = [
  ['index', './index.ts', main],
  ['host', './host/index.ts', host],
  ['testing', './testing/index.ts', testing],
];

/**
 * The names that the package exports, and what they are. A change here is a change for everyone
 * who writes blocks: run vitest with `-u` and add a changeset.
 */
describe('exported names', () => {
  test.each(entries)('%s', async (name, file, exports) => {
    const { default: source } = (await import(`${file}?raw`)) as { default: string };
    const surface = { ...Object.fromEntries(typesIn(source)), ...valuesOf(exports) };
    const sorted = Object.fromEntries(Object.entries(surface).sort(([a], [b]) => (a < b ? -1 : 1)));
    await expect(`${JSON.stringify(sorted, null, 2)}\n`).toMatchFileSnapshot(`../api/${name}.json`);
  });
});

function valuesOf(exports: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]: [string, unknown]) => [name, kindOf(value)]),
  );
}

function kindOf(value: unknown): string {
  if (typeof value !== 'function') return typeof value;
  return /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
}

function typesIn(source: string): [name: string, kind: 'type'][] {
  return Array.from(source.matchAll(/export (type )?\{([^}]*)\}/g), ([, isType, list = '']) =>
    list
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '' && (isType !== undefined || item.startsWith('type ')))
      .map((item): [string, 'type'] => [item.replace(/^type /, ''), 'type']),
  ).flat();
}
