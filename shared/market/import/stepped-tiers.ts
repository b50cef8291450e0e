import type { TierRow } from '../../cascade/tiers.ts';

/** A risk-limit rule: base rates up to a limit, then both rates rise by the same amount with each step. */
export interface SteppedRule {
  /** Notional up to which the base rates hold, settlement currency. */
  readonly baseLimit: number;
  readonly stepLimit: number;
  readonly initialRate: number;
  readonly maintenanceRate: number;
  readonly ratePerStep: number;
  /** Rows after the first; the last one has no cap. */
  readonly steps: number;
}

/**
 * A risk-limit rule as a margin table: above `baseLimit`, each further `stepLimit` or part of it adds
 * `ratePerStep` to both rates (BitMEX documentation, 2020: `ratePerStep` is the base maintenance rate). The rate
 * holds for the whole position, so every deduction is 0 and the requirement jumps at each floor.
 */
export function steppedTiers(rule: SteppedRule): (TierRow & { readonly deduction: 0 })[] {
  const { baseLimit, stepLimit, initialRate, maintenanceRate, ratePerStep, steps } = rule;
  return Array.from({ length: steps + 1 }, (_row, k) => ({
    floor: k === 0 ? 0 : baseLimit + (k - 1) * stepLimit,
    rate: tidy(maintenanceRate + k * ratePerStep),
    maxLeverage: 1 / tidy(initialRate + k * ratePerStep),
    deduction: 0,
  }));
}

/** The decimal that was meant: rates are published in whole millionths, and 0.0035 x 3 in doubles is not 0.0105. */
const tidy = (rate: number): number => Math.round(rate * 1e6) / 1e6;
