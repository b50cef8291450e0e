import { binomialQuantile } from './binomial.ts';

export const ZONES = ['green', 'yellow', 'red'] as const;
export type Zone = (typeof ZONES)[number];

/**
 * Numbers of exceptions in `n` days at a rate of `p` from which the zones begin: where P(X <= x) reaches 95 % and
 * 99.99 % (Basel Committee on Banking Supervision, backtesting framework, January 1996).
 */
export const zonesOf = (n: number, p: number) => ({
  yellowFrom: binomialQuantile(0.95, n, p),
  redFrom: binomialQuantile(0.9999, n, p),
});

export function zoneOf(exceptions: number, n: number, p: number): Zone {
  const { yellowFrom, redFrom } = zonesOf(n, p);
  return exceptions >= redFrom ? 'red' : exceptions >= yellowFrom ? 'yellow' : 'green';
}
