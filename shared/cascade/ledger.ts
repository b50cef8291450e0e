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

const START: Readonly<Ledger> = {
  fund: 0,
  fundIn: 0,
  fundDraw: 0,
  fundNeed: 0,
  deficit: 0,
  deficitFirst: 0,
  deficitSecond: 0,
  deficitNotional: 0,
  accountsDeficit: 0,
  badDebt: 0,
  socialised: 0,
  tickDeficit: 0,
  tickIn: 0,
  tickLiquidated: 0,
  liquidatedNotional: 0,
  liquidatedQuantity: 0,
  closeOutCost: 0,
  accountsTriggered: 0,
  accountsClosed: 0,
  triggeredQuantity: 0,
  rounds: 0,
  marketNotional: 0,
  marketVolume: 0,
  beyondVolume: 0,
  depthPosition: 0,
  depthCash: 0,
  vaultPosition: 0,
  vaultCash: 0,
  vaultPeak: 0,
  takenOverNotional: 0,
  takerCash: 0,
  adlNotional: 0,
  adlQuantity: 0,
  adlAccounts: 0,
  adlHaircut: 0,
  haircutNeeded: 0,
  haircutWorst: 0,
  winners: -1,
  returnedCash: 0,
  closedPosition: 0,
  closedBankruptcy: 0,
  firstSeconds: -1,
  lastSeconds: -1,
  fundEmptySeconds: -1,
  flags: 0,
};

export const createLedger = (): Ledger => ({ ...START });

export function resetLedger(ledger: Ledger, fund: number, vaultCapital: number): void {
  Object.assign(ledger, START);
  ledger.fund = fund;
  ledger.vaultCash = vaultCapital;
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
  ledger.tickIn = 0;
  ledger.tickDeficit = 0;
  return rest;
}
