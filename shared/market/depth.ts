import * as z from 'zod/mini';
import type { DepthLaw } from '../cascade/venue/depth/depth.ts';
import type { Level } from '../cascade/venue/depth/walk.ts';
import {
  above,
  atLeast,
  type Broken,
  between,
  Digest,
  described,
  lawful,
  list,
  object,
  oneOf,
  whole,
} from './fields.ts';
import { refuse } from './parse.ts';
import { ColumnFile } from './positions.ts';

export const MAX_LEVELS = 100_000;

export const Beyond = described(
  'beyond what is visible: nobody (stop), everybody at the last price (flat), or density going on (extend)',
  oneOf(['stop', 'flat', 'extend']),
);
export const BeyondShare = described(
  'share of the visible density that goes on, for extend',
  z.exactOptional(between(0.001, 10)),
);

export const PriceAndSize = z.tuple(
  [above(0, 'quote currency per coin'), above(0, 'units')],
  'must be [price, size]',
);
const LevelDepth = object({
  kind: z.literal('levels'),
  reference: described('mid price of the moment, quote currency per coin', above(0)),
  bids: described('[price, size], best first', z.exactOptional(list(PriceAndSize, 1, MAX_LEVELS))),
  asks: z.exactOptional(list(PriceAndSize, 1, MAX_LEVELS)),
  file: described('or the file that holds side, price and size', z.exactOptional(ColumnFile)),
  sha256: z.exactOptional(Digest),
  count: described('rows in that file, both sides', z.exactOptional(whole(2, MAX_LEVELS))),
  beyond: Beyond,
  beyondShare: BeyondShare,
}).check(
  lawful(function* (value) {
    const { reference, bids, asks } = value;
    const inline = [bids, asks].filter((part) => part !== undefined).length;
    const filed = [value.file, value.sha256, value.count].filter((part) => part !== undefined).length;
    if (!((inline === 2 && filed === 0) || (inline === 0 && filed === 3))) {
      const rule = 'must have either bids and asks, or file, sha256 and count';
      yield { path: [], rule, got: Object.keys(value) };
    }
    if (bids && asks) yield* brokenLevels(reference, { bids, asks });
  }),
);

const Profile = object({
  kind: z.literal('profile'),
  distance: described('distances from the mid, as fractions of it, ascending', list(between(0, 1), 1, 1_000)),
  bid: described('cumulative size within each distance below the mid', list(atLeast(0), 1, 1_000)),
  ask: described('the same above the mid', list(atLeast(0), 1, 1_000)),
  beyond: Beyond,
  beyondShare: BeyondShare,
}).check(
  lawful(function* ({ distance, bid, ask }) {
    for (const [i, own] of distance.entries()) {
      const before = distance[i - 1] ?? 0;
      const rule = `must be above ${before} and below 1`;
      if (!(own > before && own < 1)) yield { path: ['distance', i], rule, got: own };
    }
    for (const [name, column] of [
      ['bid', bid],
      ['ask', ask],
    ] as const) {
      const rule = `must have ${distance.length} entries, one per distance`;
      if (column.length !== distance.length) yield { path: [name], rule, got: column.length };
      for (const [i, own] of column.entries()) {
        const before = column[i - 1] ?? 0;
        if (!(own >= before))
          yield { path: [name, i], rule: `must be cumulative, at least ${before}`, got: own };
      }
      const all = column[column.length - 1]!;
      if (!(all > 0)) yield { path: [name, column.length - 1], rule: 'must be > 0', got: all };
    }
  }),
);

/** A law of displaced volume instead of levels: model.md 2.2. */
export const SmoothLaw = z.discriminatedUnion(
  'law',
  [
    object({ law: z.literal('linear'), slope: described('price per unit', above(0)) }),
    object({ law: z.literal('exponential'), beta: described('per unit', above(0)) }),
    object({ law: z.literal('square-root'), c: described('per square root of a unit', above(0)) }),
    object({ law: z.literal('amm'), reserve: described('units in the pool', above(0)) }),
    object({ law: z.literal('floor'), floor: between(0.001, 0.999), scale: described('units', above(0)) }),
  ],
  'must be linear, exponential, square-root, amm or floor',
);
const Law = object({ kind: z.literal('law'), law: SmoothLaw });

/** Who would buy, and sell. */
export const Depth = z.discriminatedUnion(
  'kind',
  [LevelDepth, Profile, Law],
  'must be levels, profile or law',
);
export type Depth = Readonly<z.infer<typeof Depth>>;

export interface Levels {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Each interval of a profile becomes this many levels. */
const PARTS = 20;

/**
 * Depth as the core takes it. A profile says how much rests between two distances, not where: each
 * interval is cut into 20 levels of equal size and width, each level in the middle of its part, so that
 * the volume within every stated distance is the stated one and no average price leans to either side.
 *
 * @param startPrice mark price; a profile's distances are taken from it
 * @param filed levels of the file that the snapshot names
 */
export function depthLaw(depth: Depth, startPrice: number, filed?: Levels): DepthLaw {
  if (depth.kind === 'law') return depth.law;
  const { beyond, beyondShare } = depth;
  const rule = { beyond, ...(beyondShare !== undefined && { beyondShare }) };
  if (depth.kind === 'profile') {
    const side = (cumulative: readonly number[], sign: number) =>
      profileLevels(depth.distance, cumulative, startPrice, sign);
    return {
      law: 'walk',
      reference: startPrice,
      bids: side(depth.bid, -1),
      asks: side(depth.ask, 1),
      ...rule,
    };
  }
  const { reference, bids, asks, file } = depth;
  if (bids && asks) return { law: 'walk', reference, bids, asks, ...rule };
  if (!filed) refuse('snapshot.depth.file', 'be loaded', file);
  for (const { path, rule: broken, got } of brokenLevels(reference, filed)) {
    throw new RangeError(`${[file, ...path].join('.')} ${broken}, got ${got}`);
  }
  return { law: 'walk', reference, bids: filed.bids, asks: filed.asks, ...rule };
}

function profileLevels(
  distance: readonly number[],
  cumulative: readonly number[],
  mid: number,
  sign: number,
): Level[] {
  const levels: Level[] = [];
  for (const [i, outer] of distance.entries()) {
    const inner = distance[i - 1] ?? 0;
    const size = (cumulative[i]! - (cumulative[i - 1] ?? 0)) / PARTS;
    if (size === 0) continue;
    for (let part = 0; part < PARTS; part++) {
      const middle = inner + ((outer - inner) * (part + 0.5)) / PARTS;
      levels.push([mid * (1 + sign * middle), size]);
    }
  }
  return levels;
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
      rule: `must be below the best ask, ${bestAsk}: the depth is crossed`,
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
