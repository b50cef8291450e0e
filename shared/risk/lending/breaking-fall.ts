import { toxicFrom } from '../../cascade/holders/borrower/repayment.ts';
import type { LendingInput } from '../../cascade/lender/lending-input.ts';
import { startOracle } from './standing.ts';

/** From which fall of the falling assets on something holds of a borrower; null: no fall below 1 brings it. */
export interface BreakingFall {
  readonly liquidatable: number | null;
  /** Loan-to-value at `1/(1 + bonus)`, the largest bonus of the collateral worth most at the start. */
  readonly toxic: number | null;
  /** Loan-to-value at 1: nothing of the debt beyond is covered. */
  readonly uncovered: number | null;
}

/** A sum of money of which a part falls. */
interface Falling {
  readonly all: number;
  readonly fallen: number;
}

/**
 * The smallest fall `g >= 0` with `share (S - g S_f) <= D - g D_f`: the collateral `S`, of which `S_f` falls, no longer counts for
 * the debt `D`, of which `D_f` falls.
 */
export function breakingFall(share: number, collateral: Falling, debt: Falling): number | null {
  const spare = share * collateral.all - debt.all;
  if (spare <= 0) return 0;
  const lostPerFall = share * collateral.fallen - debt.fallen;
  const fall = spare / lostPerFall;
  return lostPerFall > 0 && fall < 1 ? fall : null;
}

/** Of every borrower by number; whoever owes nothing has null throughout. Thresholds as at the start, ceilings aside. */
export function breakingFalls(input: LendingInput, fallen: readonly number[]): BreakingFall[] {
  const { assets, borrowers } = input;
  const oracle = startOracle(input);
  const { count, first, asset, amount, debt, debtAsset, threshold } = borrowers;
  return [...Array(count).keys()].map((i) => {
    const owed = debt[i]! * oracle[debtAsset[i]!]!;
    if (!(owed > 0)) return { liquidatable: null, toxic: null, uncovered: null };
    const rows = [...Array(first[i + 1]! - first[i]!).keys()].map((row) => {
      const k = asset[first[i]! + row]!;
      const worth = amount[first[i]! + row]! * oracle[k]!;
      return {
        k,
        worth,
        counted: worth * (threshold?.[i] ?? assets[k]!.threshold),
        falls: fallen.includes(k),
      };
    });
    const sumOf = (of: (row: (typeof rows)[number]) => number): Falling => ({
      all: rows.reduce((sum, row) => sum + of(row), 0),
      fallen: rows.reduce((sum, row) => (row.falls ? sum + of(row) : sum), 0),
    });
    const owing = { all: owed, fallen: fallen.includes(debtAsset[i]!) ? owed : 0 };
    const worth = sumOf((row) => row.worth);
    const largest = rows.reduce<(typeof rows)[number] | undefined>(
      (most, row) => (most && most.worth >= row.worth ? most : row),
      undefined,
    );
    const bonus = largest ? assets[largest.k]!.bonus.most : 0;
    return {
      liquidatable: breakingFall(
        1,
        sumOf((row) => row.counted),
        owing,
      ),
      toxic: breakingFall(toxicFrom(bonus), worth, owing),
      uncovered: breakingFall(1, worth, owing),
    };
  });
}
