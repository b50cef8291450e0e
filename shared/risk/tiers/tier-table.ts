import { unitValue } from '../../cascade/margin/contract.ts';
import type { Market } from '../../market/market.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { TierFlag, TierRates } from '../findings/tiers.ts';
import type { Word } from '../findings/verdict.ts';
import { accountSets, setCount } from './account-sets.ts';
import { shockedDepth } from './closing-cost.ts';
import { gapOf } from './gap.ts';
import { mostPpmOf, type RatedRow, type RatedTable, ratedTable } from './rated-table.ts';
import { atMost, type Burden, clampedPpm, ppmUp, wantedPpm } from './tier-rate.ts';

/** The table that plan proposes and the grid simulates: report.md 3.5, steps 1 to 7. */
export interface CandidateTiers extends Omit<RatedTable, 'rows'> {
  readonly rows: readonly TierRates[];
  readonly windows: number;
}

/**
 * Recommended maintenance rates. Reads the snapshot, its history and last night's published word only, so that plan
 * and report make the same table.
 */
export function candidateTiers(market: Market, sweep: Sweep, lastPublished: Word | null): CandidateTiers {
  const { snapshot, tiers } = market;
  const gap = gapOf(snapshot.history, sweep.tierTable.windowSeconds, sweep.tierTable.quantilePpm);
  const bounds = {
    mayLower: sweep.tierTable.allowLowering && lastPublished === 'adequate',
    mostPpm: mostPpmOf(market),
  };
  const feePpm = ppmUp(snapshot.rules.feeRate);
  const impacts = impactsOf(market, sweep);
  const chosen: Omit<TierRates, keyof RatedRow>[] = [];
  const table = ratedTable(market, (k, beforePpm) => {
    const burden = { gapPpm: gap.ppm, impactPpm: impacts[k]!.ppm, feePpm };
    const rate = rateOf(ppmUp(tiers.rate[k]!), burden, beforePpm, sweep.tierTable, bounds);
    const { wantedPpm, driver, flags } = rate;
    chosen.push({
      wantedPpm,
      ...burden,
      driver,
      clamped: flags.includes('CLAMPED'),
      flags: [...flags, ...gap.flags, ...impacts[k]!.flags],
    });
    return rate.ppm;
  });
  const flagsOfTable: TierFlag[] =
    tiers.jumping && table.kind === 'recursion' ? ['DEDUCTIONS_BY_RECURSION'] : [];
  const rows = table.rows.map((row, k) => {
    const own = chosen[k]!;
    return { ...row, ...own, flags: [...own.flags, ...flagsOfTable] };
  });
  return { ...table, rows, windows: gap.windows };
}

/** The same without step 4: what is wanted, however far from today's. */
export const unclampedTiers = (market: Market, sweep: Sweep, lastPublished: Word | null): CandidateTiers =>
  candidateTiers(
    market,
    { ...sweep, tierTable: { ...sweep.tierTable, clampPpm: BEYOND_ANY_CLAMP } },
    lastPublished,
  );

/** No rate below 1 is so many times another: the finest is a millionth. */
const BEYOND_ANY_CLAMP = 1_000_000_000_000;

/** Steps 2 to 5 for one tier: what is wanted, whether it may fall, how far it may move, and not below its neighbour. */
function rateOf(
  currentPpm: number,
  burden: Burden,
  neighbourPpm: number,
  { bufferPpm, stepPpm, clampPpm }: Sweep['tierTable'],
  { mayLower, mostPpm }: { readonly mayLower: boolean; readonly mostPpm: number },
): { ppm: number; wantedPpm: number; driver: TierRates['driver']; flags: TierFlag[] } {
  const flags: TierFlag[] = [];
  const wanted = atMost(mostPpm, wantedPpm(burden, bufferPpm, stepPpm), stepPpm);
  let driver = largestPart(burden, bufferPpm);
  let ppm = wanted;
  if (wanted < currentPpm && !mayLower) {
    ppm = currentPpm;
    driver = 'held';
    flags.push('LOWERING_HELD');
  }
  const allowed = clampedPpm(currentPpm, ppm, clampPpm, stepPpm);
  if (allowed.clamped) {
    ppm = allowed.ppm;
    driver = 'clamp';
    flags.push('CLAMPED');
  }
  if (ppm < neighbourPpm) {
    ppm = neighbourPpm;
    driver = 'monotone';
  }
  return { ppm, wantedPpm: wanted, driver, flags };
}

function largestPart({ gapPpm, impactPpm, feePpm }: Burden, bufferPpm: number): TierRates['driver'] {
  const buffer = ((gapPpm + impactPpm + feePpm) * bufferPpm) / 1_000_000;
  const parts = { gap: gapPpm, impact: impactPpm, fee: feePpm, buffer } as const;
  const largest = Math.max(...Object.values(parts));
  return (['gap', 'impact', 'fee', 'buffer'] as const).find((part) => parts[part] === largest)!;
}

/** What closing the largest position of each tier costs after the design shock, worse side. */
function impactsOf(market: Market, sweep: Sweep): { ppm: number; flags: TierFlag[] }[] {
  const { floor } = market.tiers;
  const lastCap = market.snapshot.tiers.at(-1)!.cap;
  const largest = largestQuantity(market, sweep);
  const sides = (['down', 'up'] as const).map((side) => {
    const { price, cost, isBeyond } = shockedDepth(market, sweep, side);
    // A cap is money: how many contracts it allows is told by the price at which they are closed.
    const unit = Math.abs(unitValue(market.contract, price));
    const quantityIn = (k: number): number => {
      const cap = floor[k + 1] ?? lastCap;
      return cap === undefined ? Math.max(floor[k]! / unit, largest) : cap / unit;
    };
    return { quantityIn, cost, isBeyond };
  });
  return Array.from(floor, (_, k) => {
    const beyond = sides.some(({ isBeyond, quantityIn }) => isBeyond(quantityIn(k)));
    return {
      ppm: ppmUp(Math.max(...sides.map(({ cost, quantityIn }) => cost(quantityIn(k))))),
      flags: beyond ? ['IMPACT_BEYOND_DEPTH'] : [],
    };
  });
}

/** Of one position; a mean over the sets where positions are estimated. */
function largestQuantity(market: Market, sweep: Sweep): number {
  let sum = 0;
  for (const { count, quantity } of accountSets(market, sweep)) {
    let largest = 0;
    for (let i = 0; i < count; i++) largest = Math.max(largest, quantity[i]!);
    sum += largest;
  }
  return sum / setCount(market);
}
