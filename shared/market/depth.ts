import * as z from 'zod/mini';
import type { DepthLaw } from '../cascade/venue/depth/depth.ts';
import type { Level } from '../cascade/venue/depth/walk.ts';
import { above, atLeast, between, Digest, described, lawful, list, object, oneOf, whole } from './fields.ts';
import { brokenLevels, type Levels, MAX_LEVELS, PriceAndSize } from './levels.ts';
import { Outside, withOutside } from './outside.ts';
import { refuse } from './parse.ts';
import { ColumnFile } from './positions.ts';

export const Beyond = described(
  'beyond what is visible: nobody (stop), everybody at the last price (flat), or density going on (extend)',
  oneOf(['stop', 'flat', 'extend']),
);
export const BeyondShare = described(
  'share of the visible density that goes on, for extend',
  z.exactOptional(between(0.001, 10)),
);

const OutsideDepth = described('buyers and sellers on other venues', z.exactOptional(Outside));

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
  outside: OutsideDepth,
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
  outside: OutsideDepth,
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
  const { beyond, beyondShare, outside } = depth;
  const rule = { beyond, ...(beyondShare !== undefined && { beyondShare }) };
  const reference = depth.kind === 'levels' ? depth.reference : startPrice;
  const own = depth.kind === 'levels' ? ownLevels(depth, filed) : profileLevels(depth, startPrice);
  return { law: 'walk', reference, ...withOutside(reference, own, outside), ...rule };
}

/** The venue's own depth alone. */
export function withoutOutside(depth: Depth): Depth {
  if (depth.kind === 'law') return depth;
  const { outside: _outside, ...own } = depth;
  return own;
}

function ownLevels({ reference, bids, asks, file }: z.infer<typeof LevelDepth>, filed?: Levels): Levels {
  if (bids && asks) return { bids, asks };
  if (!filed) refuse('snapshot.depth.file', 'be loaded', file);
  for (const { path, rule: broken, got } of brokenLevels(reference, filed)) {
    throw new RangeError(`${[file, ...path].join('.')} ${broken}, got ${got}`);
  }
  return filed;
}

const profileLevels = ({ distance, bid, ask }: z.infer<typeof Profile>, mid: number): Levels => ({
  bids: sideLevels(distance, bid, mid, -1),
  asks: sideLevels(distance, ask, mid, 1),
});

function sideLevels(
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
