import { unitValue } from '../../cascade/margin/contract.ts';
import type { History } from '../history.ts';
import { NEAR, type Near, type Observed } from '../observed.ts';
import type { MarketRecord } from '../record.ts';
import { adverseMove, SIDES, type SideName, type Span, spansOf, windowOf } from './windows.ts';

/** What a record shows of one window, as the outcome of a path would (model.md 7); undefined: nobody knows. */
interface Seen {
  /** The index against either side. */
  readonly moves: Readonly<Record<SideName, number>>;
  readonly dislocation: number | undefined;
  /** Both sides, of open interest at the start. */
  readonly liquidatedShare: number;
  /** Of the same. */
  readonly fundChange: number | undefined;
}

const HOUR = 3_600;

/**
 * The history with what the record shows near each of its ordinary moves: calibration.md 3.6. Windows without quantiles, or
 * whose length is no multiple of the record's interval, or of which the record has none whole, are left without.
 */
export const observedHistory = ({ windows }: History, record: MarketRecord): History => ({
  windows: windows.map(({ observed: _before, ...window }) => {
    const { seconds, quantiles } = window;
    if (!quantiles || seconds % record.intervalSeconds !== 0) return window;
    const observed = observedIn(record, seconds, quantiles);
    return observed ? { ...window, observed } : window;
  }),
});

function observedIn(
  record: MarketRecord,
  seconds: number,
  quantiles: Readonly<Record<'down' | 'up', readonly number[]>>,
): Observed | undefined {
  const { spans } = spansOf(record, seconds);
  const [first, last] = [spans[0], spans[spans.length - 1]];
  if (!first || !last) return undefined;
  const seen = spans.map((span) => seenIn(record, span, seconds));
  const nearOf = (side: SideName, moves: readonly number[]) =>
    moves.map((move) => shownBy(seen.filter((own) => isNear(own, side, move))));
  return {
    source: record.source,
    fromSeconds: first.start,
    untilSeconds: last.start + seconds,
    windows: spans.length,
    down: nearOf('long', quantiles.down),
    up: nearOf('short', quantiles.up),
  };
}

/** The larger of its two moves is of that side, and about so large. */
const isNear = ({ moves }: Seen, side: SideName, move: number): boolean =>
  SIDES.every((other) => moves[side] >= moves[other]) &&
  moves[side] >= move / NEAR &&
  moves[side] <= move * NEAR;

function seenIn(record: MarketRecord, span: Span, seconds: number): Seen {
  const window = windowOf(record, span);
  const { open, openInterest, liquidated } = window;
  const gained = fundChange(record, span, seconds);
  const notional = openInterest * Math.abs(unitValue(record.contract, open));
  return {
    moves: { long: adverseMove(window, 'long'), short: adverseMove(window, 'short') },
    dislocation: dislocationOf(record, span),
    liquidatedShare: (liquidated.long + liquidated.short) / openInterest,
    fundChange: gained === undefined ? undefined : gained / notional,
  };
}

/**
 * `dislocationHour` of model.md 7: how far the hour's lowest and highest prices of venue and index part, in the worst hour.
 * The venue's prices are the index's times the premium: exact where premiums are taken from bars, else rather too far apart.
 */
function dislocationOf({ rows, intervalSeconds }: MarketRecord, { from, to }: Span): number | undefined {
  if (HOUR % intervalSeconds !== 0) return undefined;
  const hourOf = (row: number) => Math.floor((rows.time[row]! - intervalSeconds / 2) / HOUR);
  let largest = 0;
  for (let row = from; row < to; ) {
    const hour = hourOf(row);
    let [lowest, highest, venueLowest, venueHighest] = [Infinity, 0, Infinity, 0];
    for (; row < to && hourOf(row) === hour; row++) {
      const [low, high] = [rows.low[row]!, rows.high[row]!];
      lowest = Math.min(lowest, low);
      highest = Math.max(highest, high);
      venueLowest = Math.min(venueLowest, low * (1 + rows.premiumLow[row]!));
      venueHighest = Math.max(venueHighest, high * (1 + rows.premiumHigh[row]!));
    }
    const apart = Math.max(Math.abs(venueLowest / lowest - 1), Math.abs(venueHighest / highest - 1));
    if (Number.isNaN(apart)) return undefined;
    largest = Math.max(largest, apart);
  }
  return largest;
}

/** Settlement currency; known where the fund is at both ends of the window. */
function fundChange(
  { rows, intervalSeconds }: MarketRecord,
  { start, from, to }: Span,
  seconds: number,
): number | undefined {
  const before = from - 1;
  const endsAt = (row: number, end: number) => Math.abs(rows.time[row]! - end) < intervalSeconds / 2;
  if (before < 0 || !endsAt(before, start) || !endsAt(to - 1, start + seconds)) return undefined;
  const change = rows.fund[to - 1]! - rows.fund[before]!;
  return Number.isNaN(change) ? undefined : change;
}

function shownBy(seen: readonly Seen[]): Near {
  const ascending = (values: readonly (number | undefined)[]) =>
    Float64Array.from(values.filter((value) => value !== undefined)).sort();
  const apart = ascending(seen.map(({ dislocation }) => dislocation));
  const liquidated = ascending(seen.map(({ liquidatedShare }) => liquidatedShare));
  const gained = ascending(seen.map((own) => own.fundChange));
  const over = (size: number) => apart.filter((own) => own > size).length;
  return {
    windows: seen.length,
    dislocation:
      apart.length === 0
        ? null
        : { windows: apart.length, over1: over(0.01), over3: over(0.03), over10: over(0.1) },
    liquidatedShare:
      liquidated.length === 0 ? null : { median: atRank(liquidated, 50), q95: atRank(liquidated, 95) },
    fundChange:
      gained.length === 0
        ? null
        : {
            windows: gained.length,
            median: atRank(gained, 50),
            q05: atRank(gained, 5),
            q95: atRank(gained, 95),
          },
  };
}

/** At rank `ceil(n c)`, as quantiles of paths are; whole percents, so that ranks are exact. */
const atRank = (ascending: Float64Array, percent: number): number =>
  ascending[Math.ceil((percent * ascending.length) / 100) - 1]!;
