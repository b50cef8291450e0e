import { FLAG } from '../outcome.ts';

/**
 * What a path has produced so far: sums of model.md 7, and the three parties beside the accounts
 * (buyers behind the depth, vault, auction takers) that make money conservation checkable. Money is
 * in settlement currency, times in seconds, -1 for "not yet".
 */
export interface Ledger {
  fund: number;
  fundIn: number;
  fundDraw: number;
  fundNeed: number;
  deficit: number;
  deficitFirst: number;
  deficitSecond: number;
  deficitNotional: number;
  accountsDeficit: number;
  badDebt: number;
  socialised: number;
  /** Settled in the present tick, before any payer. */
  tickDeficit: number;
  tickIn: number;
  /** Liquidated notional of the present tick. */
  tickLiquidated: number;
  liquidatedNotional: number;
  liquidatedQuantity: number;
  closeOutCost: number;
  accountsTriggered: number;
  accountsClosed: number;
  triggeredQuantity: number;
  rounds: number;
  marketNotional: number;
  marketVolume: number;
  beyondVolume: number;
  /** Buyers behind the depth. */
  depthPosition: number;
  depthCash: number;
  vaultPosition: number;
  vaultCash: number;
  vaultPeak: number;
  takenOverNotional: number;
  takerCash: number;
  adlNotional: number;
  adlQuantity: number;
  adlAccounts: number;
  adlHaircut: number;
  haircutNeeded: number;
  haircutWorst: number;
  /** Open accounts with profit when the first haircut fell; -1 before. */
  winners: number;
  /** What accounts closed by range got back, and their quantity by side (signed). */
  returnedCash: number;
  closedPosition: number;
  closedBankruptcy: number;
  firstSeconds: number;
  lastSeconds: number;
  fundEmptySeconds: number;
  flags: number;
}

/**
 * An empty ledger. Fields start as -0, which is no small integer to the engine: so each keeps its own
 * double in place and adding to it allocates nothing.
 */
export const createLedger = (): Ledger => ({
  fund: -0,
  fundIn: -0,
  fundDraw: -0,
  fundNeed: -0,
  deficit: -0,
  deficitFirst: -0,
  deficitSecond: -0,
  deficitNotional: -0,
  accountsDeficit: -0,
  badDebt: -0,
  socialised: -0,
  tickDeficit: -0,
  tickIn: -0,
  tickLiquidated: -0,
  liquidatedNotional: -0,
  liquidatedQuantity: -0,
  closeOutCost: -0,
  accountsTriggered: -0,
  accountsClosed: -0,
  triggeredQuantity: -0,
  rounds: -0,
  marketNotional: -0,
  marketVolume: -0,
  beyondVolume: -0,
  depthPosition: -0,
  depthCash: -0,
  vaultPosition: -0,
  vaultCash: -0,
  vaultPeak: -0,
  takenOverNotional: -0,
  takerCash: -0,
  adlNotional: -0,
  adlQuantity: -0,
  adlAccounts: -0,
  adlHaircut: -0,
  haircutNeeded: -0,
  haircutWorst: -0,
  winners: -0,
  returnedCash: -0,
  closedPosition: -0,
  closedBankruptcy: -0,
  firstSeconds: -0,
  lastSeconds: -0,
  fundEmptySeconds: -0,
  flags: -0,
});

/** Begins a path. */
export function resetLedger(ledger: Ledger, fund: number, vaultCapital: number): void {
  ledger.fund = fund;
  ledger.fundIn = 0;
  ledger.fundDraw = 0;
  ledger.fundNeed = 0;
  ledger.deficit = 0;
  ledger.deficitFirst = 0;
  ledger.deficitSecond = 0;
  ledger.deficitNotional = 0;
  ledger.accountsDeficit = 0;
  ledger.badDebt = 0;
  ledger.socialised = 0;
  ledger.tickDeficit = 0;
  ledger.tickIn = 0;
  ledger.tickLiquidated = 0;
  ledger.liquidatedNotional = 0;
  ledger.liquidatedQuantity = 0;
  ledger.closeOutCost = 0;
  ledger.accountsTriggered = 0;
  ledger.accountsClosed = 0;
  ledger.triggeredQuantity = 0;
  ledger.rounds = 0;
  ledger.marketNotional = 0;
  ledger.marketVolume = 0;
  ledger.beyondVolume = 0;
  ledger.depthPosition = 0;
  ledger.depthCash = 0;
  ledger.vaultPosition = 0;
  ledger.vaultCash = vaultCapital;
  ledger.vaultPeak = 0;
  ledger.takenOverNotional = 0;
  ledger.takerCash = 0;
  ledger.adlNotional = 0;
  ledger.adlQuantity = 0;
  ledger.adlAccounts = 0;
  ledger.adlHaircut = 0;
  ledger.haircutNeeded = 0;
  ledger.haircutWorst = 0;
  ledger.winners = -1;
  ledger.returnedCash = 0;
  ledger.closedPosition = 0;
  ledger.closedBankruptcy = 0;
  ledger.firstSeconds = -1;
  ledger.lastSeconds = -1;
  ledger.fundEmptySeconds = -1;
  ledger.flags = 0;
}

/** Notes accounts that a mark has reached for the first time. */
export function noteTriggered(ledger: Ledger, accounts: number, quantity: number): void {
  if (accounts === 0) return;
  ledger.accountsTriggered += accounts;
  ledger.triggeredQuantity += quantity;
  ledger.rounds++;
  ledger.flags |= FLAG.TRIGGERED;
}

/** Notes fills of liquidated accounts: their notional, quantity, cost against the marks that reached them, and closures. */
export function noteLiquidated(
  ledger: Ledger,
  notional: number,
  quantity: number,
  closeOutCost: number,
  closed: number,
): void {
  ledger.liquidatedNotional += notional;
  ledger.tickLiquidated += notional;
  ledger.liquidatedQuantity += quantity;
  ledger.closeOutCost += closeOutCost;
  ledger.accountsClosed += closed;
}

/** Keeps the two largest deficits of one owner. */
export function noteDeficit(ledger: Ledger, amount: number): void {
  if (amount > ledger.deficitFirst) {
    ledger.deficitSecond = ledger.deficitFirst;
    ledger.deficitFirst = amount;
  } else if (amount > ledger.deficitSecond) {
    ledger.deficitSecond = amount;
  }
}

/** The fund pays what it can (model.md 5.2); returns what is left, `R`. */
export function settleFund(ledger: Ledger, timeSeconds: number, emptyFlag: number): number {
  ledger.fund += ledger.tickIn;
  ledger.fundIn += ledger.tickIn;
  ledger.tickIn = 0;
  if (ledger.tickDeficit === 0) return 0;
  const draw = Math.min(ledger.fund, ledger.tickDeficit);
  ledger.fund -= draw;
  ledger.fundDraw += draw;
  ledger.deficit += ledger.tickDeficit;
  ledger.fundNeed = Math.max(ledger.fundNeed, ledger.deficit - ledger.fundIn);
  const rest = ledger.tickDeficit - draw;
  if (rest > 0) {
    ledger.flags |= emptyFlag;
    if (ledger.fundEmptySeconds < 0) ledger.fundEmptySeconds = timeSeconds;
  }
  ledger.tickDeficit = 0;
  return rest;
}
