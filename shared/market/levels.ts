import * as z from 'zod/mini';
import type { Level } from '../cascade/venue/depth/walk.ts';
import { type Columns, numberColumn, refuseRow, takeColumns } from './columns.ts';
import { above, type Broken } from './fields.ts';
import { refuse } from './parse.ts';

export const MAX_LEVELS = 100_000;

export const PriceAndSize = z.tuple(
  [above(0, 'quote currency per coin'), above(0, 'units')],
  'must be [price, size]',
);

export interface Levels {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/**
 * Resting orders from columns `side` (bid or ask, buy or sell), `price` and `size`, in any order: each side is sorted
 * best first. A level of size 0 is gone. Whether they cross or a price comes twice is judged where they become depth.
 */
export function levelsFromColumns(subject: string, columns: Columns): Levels & { readonly rows: number } {
  const { count, at } = takeColumns(subject, columns, ['side', 'price', 'size']);
  const positive = (value: number) => value > 0;
  const price = numberColumn(subject, 'price', at.price, 'be a number > 0', positive);
  const size = numberColumn(subject, 'size', at.size, 'be a number >= 0', (value) => value >= 0);
  const bids: Level[] = [];
  const asks: Level[] = [];
  for (let i = 0; i < count; i++) {
    const side = isBid(subject, i, at.side[i]) ? bids : asks;
    if (size[i]! > 0) side.push([price[i]!, size[i]!]);
  }
  for (const [name, levels] of [
    ['bids', bids],
    ['asks', asks],
  ] as const) {
    if (levels.length === 0) refuse(subject, `have ${name}`, 'none');
  }
  bids.sort((a, b) => b[0] - a[0]);
  asks.sort((a, b) => a[0] - b[0]);
  return { bids, asks, rows: count };
}

const BIDS = ['bid', 'bids', 'buy', 'b'];
const ASKS = ['ask', 'asks', 'offer', 'sell', 'a', 's'];

/** Whether a row bids: bid or ask, buy or sell, in whatever case. */
export function isBid(subject: string, row: number, side: unknown): boolean {
  const word = typeof side === 'string' ? side.toLowerCase() : '';
  if (BIDS.includes(word)) return true;
  return ASKS.includes(word) ? false : refuseRow(subject, row, 'side', 'be bid or ask, buy or sell', side);
}

/** Prices leave the mid on both sides, no price comes twice, bids stand below asks. */
export function* brokenLevels(reference: number, { bids, asks }: Levels): Generator<Broken> {
  for (let i = 1; i < bids.length; i++) {
    const before = bids[i - 1]![0];
    const own = bids[i]![0];
    if (!(own < before))
      yield { path: ['bids', i], rule: `must be below the price before it, ${before}`, got: own };
  }
  for (let i = 1; i < asks.length; i++) {
    const before = asks[i - 1]![0];
    const own = asks[i]![0];
    if (!(own > before))
      yield { path: ['asks', i], rule: `must be above the price before it, ${before}`, got: own };
  }
  const bestBid = bids[0]![0];
  const bestAsk = asks[0]![0];
  if (!(bestBid < bestAsk)) {
    yield {
      path: ['bids', 0],
      rule: `must be below the best ask, ${bestAsk}: the depth is ${bestBid === bestAsk ? 'locked' : 'crossed'}`,
      got: bestBid,
    };
  }
  if (!(bestBid <= reference && reference <= bestAsk)) {
    yield {
      path: ['reference'],
      rule: `must lie between best bid ${bestBid} and best ask ${bestAsk}`,
      got: reference,
    };
  }
}
