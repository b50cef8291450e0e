import { tiersOf } from '../../cascade/margin/tiers.ts';
import type { Bar } from '../../cascade/venue/given-path.ts';
import type { Levels } from '../levels.ts';
import type { EstimatedPositions } from '../positions.ts';
import type { MarketRecord } from '../record.ts';
import { type RecordedWay, type ReplayedMarket, replay } from '../replay.ts';
import { reserving } from '../reserved-fee.ts';
import type { Rules } from '../rules.ts';
import type { Snapshot } from '../snapshot.ts';
import { openInterestAt, WINDOW_SECONDS } from './windows.ts';

/** What a replay shows of one window. */
export interface Shown {
  readonly startSeconds: number;
  readonly fundBefore: number;
  readonly fundAfter: number;
  /** Lowest fund in it. */
  readonly fundLowest: number;
  /** Settlement currency. */
  readonly liquidated: number;
  /** Largest distance of the venue's price from the index, a fraction. */
  readonly dislocation: number;
}

/** A market whose record is replayed: with the positions that fit. */
export interface Replayable {
  readonly snapshot: Snapshot;
  readonly levels?: Levels;
  readonly record: MarketRecord;
  readonly positions: EstimatedPositions;
  readonly seed: number;
}

/** A range of windows, both starts of windows; the second one is not part of it. */
export type Stretch = readonly [fromSeconds: number, toSeconds: number];

const TICK_SECONDS = 20;
const BAR_SECONDS = 3_600;

/** Replays stretches of a record under given rules; `draw` tells seeds of one calibration apart. */
export function replayStretches(
  { snapshot, levels, record, positions, seed }: Replayable,
  stretches: readonly Stretch[],
  rules: Rules,
  draw: number,
): Shown[] {
  const market: ReplayedMarket = {
    contract: snapshot.market.contract,
    tiers: reserving(tiersOf(snapshot.tiers), snapshot.rules),
    positions,
    depth: snapshot.depth,
    ...(levels && { levels }),
    rules,
  };
  const shown: Shown[] = [];
  for (const stretch of stretches) {
    const setting = {
      tickSeconds: TICK_SECONDS,
      reestimateSeconds: WINDOW_SECONDS,
      noise: 1,
      seed: seed + draw,
      fund: fundAt(record, stretch[0]) ?? snapshot.fund.balance,
      openInterestAt: (seconds: number) => openInterestAt(record.openInterest.points, seconds),
    };
    replay(market, wayOf(record, stretch), setting, ({ startSeconds, fundBefore, end, outcome }) => {
      shown.push({
        startSeconds,
        fundBefore,
        fundAfter: end.fund,
        fundLowest: fundBefore + outcome.fundTrough,
        liquidated: outcome.liquidatedNotional,
        dislocation: outcome.dislocationPeak,
      });
    });
  }
  return shown;
}

/** Last known fund at a time. */
function fundAt({ rows }: MarketRecord, seconds: number): number | undefined {
  for (let i = rows.time.length - 1; i >= 0; i--)
    if (rows.time[i]! <= seconds && !Number.isNaN(rows.fund[i]!)) return rows.fund[i]!;
  return undefined;
}

/** The index hour by hour; an hour without a row stays where it was. */
function wayOf({ rows, intervalSeconds }: MarketRecord, [from, to]: Stretch): RecordedWay {
  const length = Math.max(BAR_SECONDS, intervalSeconds);
  const bars: Bar[] = [];
  let row = rows.time.findIndex((time) => time - intervalSeconds / 2 >= from);
  const open = rows.open[row]!;
  let close = open;
  for (let end = from + length; end <= to; end += length) {
    let low = close;
    let high = close;
    for (; row < rows.time.length && rows.time[row]! - intervalSeconds / 2 < end; row++) {
      low = Math.min(low, rows.low[row]!);
      high = Math.max(high, rows.high[row]!);
      close = rows.close[row]!;
    }
    bars.push([end, low, high, close]);
  }
  return { startSeconds: from, open, bars };
}

/** Windows with a day before and after each, those that meet together; inside the record. */
export function aroundWindows(starts: readonly number[], [first, last]: Stretch): Stretch[] {
  const stretches: [number, number][] = [];
  for (const start of starts) {
    const from = Math.max(first, start - 6 * WINDOW_SECONDS);
    const to = Math.min(last, start + 7 * WINDOW_SECONDS);
    const before = stretches[stretches.length - 1];
    if (before && from <= before[1]) before[1] = to;
    else stretches.push([from, to]);
  }
  return stretches;
}
