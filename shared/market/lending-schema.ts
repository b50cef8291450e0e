import * as z from 'zod/mini';
import { SmoothLaw } from './depth.ts';
import { above, atLeast, type Broken, between, lawful, list, object, path, whole } from './fields.ts';

const MAX_TICKS = 1_000_000;
const MAX_ASSETS = 1_000;
const MAX_BORROWERS = 1_000_000;

const byNumber = <T extends z.ZodMiniType>(rule: string, value: T) =>
  z.record(z.string(rule).check(z.regex(/^(0|[1-9]\d{0,6})$/, rule)), value);
const byTick = <T extends z.ZodMiniType>(value: T) => byNumber('must be the number of a tick', value);

const Oracle = z.discriminatedUnion(
  'rule',
  [
    object({ rule: z.literal('last') }),
    object({ rule: z.literal('lagged'), ticks: whole(0, MAX_TICKS) }),
    object({ rule: z.literal('capped'), cap: above(0, 'share of the oracle price a tick') }),
  ],
  'must be last, lagged or capped',
);

const Bonus = z.union(
  [
    between(0, 1, 'fraction'),
    object({ most: between(0, 1), share: between(0, 1), fullAt: between(0, 0.999_999) }),
  ],
  'must be a fraction, or an object with most, share, fullAt',
);

const Asset = object({
  price: above(0, 'quote currency'),
  slope: z.exactOptional(above(0, 'price a unit')),
  depth: z.exactOptional(SmoothLaw),
  decayPerTick: z._default(between(0, 1), 1),
  permanentShare: z._default(between(0, 1), 1),
  path: z.exactOptional(list(above(0, 'quote currency'), 1, MAX_TICKS)),
  ceiling: z.exactOptional(
    object({ price: above(0, 'quote currency'), growthPerSecond: atLeast(0, 'fraction') }),
  ),
  threshold: z._default(between(0, 1), 0),
  thresholdPath: z._default(byTick(between(0, 1)), {}),
  bonus: z._default(Bonus, 0),
  oracle: z._default(Oracle, { rule: 'last' }),
});

const Units = atLeast(0, 'units of the asset');
const Pool = object({
  asset: whole(0, MAX_ASSETS),
  curve: object({
    base: z._default(atLeast(0), 0),
    kink: between(0.000_001, 0.999_999),
    slope1: atLeast(0),
    slope2: atLeast(0),
  }),
  reserveFactor: between(0, 1),
  borrowed: Units,
  cash: Units,
  withdraw: z._default(byTick(Units), {}),
  repay: z._default(byTick(Units), {}),
  deposit: z._default(byTick(Units), {}),
});

const Borrower = object({
  collateral: byNumber('must be the number of an asset', Units),
  debt: Units,
  debtAsset: whole(0, MAX_ASSETS),
  threshold: z.exactOptional(between(0, 1)),
});

/** An export of accounts beside the scenario, each with all its collateral as one asset and its own threshold. */
const BorrowersFile = object({
  file: path(),
  collateralAsset: whole(0, MAX_ASSETS),
  debtAsset: whole(0, MAX_ASSETS),
});

const CloseFactorRule = z.union(
  [
    object({ half: between(0, 1), fullBelow: between(0, 1), small: atLeast(0, 'quote currency') }),
    object({ target: above(0, 'health') }),
    z.literal('all'),
  ],
  'must be an object with half, fullBelow, small, or one with target, or "all"',
);

export const LendingPath = object({
  dt: above(0, 'seconds'),
  ticks: z.exactOptional(whole(1, MAX_TICKS)),
  assets: list(Asset, 1, MAX_ASSETS),
  pools: list(Pool, 0, MAX_ASSETS),
  borrowers: z._default(
    z.union(
      [list(Borrower, 0, MAX_BORROWERS), BorrowersFile],
      'must be a list, or an object with file, collateralAsset, debtAsset',
    ),
    [],
  ),
  closeFactor: z._default(CloseFactorRule, 'all'),
  profit: z._default(atLeast(0, 'fraction'), 0),
  minRepay: z._default(atLeast(0, 'quote currency'), 0),
}).check(lawful(brokenReferences));
export type LendingPath = z.infer<typeof LendingPath>;
export type BorrowerRow = z.infer<typeof Borrower>;

function* brokenReferences({ assets, pools, borrowers }: LendingPath): Iterable<Broken> {
  const rule = `must be an asset from 0 to ${assets.length - 1}`;
  const isAsset = (asset: number) => asset < assets.length;
  for (const [i, { slope, depth, path }] of assets.entries()) {
    if (slope !== undefined && depth !== undefined)
      yield { path: ['assets', i, 'slope'], rule: 'must not stand beside depth', got: slope };
    if (path && slope === undefined && depth === undefined)
      yield { path: ['assets', i, 'path'], rule: 'must stand beside a slope or a depth', got: path };
  }
  for (const [i, { asset, cash, borrowed }] of pools.entries()) {
    if (!isAsset(asset)) yield { path: ['pools', i, 'asset'], rule, got: asset };
    if (pools.findIndex((other) => other.asset === asset) !== i)
      yield { path: ['pools', i, 'asset'], rule: 'must have one pool', got: asset };
    if (!(cash + borrowed > 0))
      yield { path: ['pools', i, 'cash'], rule: 'must be above 0 together with borrowed', got: cash };
  }
  if (Array.isArray(borrowers)) yield* brokenBorrowers(assets, borrowers);
  else {
    for (const key of ['collateralAsset', 'debtAsset'] as const)
      if (!isAsset(borrowers[key])) yield { path: ['borrowers', key], rule, got: borrowers[key] };
    if (isAmm(assets[borrowers.debtAsset]))
      yield { path: ['borrowers', 'debtAsset'], rule: NOT_OWED, got: borrowers.debtAsset };
  }
}

/** Its sellers end: a debt that nobody sells could not be bought back. */
const isAmm = (asset: LendingPath['assets'][number] | undefined): boolean => asset?.depth?.law === 'amm';
const NOT_OWED = 'must not trade under law amm';

function* brokenBorrowers(assets: LendingPath['assets'], borrowers: BorrowerRow[]): Iterable<Broken> {
  const rule = `must be an asset from 0 to ${assets.length - 1}`;
  const states = borrowers.filter(({ threshold }) => threshold !== undefined).length;
  for (const [i, { collateral, debtAsset, threshold }] of borrowers.entries()) {
    const stray = numbersIn(collateral).find((asset) => !(asset < assets.length));
    if (stray !== undefined) yield { path: ['borrowers', i, 'collateral'], rule, got: stray };
    if (!(debtAsset < assets.length)) yield { path: ['borrowers', i, 'debtAsset'], rule, got: debtAsset };
    else if (isAmm(assets[debtAsset]))
      yield { path: ['borrowers', i, 'debtAsset'], rule: NOT_OWED, got: debtAsset };
    if (states > 0 && threshold === undefined)
      yield {
        path: ['borrowers', i, 'threshold'],
        rule: 'must be there, as others have one',
        got: threshold,
      };
  }
}

/** The numbers that name the fields of an object. */
export const numbersIn = (record: object): number[] => Object.keys(record).map(Number);
