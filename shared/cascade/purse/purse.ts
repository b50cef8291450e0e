import { COLUMN } from '../outcome.ts';
import type { Rules } from '../rules.ts';
import type { Tick } from '../tick.ts';
import { type Block, createBlock } from '../venue/block.ts';
import { allocateRecords, type Records, record, startRecords } from '../venue/records.ts';
import { createFundPeak, type FundPeak, noteFund, startFundPeak } from './fund-peak.ts';
import { createInventory, type Inventory, startInventory } from './inventory.ts';
import { SUM } from './ledger.ts';
import { createLosers, type Losers } from './losers.ts';
import { createWinners, type Winners } from './winners.ts';

/** Beside the ledger, what paying needs to remember, and room to weigh whom ADL closes against whom. */
export interface Purse {
  readonly fundPeak: FundPeak;
  /** Liquidated so far, by tick, as `ratePeak` counts it: notional, or the quantity of inverse contracts. */
  readonly liquidated: Records;
  /** What the venue has taken over. */
  readonly inventory: Inventory;
  readonly losers: Losers;
  readonly winners: Winners;
  /** A block that is only weighed. */
  readonly trial: Block;
  /** Scratch, one number an owner. */
  ownerDeficit: Float64Array;
  /** Scratch, one number an account. */
  owed: Float64Array;
}

export const createPurse = (capacity: number): Purse => ({
  fundPeak: createFundPeak(),
  liquidated: allocateRecords(),
  inventory: createInventory(),
  losers: createLosers(capacity),
  winners: createWinners(capacity),
  trial: createBlock(),
  ownerDeficit: new Float64Array(0),
  owed: new Float64Array(0),
});

/** Begins a path. */
export function startPurse(purse: Purse, rules: Rules, fund: number, lastTick: number): void {
  const { adl } = rules;
  startInventory(purse.inventory, rules, lastTick);
  startRecords(purse.liquidated, lastTick);
  if (adl.when === 'fund-drawdown') startFundPeak(purse.fundPeak, fund, lastTick);
}

/** Notes what a tick's trades came to. */
export function noteTrades({ path: { system }, purse, ledger, venue }: Tick): void {
  const { tick, rules } = venue;
  if (system[COLUMN.fundEnd]! < system[SUM.fundLowest]!) system[SUM.fundLowest] = system[COLUMN.fundEnd]!;
  if (rules.adl.when === 'fund-drawdown') noteFund(purse.fundPeak, tick, system[COLUMN.fundEnd]!);
  if (!(ledger[SUM.tickLiquidated]! > 0)) return;
  ledger[SUM.tickLiquidated] = 0;
  const now = ledger[SUM.now]!;
  if (ledger[COLUMN.firstSeconds]! < 0) ledger[COLUMN.firstSeconds] = now;
  ledger[COLUMN.lastSeconds] = now;
  // A share of open interest in quote currency either way: at the crash's price an inverse notional would count for more.
  const isInverse = rules.contract === 'inverse';
  record(purse.liquidated, tick, ledger[isInverse ? SUM.liquidatedSoFar : COLUMN.liquidatedNotional]!);
}
