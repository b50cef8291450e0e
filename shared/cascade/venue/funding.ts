/** What longs pay shorts from time to time, as a share of notional (contagion.md 6.1). */
export type FundingRule = {
  /** Seconds; in ticks whose time is a multiple of it. */
  readonly intervalSeconds: number;
} & (
  | { readonly rate: number }
  /** By the premium of the price over the fundamental, as Binance and BitMEX publish it. */
  | { readonly interest: number; readonly band: number; readonly cap: number }
);

/** Mean premium since the last funding, in sums; numbers are born as -0 for the reason given in venue.ts. */
export interface Premium {
  sum: number;
  ticks: number;
}

export const createPremium = (): Premium => ({ sum: -0, ticks: 0 });

/** Begins a path, or the time to the next funding. */
export function startPremium(premium: Premium): void {
  premium.sum = 0;
  premium.ticks = 0;
}

/** `premium + clamp(interest - premium)` within the band, and all of it within the cap. */
export function fundingRate(rule: FundingRule, premium: number): number {
  if ('rate' in rule) return rule.rate;
  const { interest, band, cap } = rule;
  return clamp(premium + clamp(interest - premium, band), cap);
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/** What a position pays, settlement currency; negative where it receives. */
export const fundingPayment = (sign: number, quantity: number, unit: number, rate: number): number =>
  sign * quantity * Math.abs(unit) * rate;

/** Time is counted in ticks, and a multiple of the interval is missed by no more than rounding. */
export function isFundingDue({ intervalSeconds }: FundingRule, tick: number, tickSeconds: number): boolean {
  const times = (tick * tickSeconds) / intervalSeconds;
  const whole = Math.round(times);
  return whole > 0 && Math.abs(times - whole) <= 1e-9 * whole;
}
