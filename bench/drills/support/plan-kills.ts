import { seededRandom } from '../../harness/seeded-random.ts';

/** Who is killed, and when. */
export interface Kill {
  target: 'runner' | 'server';
  /** While what was killed before is starting again, rather than in the middle of the work. */
  isAtStart: boolean;
  /** Calls that have been answered by then, unless it is at the start. */
  afterCalls: number;
  /** Time to wait on top. */
  delayMs: number;
}

const AT_START_SHARE = 0.25;
const AT_START_MS = 800;
const AT_WORK_MS = 60;

/** Random moments over the first nine tenths of a job, in their order. The same for the same seed. */
export function planKills(
  { runner, server }: Record<Kill['target'], number>,
  calls: number,
  seed: number,
): Kill[] {
  const random = seededRandom(seed);
  const left = { runner, server };
  const moments = Array.from({ length: runner + server }, () => random() * 0.9 * calls);
  let isAtStart = true;
  return moments
    .sort((a, b) => a - b)
    .map((afterCalls): Kill => {
      isAtStart = !isAtStart && random() < AT_START_SHARE;
      const target = random() * (left.runner + left.server) < left.runner ? 'runner' : 'server';
      left[target] -= 1;
      const delayMs = random() * (isAtStart ? AT_START_MS : AT_WORK_MS);
      return { target, isAtStart, afterCalls, delayMs };
    });
}
