import type { Accounts } from '../../cascade/margin/accounts.ts';
import { unitValue } from '../../cascade/margin/contract.ts';
import { maintenanceMargin, type Tiers, tierAt, tiersOf } from '../../cascade/margin/tiers.ts';
import type { Market } from '../../market/market.ts';
import { reserving } from '../../market/reserved-fee.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { PhaseInStep, TierConsequences, TierRates } from '../findings/tiers.ts';
import { accountSets, setCount } from './account-sets.ts';
import type { CandidateTiers } from './tier-table.ts';

/** What the change means for those who hold positions at the mark price, by tier; means over estimated sets. */
export function tierConsequences(
  market: Market,
  sweep: Sweep,
  candidate: CandidateTiers,
): { readonly byTier: readonly TierConsequences[]; readonly total: TierConsequences } {
  const { rules } = market.snapshot;
  const tables = {
    current: reserving(market.tiers, rules),
    proposed: reserving(tiersOf(candidate.tiers), rules),
  };
  const byTier = candidate.rows.map(() => empty());
  for (const accounts of accountSets(market, sweep)) count(market, accounts, tables, byTier);
  const sets = setCount(market);
  for (const row of byTier) {
    for (const key of KEYS) row[key] /= sets;
    // Longs and shorts hold the open interest once each.
    row.shareOfOpenInterest /= 2 * market.openInterestNotional;
  }
  const total = empty();
  for (const row of byTier) for (const key of KEYS) total[key] += row[key];
  return { byTier, total };
}

/** Days between the steps of a phase-in: a default of ours. */
const STEP_DAYS = 7;

/**
 * New positions from the day of approval; present ones a week later, in steps no larger than the clamp. Needed only
 * where the change itself would liquidate somebody.
 */
export function phaseIn(
  row: TierRates,
  liquidatedByChange: number,
  { clampPpm }: Sweep['tierTable'],
): PhaseInStep[] {
  if (!(liquidatedByChange > 0)) return [];
  const steps: PhaseInStep[] = [{ daysAfterApproval: 0, applies: 'new positions', ppm: row.recommendedPpm }];
  let ppm = row.currentPpm;
  for (let day = STEP_DAYS; ppm < row.recommendedPpm; day += STEP_DAYS) {
    // At least one part per million a step, so that a clamp of 0 ends too.
    const largest = Math.max(ppm + 1, Math.floor((ppm * (1_000_000 + clampPpm)) / 1_000_000));
    ppm = clampPpm > 0 ? Math.min(row.recommendedPpm, largest) : row.recommendedPpm;
    steps.push({ daysAfterApproval: day, applies: 'present positions', ppm });
  }
  return steps;
}

const KEYS = [
  'accounts',
  'shareOfOpenInterest',
  'newlyUnderInitial',
  'extraMargin',
  'liquidatedByChange',
] as const;
const empty = (): Record<(typeof KEYS)[number], number> => ({
  accounts: 0,
  shareOfOpenInterest: 0,
  newlyUnderInitial: 0,
  extraMargin: 0,
  liquidatedByChange: 0,
});

/** Adds one set of accounts; `shareOfOpenInterest` collects notional until it is divided. */
function count(
  { contract, startPrice }: Market,
  { count, side, quantity, entryPrice, collateral }: Accounts,
  { current: tiers, proposed }: { readonly current: Tiers; readonly proposed: Tiers },
  byTier: ReturnType<typeof empty>[],
): void {
  const unit = unitValue(contract, startPrice);
  for (let i = 0; i < count; i++) {
    const units = quantity[i]!;
    const notional = units * Math.abs(unit);
    const equity = collateral[i]! + side[i]! * units * (unit - unitValue(contract, entryPrice[i]!));
    const row = byTier[tierAt(tiers, notional)]!;
    row.accounts++;
    row.shareOfOpenInterest += notional;
    addConsequences(row, { notional, equity }, tiers, proposed);
  }
}

/** What the change means for one account at the mark price, added to a sum. */
export function addConsequences(
  sum: Record<'extraMargin' | 'newlyUnderInitial' | 'liquidatedByChange', number>,
  { notional, equity }: { readonly notional: number; readonly equity: number },
  tiers: Tiers,
  proposed: Tiers,
): void {
  const k = tierAt(tiers, notional);
  const oldInitial = notional / tiers.maxLeverage[k]!;
  const newInitial = notional / proposed.maxLeverage[k]!;
  sum.extraMargin += Math.max(0, newInitial - equity) - Math.max(0, oldInitial - equity);
  if (equity >= oldInitial && equity < newInitial) sum.newlyUnderInitial++;
  const held = equity >= maintenanceMargin(tiers, notional);
  if (held && equity < maintenanceMargin(proposed, notional)) sum.liquidatedByChange++;
}
