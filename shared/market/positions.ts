import * as z from 'zod/mini';
import {
  above,
  atLeast,
  between,
  Digest,
  described,
  lawful,
  list,
  object,
  prose,
  text,
  whole,
} from './fields.ts';

/** One folder, one name: no separators, nothing hidden, nothing executable. */
export const ColumnFile = text(
  'must be a file name of a-z, 0-9, dot, - and _ that ends in .parquet or .csv',
  /^[a-z0-9][a-z0-9._-]{0,60}\.(parquet|csv)$/,
);

const Position = object({
  side: described('1 long, -1 short', z.union([z.literal(1), z.literal(-1)], 'must be 1 or -1')),
  quantity: described('coin (linear) or quote units (inverse)', above(0)),
  entryPrice: described('average entry, quote currency per coin', above(0)),
  collateral: described(
    'settlement currency, without unrealised profit; below 0 only where margin was taken out of a profit',
    between(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  ),
  account: z.exactOptional(prose(128)),
  owner: described('accounts of one owner fail together', z.exactOptional(prose(128))),
});

/** Positions that the venue knows: a few inline, or a file of columns beside the snapshot. */
const KnownAccounts = object({
  kind: z.literal('accounts'),
  rows: described('the positions themselves', z.exactOptional(list(Position, 1, 100_000))),
  file: described('or the file that holds them', z.exactOptional(ColumnFile)),
  sha256: described('of that file', z.exactOptional(Digest)),
  count: described('rows in that file', z.exactOptional(whole(1, 5_000_000))),
}).check(
  lawful(function* (value) {
    const filed = [value.file, value.sha256, value.count].filter((part) => part !== undefined).length;
    if (value.rows ? filed === 0 : filed === 3) return;
    yield {
      path: [],
      rule: 'must have either rows, or file, sha256 and count',
      got: Object.keys(value),
    };
  }),
);

const LeverageMix = object({
  leverage: list(between(1, 1_000), 1, 100),
  long: described(
    'share of the notional that longs opened, by leverage at entry; not of what is still held, from which ' +
      'liquidations have sorted the highest leverage out already',
    list(between(0, 1), 1, 100),
  ),
  short: list(between(0, 1), 1, 100),
}).check(
  lawful(function* ({ leverage, long, short }) {
    for (const [i, own] of leverage.entries()) {
      const before = leverage[i - 1];
      if (before !== undefined && !(own > before)) {
        yield { path: ['leverage', i], rule: `must be above the one before it, ${before}`, got: own };
      }
    }
    for (const [name, shares] of [
      ['long', long],
      ['short', short],
    ] as const) {
      const rule = `must have ${leverage.length} shares, one per leverage`;
      if (shares.length !== leverage.length) yield { path: [name], rule, got: shares.length };
      const sum = shares.reduce((total, share) => total + share, 0);
      if (!(Math.abs(sum - 1) <= 1e-9)) yield { path: [name], rule: 'must add to 1', got: sum };
    }
  }),
);

const seconds = whole(0, 100_000_000_000, 'seconds since 1970');
const Bars = object({
  endTimeSeconds: list(seconds, 1, 10_000),
  low: described('quote currency per coin', list(above(0), 1, 10_000)),
  high: list(above(0), 1, 10_000),
  volume: described('weights entries; its unit does not matter', list(atLeast(0), 1, 10_000)),
}).check(
  lawful(function* ({ endTimeSeconds, low, high, volume }) {
    for (const [name, column] of [
      ['low', low],
      ['high', high],
      ['volume', volume],
    ] as const) {
      const rule = `must have ${endTimeSeconds.length} entries, one per bar`;
      if (column.length !== endTimeSeconds.length) yield { path: [name], rule, got: column.length };
    }
    for (const [i, end] of endTimeSeconds.entries()) {
      const before = endTimeSeconds[i - 1];
      if (before !== undefined && !(end > before)) {
        yield { path: ['endTimeSeconds', i], rule: `must be after the bar before it, ${before}`, got: end };
      }
      if (!(high[i]! >= low[i]!))
        yield { path: ['high', i], rule: `must be at least the low, ${low[i]}`, got: high[i] };
    }
  }),
);

/** Positions that nobody publishes, drawn anew in every path from what is: model.md section 9. */
const Estimated = object({
  kind: z.literal('estimated'),
  accountsPerSide: object({ long: whole(1, 100_000), short: whole(1, 100_000) }),
  sizeDispersion: described('standard deviation of the logarithm of account sizes', between(0, 5)),
  ageHalfLifeDays: described('older volume counts less by this half-life', above(0, 'days')),
  leverageMix: LeverageMix,
  leverageTilt: described(
    'power t: the share of leverage l in what is opened is share l^t, made to add to 1; 0 if left out',
    z.exactOptional(between(-5, 5)),
  ),
  standingShare: described(
    'part of a side that is left until its trigger; the rest is closed, topped up or hedged before; 1 if left out',
    z.exactOptional(object({ long: between(0, 1), short: between(0, 1) })),
  ),
  bars: described('price and volume before asOf, oldest first', Bars),
});
export type EstimatedPositions = Readonly<z.infer<typeof Estimated>>;

export const Positions = z.discriminatedUnion(
  'kind',
  [KnownAccounts, Estimated],
  'must be accounts or estimated',
);
export type Positions = Readonly<z.infer<typeof Positions>>;
