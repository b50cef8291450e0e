import { carryOf } from '../../cascade/holders/borrower/loop.ts';
import { FULL_FROM } from '../../cascade/lender/lending.ts';
import type { LendingInput } from '../../cascade/lender/lending-input.ts';
import { borrowRate, utilisationOf } from '../../cascade/lender/pool.ts';
import type { LendingSweep } from '../../sweep/lending/lending-sweep.ts';
import { count, nullable, number, type Of, object } from '../shapes/shape.ts';
import { FirstAndHalf, firstAndHalf, sumOf } from './first-and-half.ts';
import { type Standing, standingsAt, startOracle } from './standing.ts';

export const PoolAtStart = object('a pool at the start; money in quote currency, rates a year', {
  asset: count('number of what it lends, from 0'),
  claims: number('of lenders, money'),
  borrowed: number('money'),
  cash: number('money'),
  utilisation: number('share that is lent out'),
  rate: number('of borrowing'),
  rateWhenFull: number('where nothing is left to lend'),
  runToFull: number('share of claims that, asked back at once, leaves it full; 0: it is full already'),
});
export type PoolAtStart = Of<typeof PoolAtStart>;

/** Full is `U = B/(B + K) >= f`: it takes `K` down to `B (1 - f)/f`. */
export const poolsAtStart = ({ pools, assets }: LendingInput): PoolAtStart[] =>
  pools.map((pool) => {
    const { asset, cash, borrowed, curve } = pool;
    const price = assets[asset]!.price;
    const utilisation = utilisationOf(pool);
    const spare = Math.max(0, cash - (borrowed * (1 - FULL_FROM)) / FULL_FROM);
    return {
      asset,
      claims: (cash + borrowed) * price,
      borrowed: borrowed * price,
      cash: cash * price,
      utilisation,
      rate: borrowRate(curve, utilisation),
      rateWhenFull: borrowRate(curve, 1),
      runToFull: spare / (cash + borrowed),
    };
  });

export const LoopsAtStart = object(
  'borrowers who pledge one asset alone and owe one that moves with it: what they earn, and what ends it; rates a year',
  {
    collateralAsset: count('number, from 0'),
    debtAsset: count('number, from 0'),
    borrowers: count('borrowers'),
    collateral: number('money'),
    debt: number('money'),
    leverage: nullable(number('collateral over equity, of all together; null: without equity')),
    // Falls of the collateral against the debt.
    liquidatable: FirstAndHalf,
    yieldRate: number('of the collateral'),
    breakEvenRate: nullable(number('on the debt, above which they lose; null: without equity')),
    rate: nullable(number('of the pool that lends the debt; null: no pool does')),
    rateWhenFull: nullable(number('the same where nothing is left to lend')),
  },
);
export type LoopsAtStart = Of<typeof LoopsAtStart>;

export function loopsAtStart(input: LendingInput, { loops }: Pick<LendingSweep, 'loops'>): LoopsAtStart[] {
  const standings = standingsAt(input, startOracle(input));
  const pools = poolsAtStart(input);
  return loops.map(({ collateral: pledged, debt: owed, yieldRate }) => {
    const own = standings.filter(({ borrower }) => isLoop(input, borrower, pledged, owed));
    const collateral = sumOf(own, (row) => row.collateral);
    const debt = sumOf(own, (row) => row.debt);
    const equity = collateral - debt;
    const leverage = equity > 0 ? collateral / equity : null;
    const pool = pools.find(({ asset }) => asset === owed);
    const carry =
      leverage === null ? undefined : carryOf({ leverage, debt: leverage - 1 }, yieldRate, pool?.rate ?? 0);
    return {
      collateralAsset: pledged,
      debtAsset: owed,
      borrowers: own.length,
      collateral,
      debt,
      leverage,
      // One asset is pledged: health is 1 where it has lost `1 - 1/health` against the debt.
      liquidatable: firstAndHalf(
        own.map(({ debt: row, health }) => ({ debt: row, fall: Math.max(0, 1 - 1 / health) })),
      ),
      yieldRate,
      breakEvenRate: carry?.breakEvenRate ?? null,
      rate: pool?.rate ?? null,
      rateWhenFull: pool?.rateWhenFull ?? null,
    };
  });
}

function isLoop({ borrowers }: LendingInput, i: number, pledged: number, owed: number): boolean {
  const { first, asset, amount, debtAsset } = borrowers;
  if (debtAsset[i] !== owed) return false;
  for (let row = first[i]!; row < first[i + 1]!; row++)
    if (amount[row]! > 0 && asset[row] !== pledged) return false;
  return true;
}

const Bound = object('borrowers', { borrowers: count('borrowers'), debt: number('what they owe, money') });

export const Headroom = object(
  'what borrowers may still borrow under a cut of loan-to-value limits; nobody is called by one',
  {
    ltvCutBps: count('basis points'),
    headroom: number('that borrowers may still draw, all together, money'),
    // At or beyond their limit: they can neither borrow more, nor lift their health with borrowed money, nor refinance here.
    atLimit: Bound,
    // Of them, those of a health below 1.1: the ones who would need it first.
    atLimitBelow: Bound,
  },
);
export type Headroom = Of<typeof Headroom>;

const NEAR_HEALTH = 1.1;

/** At no cut, then at each of the sweep's; empty where it cuts none. */
export function headrooms(input: LendingInput, { assets, axes }: LendingSweep): Headroom[] {
  if (axes.ltvCutBps.length === 0) return [];
  const oracle = startOracle(input);
  const standings = standingsAt(input, oracle);
  const { first, asset, amount } = input.borrowers;
  return [...new Set([0, ...axes.ltvCutBps])].map((ltvCutBps) => {
    const limitOf = (borrower: number) => {
      let limit = 0;
      for (let row = first[borrower]!; row < first[borrower + 1]!; row++) {
        const most = Math.max(0, (assets[asset[row]!]!.loanToValue ?? 0) - ltvCutBps / 10_000);
        limit += amount[row]! * oracle[asset[row]!]! * most;
      }
      return limit;
    };
    const rows = standings.map((own) => ({ ...own, left: limitOf(own.borrower) - own.debt }));
    const bound = rows.filter(({ left }) => left <= 0);
    const near = bound.filter(({ health }) => health < NEAR_HEALTH);
    const counted = (own: readonly Standing[]) => ({
      borrowers: own.length,
      debt: sumOf(own, ({ debt }) => debt),
    });
    return {
      ltvCutBps,
      headroom: sumOf(rows, ({ left }) => Math.max(0, left)),
      atLimit: counted(bound),
      atLimitBelow: counted(near),
    };
  });
}
