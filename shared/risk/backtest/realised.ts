import type { Aftermath } from '../../market/aftermath.ts';
import type { Side } from '../../sweep/cells.ts';

/** What came within one window. */
export interface Realised {
  /** Adverse move from the open, fraction, >= 0. */
  readonly move: Readonly<Record<Side, number>>;
  /** Quantity of the side that a move of this side hurts; null: not known. */
  readonly liquidated: Readonly<Record<Side, number | null>>;
  /** What the fund gained or lost, money; null: not known at both ends. */
  readonly fundChange: number | null;
  /** How far the venue left its index; null: not known. */
  readonly premium: number | null;
}

/** Windows of `seconds` one after the other from `from` on, whole ones that end by `to`; one with a row missing is left out. */
export function windowsBetween(aftermath: Aftermath, from: number, to: number, seconds: number): Realised[] {
  const { intervalSeconds: step, time } = aftermath;
  const size = seconds / step;
  if (!Number.isInteger(size)) return [];
  const windows: Realised[] = [];
  // The first interval that begins at or after the report.
  let first = time.findIndex((end) => end - step >= from);
  if (first < 0) return [];
  for (let start = time[first]! - step; start + seconds <= to; start += seconds) {
    while (first < time.length && time[first]! - step < start) first++;
    const rows = Array.from({ length: size }, (_, i) => first + i);
    if (rows.every((row, i) => time[row] === start + (i + 1) * step)) windows.push(realised(aftermath, rows));
  }
  return windows;
}

function realised(aftermath: Aftermath, rows: readonly number[]): Realised {
  const { open, low, high, liquidatedLong, liquidatedShort, fund, premium } = aftermath;
  const start = open[rows[0]!]!;
  const of = <T>(column: readonly T[]) => rows.map((row) => column[row]!);
  const sum = (column: readonly (number | null)[]) => {
    const known = of(column).filter((own) => own !== null);
    return known.length === rows.length ? known.reduce((total, own) => total + own, 0) : null;
  };
  const [before, after] = [fund[rows[0]! - 1] ?? null, fund[rows.at(-1)!] ?? null];
  const premiums = of(premium).filter((own) => own !== null);
  return {
    move: {
      down: Math.max(0, 1 - Math.min(...of(low)) / start),
      up: Math.max(0, Math.max(...of(high)) / start - 1),
    },
    liquidated: { down: sum(liquidatedLong), up: sum(liquidatedShort) },
    fundChange: before === null || after === null ? null : after - before,
    premium: premiums.length === rows.length ? Math.max(...premiums) : null,
  };
}
