import { STATE } from '../holders/isolated/isolated.ts';
import { COLUMN } from '../outcome.ts';
import type { Path } from '../tick.ts';

/** Writes Gini and Herfindahl of a path's haircuts, over all who had a profit when the first one fell (model.md 7). */
export function writeInequality({ ticks, system, crossed }: Path): void {
  const winners = system[COLUMN.winners]!;
  system[COLUMN.winners] = Math.max(0, winners);
  if (winners <= 0) return;
  const own: number[] = [];
  for (const { isolated } of ticks)
    for (let k = 0; k < isolated.touchedCount; k++) {
      const row = isolated.touched[k]!;
      const haircut = (isolated.state[row]! & STATE.HAIRCUT) === 0 ? 0 : isolated.haircut[row]!;
      if (haircut > 0) own.push(haircut);
    }
  if (crossed)
    for (let w = 0; w < crossed.wallets.count; w++)
      if (crossed.haircut[w]! > 0) own.push(crossed.haircut[w]!);
  let sum = 0;
  let squares = 0;
  for (const haircut of own) {
    sum += haircut;
    squares += haircut * haircut;
  }
  if (!(sum > 0)) return;
  own.sort((a, b) => a - b);
  // sum_ij |h_i - h_j| / (2 n^2 mean) over sorted values, the zeros of those not hit in front.
  const base = Math.max(winners, own.length);
  let weighted = 0;
  for (let k = 0; k < own.length; k++) weighted += (2 * (base - own.length + k + 1) - base - 1) * own[k]!;
  system[COLUMN.haircutGini] = weighted / (base * sum);
  system[COLUMN.haircutHhi] = squares / (sum * sum);
}
