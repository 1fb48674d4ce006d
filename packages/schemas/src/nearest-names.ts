import { distance } from 'fastest-levenshtein';

/**
 * The known names that a mistyped one may have meant, best first: by edit distance, letter case
 * aside, up to a third of its length.
 */
export function nearestNames(name: string, known: Iterable<string>, limit = 3): string[] {
  const wanted = name.toLowerCase();
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  return Array.from(known, (candidate) => ({
    candidate,
    edits: distance(wanted, candidate.toLowerCase()),
  }))
    .filter(({ edits, candidate }) => edits <= reach && edits < candidate.length)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}
