import { endRow, equityAt, signOf } from '../holders/isolated/isolated.ts';
import { sortAsLadder } from '../holders/isolated/ladder-order.ts';
import { maintenanceMargin } from '../margin/tiers.ts';
import { COLUMN, FLAG } from '../outcome.ts';
import type { Backstop } from '../rules.ts';
import type { Tick } from '../tick.ts';
import { bookBadDebt, settleFund } from './fund.ts';
import { noteLiquidated, raise, SUM } from './ledger.ts';

/**
 * The vault takes over accounts that are low but not under water, while its own equity allows
 * (model.md 4.6; Hyperliquid documents two thirds of maintenance). It gains their remaining equity.
 */
export function takeOver({ isolated, orders, ledger, venue }: Tick, { share, minMargin }: Backstop): void {
  const { active } = isolated;
  const { markUnit } = venue;
  const unit = Math.abs(markUnit);
  sortAsLadder(isolated, active, 0, isolated.activeCount);
  let kept = 0;
  for (let k = 0; k < isolated.activeCount; k++) {
    const row = active[k]!;
    const sign = signOf(isolated, row);
    const units = isolated.quantity[row]!;
    const equity = equityAt(isolated, row, markUnit);
    const low = equity >= 0 && equity < share * maintenanceMargin(isolated.ladder.tiers, units * unit);
    const position = ledger[SUM.vaultPosition]! + sign * units;
    const cash = ledger[SUM.vaultCash]! + equity - sign * units * markUnit;
    if (!low || !(cash + position * markUnit >= minMargin * Math.abs(position) * unit)) {
      active[kept++] = row;
      continue;
    }
    ledger[SUM.vaultPosition] = position;
    ledger[SUM.vaultCash] = cash;
    ledger[COLUMN.takenOverNotional]! += units * unit;
    const cost = units * sign * (isolated.triggerUnit[row]! - markUnit);
    noteLiquidated(ledger, units * unit, units, cost);
    ledger[COLUMN.accountsClosed]!++;
    isolated.quantity[row] = 0;
    endRow(isolated, row, 0, 0);
    orders.takenOver[orders.takenOverCount++] = row;
  }
  isolated.activeCount = kept;
  ledger[COLUMN.vaultPeak] = Math.max(
    ledger[COLUMN.vaultPeak]!,
    Math.abs(ledger[SUM.vaultPosition]! * markUnit),
  );
}

/** What the vault sells (> 0) or buys in a tick, given its position before the takeovers. */
export function unwinding({ ledger, venue }: Tick, { velocity, reach }: Backstop, before: number): number {
  const { depth, rules, scale } = venue;
  const after = ledger[SUM.vaultPosition]!;
  if (before * after <= 0) return 0;
  const sign = after > 0 ? 1 : -1;
  const most = velocity * rules.tickSeconds * depth.volumeWithin(reach, sign) * scale;
  return sign * Math.min(Math.abs(before), Math.abs(after), most);
}

/** A vault under water at the end is a deficit for the fund, then bad debt. */
export function closeVault({ ledger, path: { system } }: Tick, unit: number): void {
  const equity = ledger[SUM.vaultCash]! + ledger[SUM.vaultPosition]! * unit;
  if (!(equity < 0)) return;
  raise(ledger, FLAG.VAULT_FAILED);
  ledger[SUM.vaultCash]! -= equity;
  system[SUM.tickDeficit] = -equity;
  bookBadDebt(system, settleFund(system));
}
