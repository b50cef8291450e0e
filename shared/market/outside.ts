import * as z from 'zod/mini';
import type { Level } from '../cascade/venue/depth/walk.ts';
import { above, atLeast, described, lawful, list, object } from './fields.ts';
import { brokenLevels, type Levels, MAX_LEVELS, PriceAndSize } from './levels.ts';

const OtherLevels = object({
  reference: described('their mid price of the moment, quote currency per coin', above(0)),
  bids: described(
    "[price, size], best first, sizes in this market's units",
    list(PriceAndSize, 1, MAX_LEVELS),
  ),
  asks: list(PriceAndSize, 1, MAX_LEVELS),
}).check(lawful(({ reference, bids, asks }) => brokenLevels(reference, { bids, asks })));

/** Buyers and sellers on other venues, whom an arbitrageur reaches at a cost: a multiple of the own levels, or theirs. */
export const Outside = object({
  cost: described('distance from the index at which arbitrage begins, a fraction of it', atLeast(0)),
  multiple: described('the own levels once more, in this multiple', z.exactOptional(atLeast(0))),
  levels: described('or the levels of the other venues', z.exactOptional(OtherLevels)),
}).check(
  lawful(function* (value) {
    if ((value.multiple === undefined) === (value.levels === undefined))
      yield { path: [], rule: 'must have either multiple or levels beside cost', got: Object.keys(value) };
  }),
);
export type Outside = Readonly<z.infer<typeof Outside>>;

/**
 * Own levels and those that arbitrage brings (model.md 2.3): each by the cost further from the mid. From here on nobody
 * can tell them apart. Prices at or below 0 and empty levels drop out; equal prices are one level.
 */
export function withOutside(reference: number, own: Levels, outside: Outside | undefined): Levels {
  if (!outside) return own;
  // Recorded levels of other venues come with their own sizes: once.
  const { cost, multiple = 1, levels } = outside;
  const brought = (side: 'bids' | 'asks', sign: 1 | -1) =>
    (levels ?? own)[side].map(
      ([price, size]): Level => [
        levels ? reference * (price / levels.reference - sign * cost) : price - sign * cost * reference,
        multiple * size,
      ],
    );
  return {
    bids: mergedLevels(own.bids, brought('bids', 1), 1),
    asks: mergedLevels(own.asks, brought('asks', -1), -1),
  };
}

/** Two lists of one side as one, best first: bids (`sign` 1) fall, asks (-1) rise. */
export function mergedLevels(own: readonly Level[], brought: readonly Level[], sign: 1 | -1): Level[] {
  const levels: Level[] = [];
  const all = [...own, ...brought].filter(([price, size]) => price > 0 && size > 0);
  for (const [price, size] of all.sort((a, b) => sign * (b[0] - a[0]))) {
    const last = levels[levels.length - 1];
    if (last?.[0] === price) levels[levels.length - 1] = [price, last[1] + size];
    else levels.push([price, size]);
  }
  return levels;
}
