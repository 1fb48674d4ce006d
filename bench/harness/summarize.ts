import type { Figure, Growth, Round } from './benchmark.ts';
import { median, spread } from './statistics.ts';

/** A figure in a few numbers. */
export interface FigureSummary {
  id: string;
  name: string;
  unit: string;
  /** Median of the rounds. */
  measured: number;
  /** Width of the middle half of the rounds’ ratios, as a share of the median. */
  spread: number;
  rounds: number;
  ratios: Ratio[];
  growth?: Growth;
}

/** How often what was measured holds what it is compared with: the median of the rounds. */
export interface Ratio {
  against: string;
  /** Median of what it is compared with. */
  value: number;
  ratio: number;
  target: string | null;
  /** Null where there is no target. */
  isMet: boolean | null;
}

/** Ratios are taken within a round, then the median over the rounds. */
export function summarize(figure: Figure): FigureSummary {
  const { id, name, unit, rounds, growth } = figure;
  const names = Object.keys(rounds[0]?.against ?? {});
  const [firstTarget] = figure.targets;
  return {
    id,
    name,
    unit,
    measured: median(rounds.map(({ measured }) => measured)),
    spread: spread(ratiosOf(rounds, firstTarget?.against)),
    rounds: rounds.length,
    ratios: names.map((against) => compare(figure, against)),
    ...(growth && { growth }),
  };
}

function compare({ rounds, targets }: Figure, against: string): Ratio {
  const ratio = median(ratiosOf(rounds, against));
  const value = median(rounds.map((round) => round.against[against] ?? Number.NaN));
  const target = targets.find((each) => each.against === against);
  if (!target) return { against, value, ratio, target: null, isMet: null };
  const { atMost = Infinity, atLeast = -Infinity } = target;
  const isExact = atMost === atLeast;
  const text = isExact
    ? `= ${atMost}`
    : target.atMost === undefined
      ? `≥ ${atLeast}`
      : `≤ ${atMost}`;
  return { against, value, ratio, target: text, isMet: ratio <= atMost && ratio >= atLeast };
}

function ratiosOf(rounds: readonly Round[], against: string | undefined): number[] {
  const divisor = (round: Round): number =>
    against === undefined ? 1 : (round.against[against] ?? 1);
  return rounds.map((round) => round.measured / divisor(round));
}
