import { log } from '../../cascade/numbers/math.ts';
import type { Rules } from '../rules.ts';
import { median } from './quantile.ts';
import { type Replayable, replayStretches, type Shown, type Stretch } from './stretches.ts';

/** Settings that were tried in replays, and what came out: a median over draws. */
export interface Trial {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly value: number;
}

/** Draws of which the median counts. */
export const DRAWS = [0, 1, 2, 3, 4] as const;

/** Replays stretches once a draw, and takes the median of each measure. */
export const measured = (
  replayable: Replayable,
  stretches: readonly Stretch[],
  rules: Rules,
  measure: (shown: readonly Shown[]) => number,
  next: () => void,
): number =>
  median(
    DRAWS.map((draw) => {
      const value = measure(replayStretches(replayable, stretches, rules, draw));
      next();
      return value;
    }),
  );

/** The trial whose value is nearest to a target in the logarithm; of equals the first. What is not above 0 is never near. */
export function nearest<T extends Trial>(trials: readonly T[], target: number): T {
  const distance = ({ value }: T) => (value > 0 ? Math.abs(log(value / target)) : Infinity);
  return trials.reduce((best, own) => (distance(own) < distance(best) ? own : best));
}
