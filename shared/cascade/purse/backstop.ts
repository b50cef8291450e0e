import { sortAsLadder } from '../holders/isolated/ladder-order.ts';
import { equityAt, STATE } from '../holders/isolated/play.ts';
import { maintenanceMargin } from '../margin/tiers.ts';
import type { Turn } from '../turn.ts';

/**
 * The vault takes over accounts that are low but not under water, while its own equity allows
 * (model.md 4.6; Hyperliquid documents two thirds of maintenance). It gains their remaining equity.
 */
export function takeOver(turn: Turn): void {
  const { play, ledger, markUnit } = turn;
  const { share, minMargin } = turn.rules.backstop!;
  const unit = Math.abs(markUnit);
  sortAsLadder(play, turn.active, 0, turn.activeCount);
  let kept = 0;
  for (let k = 0; k < turn.activeCount; k++) {
    const row = turn.active[k]!;
    const side = row < play.ladder.longs ? 1 : -1;
    const units = play.quantity[row]!;
    const equity = equityAt(play, row, markUnit);
    const low = equity >= 0 && equity < share * maintenanceMargin(play.ladder.tiers, units * unit);
    const position = ledger.vaultPosition + side * units;
    const cash = ledger.vaultCash + equity - side * units * markUnit;
    if (!low || !(cash + position * markUnit >= minMargin * Math.abs(position) * unit)) {
      turn.active[kept++] = row;
      continue;
    }
    ledger.vaultPosition = position;
    ledger.vaultCash = cash;
    ledger.takenOverNotional += units * unit;
    ledger.liquidatedNotional += units * unit;
    ledger.tickLiquidated += units * unit;
    ledger.liquidatedQuantity += units;
    ledger.closeOutCost += units * side * (play.triggerUnit[row]! - markUnit);
    ledger.accountsClosed++;
    play.quantity[row] = 0;
    play.collateral[row] = 0;
    play.state[row]! |= STATE.CLOSED;
    turn.takenOver[turn.takenOverCount++] = row;
  }
  turn.activeCount = kept;
  ledger.vaultPeak = Math.max(ledger.vaultPeak, Math.abs(ledger.vaultPosition * markUnit));
}

/** What the vault sells (> 0) or buys this tick, given its position before the takeovers. */
export function unwind(turn: Turn, before: number): number {
  const { depth, rules, scale } = turn;
  const { velocity, reach } = rules.backstop!;
  const after = turn.ledger.vaultPosition;
  if (before * after <= 0) return 0;
  const side = after > 0 ? 1 : -1;
  const most = velocity * rules.tickSeconds * depth.volumeWithin(reach, side) * scale;
  return side * Math.min(Math.abs(before), Math.abs(after), most);
}
