import { STATE } from '../holders/isolated/isolated.ts';
import type { Acts, Intervention } from '../intervention.ts';
import { FLAG } from '../outcome.ts';
import type { Path } from '../tick.ts';
import { raise, SUM } from './ledger.ts';
import { visitLost } from './owed.ts';

/** Who answers to the venue for a group of owners (contagion.md 2.10). */
export interface Member {
  /** Settlement currency. */
  readonly capital: number;
  readonly owners: readonly number[];
}

/** Members pay the deficits of their owners before the fund does, each for its own, as far as their capital goes. */
export function membersFirst(path: Path, members: readonly Member[], { capital }: Acts): Intervention {
  const nobody = members.length;
  const memberOf = new Map(members.flatMap(({ owners }, g) => owners.map((owner) => [owner, g])));
  const groupOf = (owner: number) => memberOf.get(owner) ?? nobody;
  const hasDefaulted = members.map(() => false);
  capital.push(...members.map((own) => own.capital));
  let before = owedBy(path, groupOf, nobody);
  return {
    payFirst({ system }) {
      if (system[SUM.tickDeficit] === 0) return;
      const owed = owedBy(path, groupOf, nobody);
      // Not the deficits less what is paid, which would leave rounding to the fund.
      let rest = owed[nobody]! - before[nobody]!;
      for (let g = 0; g < nobody; g++) {
        const due = owed[g]! - before[g]!;
        const paid = Math.min(capital[g]!, due);
        if (due > paid) {
          rest += due - paid;
          raise(system, FLAG.MEMBER_DEFAULT);
          if (!hasDefaulted[g]) system[SUM.membersDefaulted]!++;
          hasDefaulted[g] = true;
        }
        capital[g]! -= paid;
        system[SUM.membersPaid]! += paid;
        system[SUM.outside]! -= paid;
      }
      system[SUM.tickDeficit] = rest;
      before = owed;
    },
  };
}

/** What closing accounts and wallets has cost beyond their collateral so far, by group of owners. */
function owedBy(path: Path, groupOf: (owner: number) => number, nobody: number): Float64Array {
  const { ticks, crossed } = path;
  const owed = new Float64Array(nobody + 1);
  for (const tick of ticks) {
    visitLost(tick, undefined, (owner, lost) => {
      owed[groupOf(owner)]! += lost;
    });
    const { isolated } = tick;
    const { touched, touchedCount, state, deficit, ladder } = isolated;
    for (let k = 0; k < touchedCount; k++) {
      const row = touched[k]!;
      if ((state[row]! & STATE.CLOSED) !== 0) owed[groupOf(ladder.owner[row]!)]! += deficit[row]!;
    }
  }
  if (crossed)
    for (let w = 0; w < crossed.wallets.count; w++)
      owed[groupOf(crossed.wallets.owner[w]!)]! += crossed.deficit[w]!;
  return owed;
}
