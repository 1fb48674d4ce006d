import { distance } from 'fastest-levenshtein';

const longestName = 100;
const mostNames = 1000;

/** The name that was probably meant, or nothing when none is near. Case does not count. */
export function findClosestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, longestName).toLowerCase();
  const nearEnough = Math.max(Math.min(2, wanted.length - 1), Math.floor(wanted.length / 3));
  let closest: string | undefined;
  let least = nearEnough + 1;
  for (const candidate of known.slice(0, mostNames)) {
    if (candidate.length > longestName) continue;
    const apart = distance(wanted, candidate.toLowerCase());
    if (apart < least) [closest, least] = [candidate, apart];
  }
  return closest;
}
