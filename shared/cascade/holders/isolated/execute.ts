import { COLUMN, FLAG } from '../../outcome.ts';
import { raise, SUM } from '../../purse/ledger.ts';
import type { Tick } from '../../tick.ts';
import { beyondVisible } from '../../venue/block.ts';
import { addFill, FILL } from './orders.ts';

/** Step 7 of a tick: fills lots, the vault, and whoever stands behind the depth. */
export function execute(tick: Tick): void {
  const { orders, block, ledger } = tick;
  if (block.salesShare !== 1 || block.purchasesShare !== 1)
    raise(ledger, block.isBounded ? FLAG.BANDED : FLAG.DEPTH_EXHAUSTED);
  if (orders.lotCount > 0) fillLots(tick);
  if (orders.vault !== 0) fillVault(tick);
  if (block.net !== 0) fillDepth(tick);
}

function fillLots({ isolated, orders, block, ledger }: Tick): void {
  const { longs } = isolated.ladder;
  for (let k = 0; k < orders.lotCount; k++) {
    const row = orders.lotRow[k]!;
    const ask = orders.lotUnit[k]!;
    const units = isolated.quantity[row]!;
    addFill(orders.fills, row, FILL.AUCTION, units, ask);
    ledger[COLUMN.takerProfit]! +=
      row < longs ? units * (block.saleUnit - ask) : units * (ask - block.purchaseUnit);
  }
}

function fillVault({ orders, block, ledger }: Tick): void {
  const { vault } = orders;
  const share = vault > 0 ? block.salesShare : block.purchasesShare;
  ledger[SUM.vaultPosition]! -= vault * share;
  ledger[SUM.vaultCash]! += vault * share * (vault > 0 ? block.saleUnit : block.purchaseUnit);
}

/** Books what the buyers (or sellers) behind the depth take. */
export function fillDepth({ block, ledger, venue }: Tick): void {
  const { net, restUnit } = block;
  const volume = Math.abs(net);
  ledger[SUM.depthPosition]! += net;
  ledger[SUM.depthCash]! -= net * restUnit;
  ledger[COLUMN.marketNotional]! += volume * Math.abs(restUnit);
  ledger[SUM.marketVolume]! += volume;
  const beyond = beyondVisible(venue, block);
  if (beyond > 0) {
    ledger[SUM.beyondVolume]! += beyond;
    raise(ledger, FLAG.BEYOND_DEPTH);
  }
}
