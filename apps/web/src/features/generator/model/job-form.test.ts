import { expect, test } from 'vitest';
import { emptyForm, toOptions } from './job-form.js';

test('an empty form asks for nothing', () => {
  expect(toOptions(emptyForm)).toEqual({});
});

test('what is filled in becomes options', () => {
  const form = {
    ...emptyForm,
    concurrency: '4',
    random_seed: '0',
    model: 'big',
    max_total_cost: '1.5',
    reuse: true,
    skipBadSeeds: true,
    wrap: true,
  };
  expect(toOptions(form)).toEqual({
    concurrency: 4,
    random_seed: 0,
    model: 'big',
    constraints: { max_total_cost: 1.5 },
    reuse: true,
    strict: false,
    wrap: true,
  });
});
