import { movedDepth } from '../blend.ts';
import { refuse } from '../parse.ts';
import { parseSnapshot, type Snapshot, secondsOf } from '../snapshot.ts';
import { barsOf, type Prices, worstMoves } from './prices.ts';

/**
 * A snapshot as it might have been at another time: mark price, bars and history are those of a price series, everything else
 * is kept, relative to the mark. It says so in an assumption of its own.
 *
 * @param asOf UTC time at which a bar of the series begins
 * @throws RangeError where the series does not reach so far, or accounts or levels are in a file of their own
 */
export function movedSnapshot(base: Snapshot, prices: Prices, asOf: string): Snapshot {
  const at = (secondsOf(asOf) - prices.startSeconds) / prices.stepSeconds;
  const markPrice = Number.isInteger(at) && at > 0 ? prices.open[at] : undefined;
  if (markPrice === undefined || Number.isNaN(markPrice))
    refuse('asOf', 'be the start of a bar of the prices, and not of the first', asOf);
  const before = { ...until(prices, at), lastClose: markPrice };
  const times = markPrice / base.market.markPrice;
  const text =
    `A hindcast: book, leverage mix, open interest, tiers, rules and fund are those of ${base.asOf}, ` +
    'relative to the mark price; mark price, bars and history are those of the night.';
  return parseSnapshot(
    JSON.stringify({
      ...base,
      asOf,
      market: { ...base.market, markPrice },
      positions: movedPositions(base, before, times),
      depth: heldHere(movedDepth(base.depth, times)),
      history: { windows: base.history.windows.map(({ seconds }) => worstMoves(before, seconds)) },
      assumptions: [...base.assumptions, { id: 'hindcast', text, basis: 'guessed' }],
    }),
  );
}

const until = (prices: Prices, bars: number): Omit<Prices, 'lastClose'> => ({
  ...prices,
  open: prices.open.subarray(0, bars),
  high: prices.high.subarray(0, bars),
  low: prices.low.subarray(0, bars),
  volume: prices.volume.subarray(0, bars),
});

function heldHere(depth: Snapshot['depth']): Snapshot['depth'] {
  if (depth.kind === 'levels' && depth.file !== undefined)
    refuse('snapshot.depth', 'hold its levels itself to be moved', depth.file);
  return depth;
}

function movedPositions(
  { positions, market }: Snapshot,
  prices: Prices,
  times: number,
): Snapshot['positions'] {
  if (positions.kind === 'estimated') {
    const ends = positions.bars.endTimeSeconds;
    const seconds = ends.length > 1 ? ends[1]! - ends[0]! : prices.stepSeconds;
    return { ...positions, bars: barsOf(prices, seconds, ends.length) };
  }
  if (!positions.rows) refuse('snapshot.positions', 'hold its accounts itself to be moved', positions.file);
  const money = market.contract === 'linear' ? times : 1 / times;
  const rows = positions.rows.map((row) => ({
    ...row,
    entryPrice: row.entryPrice * times,
    collateral: row.collateral * money,
  }));
  return { ...positions, rows };
}
