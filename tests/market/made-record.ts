// A market that the estimator itself makes, with settings that are known; and its record.

import { estimatedOf } from '../../shared/market/calibrate/positions.ts';
import { reachedShares } from '../../shared/market/calibrate/reached.ts';
import { type Window, windowsOf } from '../../shared/market/calibrate/windows.ts';
import { type MarketRecord, parseRecord } from '../../shared/market/record.ts';
import { parseSnapshot, type Snapshot } from '../../shared/market/snapshot.ts';
import { edited, SMALL } from './example-snapshot.ts';

export const WINDOW = 14_400;
const FIRST = 100_000 * WINDOW;
const BARS = 60;

/** mulberry32 */
function uniformsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** 300 accounts a side of a linear market at 100. */
export const MADE_SNAPSHOT: Snapshot = parseSnapshot(
  edited(
    {
      'market.openInterest': 10_000,
      tiers: [
        { floor: 0, rate: 0.005, maxLeverage: 100 },
        { floor: 20_000, rate: 0.02, maxLeverage: 25 },
      ],
      positions: {
        kind: 'estimated',
        accountsPerSide: { long: 300, short: 300 },
        sizeDispersion: 0.5,
        ageHalfLifeDays: 3,
        leverageMix: {
          leverage: [2, 5, 15, 50],
          long: [0.3, 0.4, 0.2, 0.1],
          short: [0.3, 0.4, 0.2, 0.1],
        },
        bars: { endTimeSeconds: [0], low: [99], high: [101], volume: [1] },
      },
    },
    SMALL,
  ),
);

/** What was true when the record was made. */
export interface Truth {
  readonly leverageTilt: number;
  readonly ageHalfLifeDays: number;
  readonly standingShare: { readonly long: number; readonly short: number };
}
export const TRUTH: Truth = {
  leverageTilt: -0.5,
  ageHalfLifeDays: 1,
  standingShare: { long: 0.7, short: 0.5 },
};

interface Making {
  readonly windows?: number;
  readonly truth?: Truth;
  /** Of the draws of those who were liquidated. */
  readonly seed?: number;
  /** Of the typical move of a window, a fraction. */
  readonly move?: number;
  readonly change?: (record: Draft) => void;
}

/** record.json before it is text. */
export interface Draft {
  schema: string;
  market: string;
  contract: string;
  intervalSeconds: number;
  openInterest: { points: number[][]; uncertainty: number };
  bars: number[][];
  rows: Record<string, number>[];
  source: string;
  known: string;
}

/** As text: windows of 4 h, a row each, after ten days of bars. */
export function madeRecord({
  windows = 60,
  truth = TRUTH,
  seed = 1,
  move = 0.03,
  change,
}: Making = {}): string {
  const uniform = uniformsFrom(7);
  const bars: number[][] = [];
  const rows: Record<string, number>[] = [];
  let price = 100;
  for (let i = 0; i < BARS + windows; i++) {
    const open = price;
    const up = move * uniform() ** 2 * 2;
    const down = move * uniform() ** 2 * 2;
    const [low, high] = [open * (1 - down), open * (1 + up)];
    price = low + uniform() * (high - low);
    const time = FIRST + (i - BARS + 1) * WINDOW;
    bars.push([time, low, high, 1 + uniform()]);
    if (i >= BARS) rows.push({ time, open, low, high, close: price, liquidatedLong: 0, liquidatedShort: 0 });
  }
  const draft: Draft = {
    schema: 'record/1',
    market: MADE_SNAPSHOT.market.id,
    contract: 'linear',
    intervalSeconds: WINDOW,
    openInterest: { points: [[FIRST, 10_000]], uncertainty: 0 },
    bars,
    rows,
    source: 'made by the estimator itself',
    known: 'everything',
  };
  liquidate(draft, truth, seed);
  change?.(draft);
  return JSON.stringify(draft);
}

/** Whoever the estimate says is reached has been liquidated. */
function liquidate(draft: Draft, { standingShare, ...truth }: Truth, seed: number): void {
  const record = parseRecord(JSON.stringify(draft));
  const estimated = estimatedOf(MADE_SNAPSHOT, record, seed);
  for (const [i, window] of windowsOf(record).windows.entries()) {
    const share = (side: 'long' | 'short') =>
      reachedShares(estimated, window, i, [{ ...truth, standingShare: standingShare[side] }])[0]![side];
    draft.rows[i]!.liquidatedLong = 10_000 * share('long');
    draft.rows[i]!.liquidatedShort = 10_000 * share('short');
  }
}

export const windowsIn = (record: MarketRecord): readonly Window[] => windowsOf(record).windows;
