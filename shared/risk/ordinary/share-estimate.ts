import { type Evidence, lowerOf, shareSeen, upperOf } from '../proof/evidence.ts';
import { type Estimate, known, unknown } from '../shapes/number.ts';
import { ALPHA } from '../statistics/level.ts';
import { twoSided } from '../statistics/quantile-estimate.ts';

/** A share of paths or windows and where it lies, two-sided. */
export function shareEstimate(evidence: Evidence): Estimate {
  const value = shareSeen(evidence);
  return {
    ...(value === null ? unknown('NO_PATHS_DONE') : known(value)),
    interval: twoSided(
      known(lowerOf(evidence, ALPHA / 2)),
      known(upperOf(evidence, ALPHA / 2)),
      'clopper-pearson',
    ),
  };
}
