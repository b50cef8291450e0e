import type { LendingInput, LendingOutcome } from '../../cascade/lender/lending-input.ts';
import { type LendingCell, lendingCell } from '../../sweep/lending/lending-cells.ts';
import type { LendingPath, PoolPath } from '../../sweep/lending/lending-paths.ts';

/** Some borrowers and what they owed when their health first fell below 1. */
export interface Called {
  readonly borrowers: number;
  readonly debt: number;
}

/** What one cell's path came to; money in quote currency. */
export interface LendingFinding extends LendingCell, LendingOutcome {
  readonly called: Called;
  /** Beside a path with the same fall, run and depth whose thresholds are not cut; null where this is that path. */
  readonly calledByCut: Called | null;
  /** Seconds until a repayment first left a borrower worse; null: none did. */
  readonly firstToxicSeconds: number | null;
  readonly pools: readonly PoolPath[];
  /** By asset: the last price over that of the start, less 1. */
  readonly moves: readonly number[];
  readonly unbalanced: number;
}

/** @param paths of the cells, in their order; the path without a cut of each cell is among them */
export function lendingFindings(
  { tickSeconds }: Pick<LendingInput, 'tickSeconds'>,
  cells: readonly LendingCell[],
  paths: readonly LendingPath[],
): LendingFinding[] {
  const byId = new Map(cells.map(({ id }, i) => [id, paths[i]!]));
  return cells.map((cell, i) => {
    const { outcome, calledDebt, firstToxicTick, pools, moves, unbalanced } = paths[i]!;
    const uncut = byId.get(lendingCell({ ...cell, thresholdCutBps: 0 }).id)!;
    return {
      ...cell,
      ...outcome,
      called: calledOf(calledDebt, () => true),
      calledByCut: cell.thresholdCutBps === 0 ? null : calledOf(calledDebt, (i) => uncut.calledDebt[i] === 0),
      firstToxicSeconds: firstToxicTick === null ? null : firstToxicTick * tickSeconds,
      pools,
      moves: [...moves],
      unbalanced,
    };
  });
}

function calledOf(debts: Float64Array, counts: (borrower: number) => boolean): Called {
  const own = debts.filter((debt, i) => debt > 0 && counts(i));
  return { borrowers: own.length, debt: own.reduce((sum, debt) => sum + debt, 0) };
}
