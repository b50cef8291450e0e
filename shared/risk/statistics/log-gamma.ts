import { log } from '../../cascade/numbers/math.ts';

/** ln Gamma(x), x > 0; about 1e-14 absolute up to 10, 1e-15 relative above. */
export function lnGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`argument of lnGamma must be > 0, got ${x}`);
  // Raised to 10 or more by Gamma(x + 1) = x Gamma(x), where Stirling's series is exact to rounding.
  let raised = x;
  let product = 1;
  while (raised < 10) {
    product *= raised;
    raised += 1;
  }
  return (raised - 0.5) * log(raised) - raised + HALF_LN_TWO_PI + series(raised) - log(product);
}

/**
 * What Stirling's formula lacks: ln Gamma(x) - [(x - 1/2) ln x - x + ln(2 pi)/2]. Binomial and beta
 * probabilities are built from these small differences, because ln Gamma itself loses digits for large `x`
 * (Loader 2000, "Fast and accurate computation of binomial probabilities").
 */
export const stirlingError = (x: number): number =>
  x >= 10 ? series(x) : lnGamma(x) - ((x - 0.5) * log(x) - x + HALF_LN_TWO_PI);

const HALF_LN_TWO_PI = 0.9189385332046727;

function series(x: number): number {
  const w = 1 / (x * x);
  return (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - (w * 691) / 360360))))) / x;
}
