import { inverseBeta } from './beta.ts';

/**
 * Exact bounds of a probability from `failures` in `trials` independent ones (Clopper and Pearson 1934,
 * doi:10.1093/biomet/26.4.404). Both are one-sided at `a`; a two-sided interval takes `a/2` twice. Real
 * `failures` are allowed, as pooling makes them.
 */
export function clopperPearsonUpper(failures: number, trials: number, a: number): number {
  refuseOutside(failures, trials);
  if (failures >= trials) return 1;
  return inverseBeta(1 - a, failures + 1, trials - failures);
}

export function clopperPearsonLower(failures: number, trials: number, a: number): number {
  refuseOutside(failures, trials);
  if (failures === 0) return 0;
  return inverseBeta(a, failures, trials - failures + 1);
}

function refuseOutside(failures: number, trials: number): void {
  if (!(trials > 0 && 0 <= failures && failures <= trials)) {
    throw new RangeError(`failures must be from 0 to trials, trials > 0, got ${failures} of ${trials}`);
  }
}
