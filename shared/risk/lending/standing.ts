import {
  borrowingOf,
  countedOf,
  largestCollateral,
  owed,
  worthOf,
} from '../../cascade/holders/borrower/borrowers.ts';
import { bonusAt, healthOf, toxicFrom } from '../../cascade/holders/borrower/repayment.ts';
import type { LendingInput } from '../../cascade/lender/lending-input.ts';

/** Where a borrower who owes something stands at given oracle prices, before anybody acts; money in quote currency. */
export interface Standing {
  readonly borrower: number;
  readonly collateral: number;
  readonly debt: number;
  /** Liquidated below 1. */
  readonly health: number;
  readonly loanToValue: number;
  /** From this loan-to-value on a repayment makes it worse; undefined where nothing is pledged. */
  readonly toxicFrom: number | undefined;
}

/** Oracle prices of the start. */
export const startOracle = ({ assets }: Pick<LendingInput, 'assets'>): Float64Array =>
  Float64Array.from(assets, ({ price, ceiling }) => Math.min(price, ceiling?.price ?? Infinity));

/** Oracle prices after some assets have fallen by a share, with an oracle that has followed. */
export const oracleAfter = (
  { assets }: Pick<LendingInput, 'assets'>,
  fallen: readonly number[],
  fall: number,
): Float64Array =>
  Float64Array.from(assets, ({ price, ceiling }, k) =>
    Math.min(fallen.includes(k) ? price * (1 - fall) : price, ceiling?.price ?? Infinity),
  );

/** Everybody who owes something, at prices by asset. */
export function standingsAt({ assets, borrowers }: LendingInput, oracle: Float64Array): Standing[] {
  const borrowing = borrowingOf(borrowers, assets.length);
  assets.forEach(({ threshold }, k) => {
    borrowing.weight[k] = oracle[k]! * threshold;
  });
  return [...Array(borrowers.count).keys()].flatMap((borrower) => {
    const debt = owed(borrowing, borrower) * oracle[borrowers.debtAsset[borrower]!]!;
    if (!(debt > 0)) return [];
    const collateral = worthOf(borrowing, borrower, oracle);
    const health = healthOf(countedOf(borrowing, borrower, oracle), debt);
    const row = largestCollateral(borrowing, borrower, oracle);
    const bonus = row < 0 ? undefined : assets[borrowers.asset[row]!]!.bonus;
    return [
      {
        borrower,
        collateral,
        debt,
        health,
        loanToValue: debt / collateral,
        toxicFrom: bonus && toxicFrom(bonusAt(bonus, health)),
      },
    ];
  });
}

/** Would a repayment make it worse, at these prices? Only whoever is reached is repaid. */
export const isToxic = ({ health, loanToValue, toxicFrom: from }: Standing): boolean =>
  health < 1 && from !== undefined && loanToValue >= from;
