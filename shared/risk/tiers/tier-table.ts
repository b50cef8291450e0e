import { unitValue } from '../../cascade/margin/contract.ts';
import type { TierRow } from '../../cascade/margin/tiers.ts';
import type { Market } from '../../market/market.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import type { TierFlag, TierRates } from '../findings/tiers.ts';
import type { Word } from '../findings/verdict.ts';
import { accountSets, setCount } from './account-sets.ts';
import { shockedDepth } from './closing-cost.ts';
import { gapOf } from './gap.ts';
import {
  type Burden,
  clampedPpm,
  exactRatioPpm,
  maxLeverageOf,
  ppmUp,
  wantedPpm,
  wholeUnits,
} from './tier-rate.ts';

/** The table that plan proposes and the grid simulates: report.md 3.5, steps 1 to 7. */
export interface CandidateTiers {
  readonly rows: readonly TierRates[];
  /** The same for the core. */
  readonly tiers: readonly TierRow[];
  readonly kind: 'recursion' | 'whole-value';
  readonly unitsPerCurrency: number;
  readonly windows: number;
  readonly changed: boolean;
}

/**
 * Recommended maintenance rates. Reads the snapshot, its history and last night's published word only, so that plan
 * and report make the same table. All roundings are in whole parts per million and whole cents or satoshi.
 *
 * A table whose rates hold for the whole notional (all deductions 0) stays one; a table with other deductions of
 * its own gets those of the recursion, and says so.
 */
export function candidateTiers(market: Market, sweep: Sweep, lastPublished: Word | null): CandidateTiers {
  const { snapshot, tiers } = market;
  const perOne = market.contract === 'linear' ? 100n : 100_000_000n;
  const wholeValue = tiers.jumping && tiers.deduction.every((deduction) => deduction === 0);
  const flagsOfTable: TierFlag[] = tiers.jumping && !wholeValue ? ['DEDUCTIONS_BY_RECURSION'] : [];
  const gap = gapOf(snapshot.history, sweep.tierTable.windowSeconds, sweep.tierTable.quantilePpm);
  const bounds = {
    mayLower: sweep.tierTable.allowLowering && lastPublished === 'adequate',
    mostPpm: 999_999 - ppmUp(snapshot.rules.reservedFeeRate ?? 0),
  };
  const feePpm = ppmUp(snapshot.rules.feeRate);

  const floors = Array.from(tiers.floor, (floor, k) =>
    wholeUnits(floor, perOne, `snapshot.tiers.${k}.floor`),
  );
  const impacts = impactsOf(market, sweep);
  const rows: TierRates[] = [];
  let deduction = 0n; // in millionths of a unit
  let before = { ppm: 0, leverage: Infinity };
  floors.forEach((floor, k) => {
    const burden = { gapPpm: gap.ppm, impactPpm: impacts[k]!.ppm, feePpm };
    const currentPpm = ppmUp(tiers.rate[k]!);
    const rate = rateOf(currentPpm, burden, before.ppm, sweep.tierTable, bounds);
    const currentMaxLeverage = tiers.maxLeverage[k]!;
    const ratioPpm = exactRatioPpm(currentMaxLeverage, tiers.rate[k]!);
    // The ratio is rounded up, so that a tier which does not change would lose a step of leverage.
    const ownLeverage = rate.ppm === currentPpm ? currentMaxLeverage : maxLeverageOf(rate.ppm, ratioPpm);
    const leverage = Math.min(currentMaxLeverage, ownLeverage, before.leverage);
    if (k > 0 && !wholeValue) deduction += floor * BigInt(rate.ppm - before.ppm);
    rows.push({
      tier: k + 1,
      from: String(floor),
      to: floors[k + 1] === undefined ? lastCap(snapshot, perOne) : String(floors[k + 1]),
      currentPpm,
      recommendedPpm: rate.ppm,
      wantedPpm: rate.wantedPpm,
      ...burden,
      currentMaxLeverage,
      recommendedMaxLeverage: leverage,
      currentInitialPpm: exactRatioPpm(currentMaxLeverage, 1),
      recommendedInitialPpm: exactRatioPpm(leverage, 1),
      currentDeduction: String(tiers.deduction[k]!),
      recommendedDeduction: decimalText(deduction, perOne * 1_000_000n),
      driver: rate.driver,
      clamped: rate.flags.includes('CLAMPED'),
      flags: [...rate.flags, ...gap.flags, ...impacts[k]!.flags, ...flagsOfTable],
    });
    before = { ppm: rate.ppm, leverage };
  });
  return {
    rows,
    tiers: rows.map((row, k) => ({
      floor: tiers.floor[k]!,
      rate: row.recommendedPpm / 1_000_000,
      maxLeverage: row.recommendedMaxLeverage,
      deduction: Number(row.recommendedDeduction),
    })),
    kind: wholeValue ? 'whole-value' : 'recursion',
    unitsPerCurrency: Number(perOne),
    windows: gap.windows,
    changed: rows.some(
      (row) => row.recommendedPpm !== row.currentPpm || row.recommendedMaxLeverage !== row.currentMaxLeverage,
    ),
  };
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

/** With what is reserved for fees, a rate of 1 or more would ask for the whole position as margin; the core refuses it. */
const atMost = (mostPpm: number, ppm: number, stepPpm: number): number =>
  Math.min(ppm, Math.max(1, Math.floor(mostPpm / stepPpm)) * stepPpm);

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

function lastCap({ tiers }: Market['snapshot'], perOne: bigint): string | null {
  const cap = tiers.at(-1)!.cap;
  return cap === undefined ? null : String(wholeUnits(cap, perOne, `snapshot.tiers.${tiers.length - 1}.cap`));
}

/** `amount / scale` in decimals, exact; `scale` is a power of ten. */
function decimalText(amount: bigint, scale: bigint): string {
  const part = String(amount % scale)
    .padStart(String(scale).length - 1, '0')
    .replace(/0+$/, '');
  return part === '' ? String(amount / scale) : `${amount / scale}.${part}`;
}
