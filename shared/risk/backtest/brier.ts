import { PURPOSE, uniforms } from '../../cascade/numbers/random.ts';

const SHUFFLES = 1_000;
/** Of purpose 6, beside that of `calibrate`: model.md 8.1. */
const LANE = 1_001;

/** A predicted probability, and whether it came so. */
export interface Forecast {
  readonly p: number;
  readonly y: boolean;
}

/** Mean squared error of probabilities: 0 is clairvoyance, (1 - base rate) base rate what the base rate alone gets (Brier 1950). */
export const brierScore = (forecasts: readonly Forecast[]): number =>
  forecasts.reduce((sum, { p, y }) => sum + (p - (y ? 1 : 0)) * (p - (y ? 1 : 0)), 0) / forecasts.length;

/**
 * The score beside that of the same predictions on other days: 1,000 seeded shuffles of their dates. Predictions that know
 * nothing of their own day score like the shuffles.
 *
 * @returns `better`, the share of the shuffles that score worse, those that score alike counted half
 */
export function brierTest(
  forecasts: readonly Forecast[],
  seed: { readonly seedLow: number; readonly seedHigh: number },
): { readonly score: number; readonly shuffled: number; readonly better: number } {
  const score = brierScore(forecasts);
  const draws = new Float64Array(forecasts.length);
  let [sum, worse] = [0, 0];
  for (let path = 0; path < SHUFFLES; path++) {
    uniforms({ ...seed, path, purpose: PURPOSE.bootstrap, lane: LANE }, 0, draws.length, draws);
    const probabilities = forecasts.map(({ p }) => p);
    for (let i = probabilities.length - 1; i > 0; i--) {
      const j = Math.floor(draws[i]! * (i + 1));
      [probabilities[i], probabilities[j]] = [probabilities[j]!, probabilities[i]!];
    }
    const own = brierScore(forecasts.map(({ y }, i) => ({ p: probabilities[i]!, y })));
    sum += own;
    worse += own > score ? 1 : own === score ? 0.5 : 0;
  }
  return { score, shuffled: sum / SHUFFLES, better: worse / SHUFFLES };
}
