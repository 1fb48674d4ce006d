import { describe, expect, test } from 'vitest';
import { withStorage, type CreateSubject } from './subject.js';

const session = (digest: string, expires_at: string) => ({
  digest,
  actor: 'ann',
  created_at: '2026-01-01T00:00:00.000Z',
  expires_at,
});

export function describeSessions(create: CreateSubject): void {
  describe('sessions', () => {
    test(
      'are found until they expire or are deleted',
      withStorage(create, async ({ sessions }) => {
        const known = session('a', '2999-01-01T00:00:00.000Z');
        await sessions.create(known);
        expect(await sessions.find('a')).toEqual(known);
        expect(await sessions.find('b')).toBeNull();
        await sessions.prolong('a', '2000-01-01T00:00:00.000Z');
        expect(await sessions.find('a')).toBeNull();
        await sessions.prolong('a', '2999-01-01T00:00:00.000Z');
        await sessions.delete('a');
        expect(await sessions.find('a')).toBeNull();
      }),
    );

    test(
      'that have expired go with the next sign-in',
      withStorage(create, async ({ sessions }) => {
        await sessions.create(session('old', '2000-01-01T00:00:00.000Z'));
        await sessions.create(session('new', '2999-01-01T00:00:00.000Z'));
        await sessions.prolong('old', '2999-01-01T00:00:00.000Z');
        expect(await sessions.find('old')).toBeNull();
        expect(await sessions.find('new')).not.toBeNull();
      }),
    );
  });
}
