import type { Level } from '../cascade/venue/depth/walk.ts';
import { type Columns, numberColumn, refuseRow, takeColumns } from './columns.ts';
import type { Levels } from './depth.ts';
import { refuse } from './parse.ts';

/**
 * Resting orders from columns `side` (bid or ask), `price` and `size`, in any order: each side is sorted
 * best first. Whether they cross or a price comes twice is judged where they become depth.
 */
export function levelsFromColumns(subject: string, columns: Columns): Levels {
  const { count, at } = takeColumns(subject, columns, ['side', 'price', 'size']);
  const positive = (value: number) => value > 0;
  const price = numberColumn(subject, 'price', at.price, 'be a number > 0', positive);
  const size = numberColumn(subject, 'size', at.size, 'be a number > 0', positive);
  const bids: Level[] = [];
  const asks: Level[] = [];
  for (let i = 0; i < count; i++) {
    const side = at.side[i];
    if (side !== 'bid' && side !== 'ask') refuseRow(subject, i, 'side', 'be bid or ask', side);
    (side === 'bid' ? bids : asks).push([price[i]!, size[i]!]);
  }
  for (const [name, levels] of [
    ['bids', bids],
    ['asks', asks],
  ] as const) {
    if (levels.length === 0) refuse(subject, `have ${name}`, 'none');
  }
  bids.sort((a, b) => b[0] - a[0]);
  asks.sort((a, b) => a[0] - b[0]);
  return { bids, asks };
}
