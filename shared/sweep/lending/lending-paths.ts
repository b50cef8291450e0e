import { owed } from '../../cascade/holders/borrower/borrowers.ts';
import { FULL_FROM, type Lending, runLending } from '../../cascade/lender/lending.ts';
import type { LendingInput, LendingOutcome } from '../../cascade/lender/lending-input.ts';
import type { Pool } from '../../cascade/lender/pool.ts';

/** What became of one pool; money at the prices of each tick. */
export interface PoolPath {
  readonly asset: number;
  readonly utilisationPeak: number;
  readonly fullSeconds: number;
  readonly blockedPeak: number;
  readonly trappedPeak: number;
  readonly trappedEnd: number;
  /** Units that lenders have lost. */
  readonly lost: number;
}

/** What a path came to, with who was reached in it. */
export interface LendingPath {
  readonly outcome: LendingOutcome;
  /** By borrower: debt at oracle prices when health first fell below 1; 0 if it never did. */
  readonly calledDebt: Float64Array;
  /** Tick of the first repayment that left a borrower worse; null: there was none. */
  readonly firstToxicTick: number | null;
  readonly pools: readonly PoolPath[];
  /** By asset: the last price over that of the start, less 1. */
  readonly moves: Float64Array;
  /** Most by which a pool's cash and loans missed its claims and reserve, of what it holds. */
  readonly unbalanced: number;
}

/** Runs a path and notes what its outcome does not say. */
export function lendingPath(input: LendingInput): LendingPath {
  const calledDebt = new Float64Array(input.borrowers.count);
  const seen = { firstToxicTick: null as number | null, unbalanced: 0 };
  const pools = input.pools.map(
    ({ asset }): Writable<PoolPath> => ({
      asset,
      utilisationPeak: 0,
      fullSeconds: 0,
      blockedPeak: 0,
      trappedPeak: 0,
      trappedEnd: 0,
      lost: 0,
    }),
  );
  const moves = new Float64Array(input.assets.length);
  const outcome = runLending(input, {
    looked: (lending) => noteCalled(lending, calledDebt),
    over: (lending) => {
      for (const [k, own] of pools.entries()) {
        notePool(lending, k, own);
        seen.unbalanced = Math.max(seen.unbalanced, unbalanced(lending.pools[k]!.pool));
      }
      if (lending.borrowing.isToxic.includes(1)) seen.firstToxicTick ??= lending.tick;
      lending.venues.forEach((venue, k) => {
        moves[k] = (venue?.price ?? lending.price[k]!) / input.assets[k]!.price - 1;
      });
    },
  });
  return { outcome, calledDebt, pools, moves, ...seen };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** By how much cash and loans miss claims and reserve, of what the pool held at the start. */
const unbalanced = ({ cash, borrowed, supplied, reserve, terms }: Pool): number =>
  Math.abs(cash + borrowed - supplied - reserve) / (terms.cash + terms.borrowed);

function noteCalled({ borrowing, oracle }: Lending, calledDebt: Float64Array): void {
  const { reached, reachedCount, terms } = borrowing;
  for (const borrower of reached.subarray(0, reachedCount))
    if (calledDebt[borrower] === 0)
      calledDebt[borrower] = owed(borrowing, borrower) * oracle[terms.debtAsset[borrower]!]!;
}

function notePool(lending: Lending, k: number, own: Writable<PoolPath>): void {
  const { pool, served } = lending.pools[k]!;
  const waiting = pool.waiting * lending.price[pool.terms.asset]!;
  own.utilisationPeak = Math.max(own.utilisationPeak, served.utilisation);
  if (served.utilisation >= FULL_FROM) own.fullSeconds += lending.input.tickSeconds;
  own.blockedPeak = Math.max(own.blockedPeak, served.blocked);
  own.trappedPeak = Math.max(own.trappedPeak, waiting);
  own.trappedEnd = waiting;
  own.lost = pool.lost;
}
