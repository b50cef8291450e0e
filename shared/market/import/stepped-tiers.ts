import type { TierRow } from '../../cascade/margin/tiers.ts';

/** A row that the snapshot schema takes: with the notional at which it ends. */
export type CappedRow = TierRow & { readonly cap?: number };

/** A risk-limit rule: base rates up to a limit, then both rates rise with each step. */
export interface SteppedRule {
  /** Notional up to which the base rates hold, settlement currency. */
  readonly baseLimit: number;
  readonly stepLimit: number;
  readonly initialRate: number;
  readonly maintenanceRate: number;
  readonly initialPerStep: number;
  readonly maintenancePerStep: number;
  /** Rows after the first; the last one has no cap. */
  readonly steps: number;
}

/**
 * A risk-limit rule as a margin table: above `baseLimit`, each further `stepLimit` or part of it adds to both
 * rates. The rate holds for the whole position, so every deduction is 0 and the requirement jumps at
 * each floor (model.md 1.2).
 */
export function steppedTiers(rule: SteppedRule): CappedRow[] {
  const { baseLimit, stepLimit, steps } = rule;
  return Array.from({ length: steps + 1 }, (_row, k) => ({
    floor: k === 0 ? 0 : baseLimit + (k - 1) * stepLimit,
    rate: millionths(rule.maintenanceRate + k * rule.maintenancePerStep),
    maxLeverage: 1 / millionths(rule.initialRate + k * rule.initialPerStep),
    deduction: 0,
  }));
}

/** The decimal that was meant: 0.0035 x 3 in doubles is not 0.0105. */
const millionths = (rate: number): number => Math.round(rate * 1e6) / 1e6;
