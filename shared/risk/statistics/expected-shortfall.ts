import { exp } from '../../cascade/numbers/math.ts';
import { normalQuantile } from '../../cascade/numbers/random.ts';

/**
 * Mean of the worst `1 - c` of the losses, the observation at the edge with its fraction (Acerbi and Tasche
 * 2002, doi:10.1016/S0378-4266(02)00283-2). Not the quantile, and not the mean of what lies beyond it.
 *
 * @param ppm the level `c` in parts per million: n(1 - c) of 100 at 97.5 % is 2.5, not 2.5000000000000022
 */
export function expectedShortfall(losses: ArrayLike<number>, ppm: number): number {
  const n = losses.length;
  if (!(n > 0)) throw new RangeError(`losses must not be empty, got ${n}`);
  const descending = Float64Array.from(losses).sort().reverse();
  const tail = (n * (1_000_000 - ppm)) / 1_000_000;
  const whole = Math.floor(tail);
  let sum = 0;
  for (let i = 0; i < whole; i++) sum += descending[i]!;
  const edge = whole < n ? (tail - whole) * descending[whole]! : 0;
  return (sum + edge) / tail;
}

/** Sampling error of quantile and expected shortfall where the losses are standard normal (report.md 7.6). */
export function normalShortfall(n: number, ppm: number) {
  const c = ppm / 1_000_000;
  const quantile = normalQuantile(c);
  const density = exp((-quantile * quantile) / 2) / 2.5066282746310002;
  const es = density / (1 - c);
  const varianceBeyond = 1 + quantile * es - es * es;
  return {
    quantile,
    es,
    seEs: Math.sqrt((varianceBeyond + c * (es - quantile) * (es - quantile)) / (n * (1 - c))),
    seQuantile: Math.sqrt((c * (1 - c)) / n) / density,
  };
}
