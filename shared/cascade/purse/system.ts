import { COLUMN } from '../outcome.ts';
import type { Path } from '../tick.ts';
import { SUM } from './ledger.ts';
import { addDeficits } from './open-deficit.ts';
import { visitLost } from './owed.ts';

/** Before the fund: what the markets' own accounts leave to it, then wallets; and whether the tick is a round (contagion.md 2.1). */
export function poolTick({ ticks, system, crossed }: Path): void {
  let rounds = 0;
  for (const { ledger } of ticks) {
    system[SUM.tickDeficit]! += ledger[SUM.tickDeficit]!;
    system[SUM.tickIn]! += ledger[SUM.tickIn]!;
    ledger[COLUMN.deficit]! += ledger[SUM.tickDeficit]!;
    ledger[SUM.tickDeficit] = 0;
    ledger[SUM.tickIn] = 0;
    system[SUM.now] = ledger[SUM.now]!;
    rounds += ledger[COLUMN.rounds]!;
  }
  if (rounds > system[SUM.roundsSeen]! || crossed?.isNew) system[COLUMN.rounds]!++;
  system[SUM.roundsSeen] = rounds;
}

/** Columns of the system row that are sums over its markets. */
const SUMS = [
  COLUMN.accountsTriggered,
  COLUMN.accountsClosed,
  COLUMN.liquidatedNotional,
  COLUMN.closeOutCost,
  COLUMN.adlNotional,
  COLUMN.adlAccounts,
  COLUMN.adlHaircut,
  COLUMN.openDeficit,
] as const;

/** Closes the books of all markets together: sums, flags, and who lacks most over all that he has. */
export function addUpMarkets(path: Path): void {
  const { ticks, system } = path;
  for (const { ledger } of ticks) {
    for (const column of SUMS) system[column]! += ledger[column]!;
    system[COLUMN.flags] = system[COLUMN.flags]! | ledger[COLUMN.flags]!;
    system[SUM.fundingPaid]! += ledger[SUM.fundingPaid]!;
    system[COLUMN.ticks] = ledger[COLUMN.ticks]!;
    ledger[SUM.attributed]! += ledger[COLUMN.deficit]! + ledger[COLUMN.openDeficit]!;
  }
  system[COLUMN.deficit]! += system[SUM.membersPaid]!;
  system[SUM.made]! += system[SUM.outside]!;
  system[SUM.made]! += system[COLUMN.fundEnd]! - system[SUM.fundStart]! - system[COLUMN.badDebt]!;
  rankAll(path);
}

function rankAll({ ticks, system, crossed }: Path): void {
  let owners = 0;
  for (const { isolated } of ticks) owners = Math.max(owners, isolated.ladder.owners);
  if (crossed)
    for (let w = 0; w < crossed.wallets.count; w++) owners = Math.max(owners, crossed.wallets.owner[w]! + 1);
  const sums = new Float64Array(owners);
  for (const tick of ticks) {
    addDeficits(tick.isolated, tick.ledger[SUM.endUnit]!, sums);
    visitLost(tick, tick.ledger[SUM.endUnit]!, (owner, lost) => {
      sums[owner]! += lost;
    });
  }
  if (crossed)
    for (let w = 0; w < crossed.wallets.count; w++) sums[crossed.wallets.owner[w]!]! += crossed.deficit[w]!;
  const falling = sums
    .filter((own) => own > 0)
    .sort()
    .reverse();
  system[SUM.ownersDeficit] = falling.length;
  system[COLUMN.deficitFirst] = falling[0] ?? 0;
  system[COLUMN.deficitSecond] = falling[1] ?? 0;
  for (let k = 0; k < Math.min(5, falling.length); k++) system[SUM.deficitTopFive]! += falling[k]!;
}
