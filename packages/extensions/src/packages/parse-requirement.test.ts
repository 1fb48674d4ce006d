import { describe, expect, test } from 'vitest';
import { packageOf, parseRequirement } from './parse-requirement.js';

describe('parseRequirement', () => {
  test('reads names and ranges', () => {
    expect(parseRequirement('vader-sentiment@^1.1.3')).toEqual({
      name: 'vader-sentiment',
      range: '^1.1.3',
    });
    expect(parseRequirement('@scope/name@1.x || >=3')).toEqual({
      name: '@scope/name',
      range: '1.x || >=3',
    });
    expect(parseRequirement('left')).toEqual({ name: 'left', range: '*' });
    expect(parseRequirement('@scope/name')).toEqual({ name: '@scope/name', range: '*' });
  });

  test.each([
    'x@git+ssh://host/x',
    '--registry=http://evil',
    '../../evil',
    'a;rm -rf /',
    'a@latest',
    'a@npm:b@1',
    'a@',
    '@scope',
    'Upper',
    '',
  ])('refuses %j', (text) => {
    expect(parseRequirement(text)).toBeUndefined();
  });
});

describe('packageOf', () => {
  test('takes the package out of an import', () => {
    expect(packageOf('a/b/c.js')).toBe('a');
    expect(packageOf('@s/a/b')).toBe('@s/a');
    expect(packageOf('a')).toBe('a');
  });
});
