import { integerPower, LN2, log } from '../../cascade/numbers/math.ts';

/**
 * Variance of each next return, exponentially weighted: `s2' = decay s2 + (1 - decay) r^2`. A row knows its own return
 * and those before it, so that it is the forecast for the day after.
 */
export function ewma(sigma0: number, returns: readonly number[], decay: number): number[] {
  let variance = sigma0 * sigma0;
  return returns.map((own) => {
    variance = decay * variance + (1 - decay) * own * own;
    return variance;
  });
}

/** Days after which an observation counts half. */
export const halfLife = (decay: number): number => -LN2 / log(decay);

/** GARCH(1,1): where the variance goes, its forecast `horizon` days ahead, and that of the whole way. */
export function garchForecast(
  { omega, alpha, beta }: { readonly omega: number; readonly alpha: number; readonly beta: number },
  varianceNext: number,
  horizon: number,
) {
  const longRun = omega / (1 - alpha - beta);
  const ahead = (day: number) => longRun + integerPower(alpha + beta, day - 1) * (varianceNext - longRun);
  const days = Array.from({ length: horizon }, (_, day) => ahead(day + 1));
  const sum = days.reduce((total, own) => total + own, 0);
  return { longRun, ahead: ahead(horizon), sum, sigma: Math.sqrt(sum) };
}

/**
 * Returns in units of the volatility of their own day, in that of the day to come (filtered historical simulation, Barone-Adesi
 * et al. 1999). Each day's volatility is made of the returns before it, never of its own.
 */
export function filteredReturns(sigma1: number, returns: readonly number[], decay: number) {
  const after = ewma(sigma1, returns, decay).map(Math.sqrt);
  const sigmaNext = after.at(-1) ?? sigma1;
  const rescaled = returns.map((own, day) => (sigmaNext * own) / (day === 0 ? sigma1 : after[day - 1]!));
  return { sigmaNext, rescaled };
}
