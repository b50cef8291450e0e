import type { LendingInput } from '../../cascade/lender/lending-input.ts';
import { type LendingCell, lendingCell } from '../../sweep/lending/lending-cells.ts';
import type { LendingPath } from '../../sweep/lending/lending-paths.ts';
import { count, list, nullable, number, type Of, object, probability, text } from '../shapes/shape.ts';

const Called = object('borrowers whose health fell below 1', {
  borrowers: count('borrowers'),
  debt: number('what they owed when it first did, money'),
});
type Called = Of<typeof Called>;

const PoolFinding = object('what became of a pool; money at the prices of each tick', {
  asset: count('number of what it lends, from 0'),
  utilisationPeak: number('most that was lent out, a share'),
  fullSeconds: number('time in which 99% or more was lent out'),
  blockedPeak: number('most collateral that could not be seized in one tick, money'),
  trappedPeak: number('most that lenders waited for, money'),
  trappedEnd: number('what they wait for in the end, money'),
  lost: number('what lenders have lost, units of the asset'),
});

export const LendingFinding = object('what the path of a cell came to; money in quote currency', {
  id: text('fall, cut, run, depth'),
  fallBps: count('fall, basis points'),
  thresholdCutBps: count('cut of all thresholds, basis points'),
  withdrawalRun: probability('share of their claims that lenders ask back at once'),
  depthMultiple: number('of today’s depth'),
  debtLiquidated: number('money'),
  liquidatorProfit: number('money'),
  debtWaitingPeak: number(
    'most that was left in one tick because selling the collateral would not have paid',
  ),
  toxic: count('borrowers whom a repayment left worse'),
  utilisationPeak: number('most that a pool was lent out, a share'),
  fullSeconds: number('time in which some pool was lent out to 99% or more'),
  blockedPeak: number('most collateral that could not be seized in one tick for want of cash in its pool'),
  trappedPeak: number('most that lenders waited for'),
  trappedEnd: number('what they wait for in the end'),
  lendersLoss: number('debt that pools wrote off'),
  badDebt: number('of borrowers without any collateral left'),
  openDeficit: number('what collateral at the last prices does not cover'),
  called: Called,
  // Beside a path with the same fall, run and depth whose thresholds are not cut; null where this is that path.
  calledByCut: nullable(Called),
  firstToxicSeconds: nullable(number('until a repayment first left a borrower worse; null: none did')),
  pools: list('in the order of the scenario', PoolFinding),
  moves: list('by asset', number('the last price over that of the start, less 1')),
  unbalanced: number('most by which a pool’s cash and loans missed its claims and reserve, of what it holds'),
});
export type LendingFinding = Of<typeof LendingFinding>;

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
