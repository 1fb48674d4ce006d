import { describe, expect, test } from 'vitest';
import { readError } from './read-error.js';

describe('readError', () => {
  test('keeps message, code, status and detail of the API', () => {
    const body = {
      error: 'Seed 2: metadata is missing',
      code: 'seed_invalid',
      detail: { seed: 2 },
    };
    expect(readError(422, JSON.stringify(body))).toMatchObject({
      message: 'Seed 2: metadata is missing',
      code: 'seed_invalid',
      status: 422,
      detail: { seed: 2 },
    });
  });

  test.each(['<html>Bad gateway</html>', '', 'null', '[]', '{"detail": 1}'])(
    'says the status when the body is not ours: %j',
    (text) => {
      expect(readError(502, text)).toMatchObject({ code: 'http_502', detail: {} });
      expect(readError(502, text).message).toContain('502');
    },
  );
});
