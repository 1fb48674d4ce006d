import { ConflictError } from '@datagenflow/contracts';
import { describe, expect, test } from 'vitest';
import { translateError } from './translate-error.js';

const coded = (code: string): Error => Object.assign(new Error('of the driver'), { code });

describe('a database that can’t be reached, or not any more', () => {
  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EAI_AGAIN',
    '57P01',
    '57P02',
    '57P03',
    '08006',
    '25006',
  ])('code %s', (code) => {
    const cause = coded(code);
    const unavailable = { code: 'database_unavailable', status: 503, cause };
    expect(translateError(cause)).toMatchObject(unavailable);
  });

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('“%s”', (message) => {
    expect(translateError(new Error(message))).toMatchObject({ code: 'database_unavailable' });
  });
});

test('what is a bug, or an error of ours, stays as it is', () => {
  for (const error of [
    coded('42P01'),
    new Error('cannot read properties of undefined'),
    new ConflictError('ours'),
    'thrown',
  ]) {
    expect(translateError(error)).toBe(error);
  }
});
