import type { LendingInput, LendingOutcome } from '../../cascade/lender/lending-input.ts';
import { inputAt, type LendingCell } from './lending-cells.ts';
import { type LendingPath, lendingPath, type PoolPath } from './lending-paths.ts';
import type { LendingSweep } from './lending-sweep.ts';

/** A list of all names of a type, in the order in which they are written here. */
const namesOf = <T>(all: Readonly<Record<keyof T, true>>): readonly (keyof T)[] =>
  Object.keys(all) as (keyof T)[];

const OF_OUTCOME = namesOf<LendingOutcome>({
  debtLiquidated: true,
  liquidatorProfit: true,
  debtWaitingPeak: true,
  toxic: true,
  utilisationPeak: true,
  fullSeconds: true,
  blockedPeak: true,
  trappedPeak: true,
  trappedEnd: true,
  lendersLoss: true,
  badDebt: true,
  openDeficit: true,
});
const OF_POOL = namesOf<PoolPath>({
  asset: true,
  utilisationPeak: true,
  fullSeconds: true,
  blockedPeak: true,
  trappedPeak: true,
  trappedEnd: true,
  lost: true,
});
/** Of a path in which no repayment left anybody worse. */
const NEVER = -1;

/** Numbers of a path: its outcome, when it turned toxic and how far a pool was off, pools, moves of assets, debts of borrowers. */
export const lendingWidth = ({ pools, assets, borrowers }: LendingInput): number =>
  OF_OUTCOME.length + 2 + pools.length * OF_POOL.length + assets.length + borrowers.count;

/** Runs the paths of cells `from` to `to`: their rows, one after another. */
export function lendingBench(
  input: LendingInput,
  sweep: Pick<LendingSweep, 'fall' | 'run'>,
  cells: readonly LendingCell[],
): (from: number, to: number, heed?: (walks: number) => void) => Float64Array {
  const width = lendingWidth(input);
  return (from, to, heed) => {
    const rows = new Float64Array((to - from) * width);
    for (let cell = from; cell < to; cell++) {
      rows.set(rowOf(lendingPath(inputAt(input, sweep, cells[cell]!))), (cell - from) * width);
      heed?.(1);
    }
    return rows;
  };
}

/** A path as one row. */
export function rowOf({ outcome, pools, moves, calledDebt, ...seen }: LendingPath): Float64Array {
  const head = [
    ...OF_OUTCOME.map((name) => outcome[name]),
    seen.firstToxicTick ?? NEVER,
    seen.unbalanced,
    ...pools.flatMap((pool) => OF_POOL.map((name) => pool[name])),
    ...moves,
  ];
  const row = new Float64Array(head.length + calledDebt.length);
  row.set(head);
  row.set(calledDebt, head.length);
  return row;
}

/** The exact inverse. */
export function pathOfRow(
  row: Float64Array,
  { pools, assets }: Pick<LendingInput, 'pools' | 'assets'>,
): LendingPath {
  let at = 0;
  const next = (count: number) => {
    at += count;
    return row.subarray(at - count, at);
  };
  const named = <Name extends PropertyKey>(names: readonly Name[], values: Float64Array) =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!])) as Record<Name, number>;
  const outcome = named(OF_OUTCOME, next(OF_OUTCOME.length));
  const [tick, unbalanced] = next(2) as unknown as [number, number];
  return {
    outcome,
    firstToxicTick: tick === NEVER ? null : tick,
    unbalanced,
    pools: pools.map(() => named(OF_POOL, next(OF_POOL.length))),
    moves: next(assets.length),
    calledDebt: row.subarray(at),
  };
}
