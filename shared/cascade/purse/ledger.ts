import { COLUMN, FLAG, OUTCOME_COLUMNS } from '../outcome.ts';

/**
 * What a path has added up so far: the columns of its outcome row in their places, and behind them the sums that only the
 * core needs. Money is in settlement currency, times in seconds, -1 for "not yet".
 */
export type Ledger = Float64Array;

/** Places of the sums behind the row. */
export const SUM = {
  /** Settled in the present tick, before any payer. */
  tickDeficit: 64,
  tickIn: 65,
  /** Liquidated notional of the present tick. */
  tickLiquidated: 66,
  liquidatedQuantity: 67,
  triggeredQuantity: 68,
  /** Exchanged with the depth, and of that beyond the visible levels; quantity. */
  marketVolume: 69,
  beyondVolume: 70,
  /** Buyers behind the depth. */
  depthPosition: 71,
  depthCash: 72,
  vaultPosition: 73,
  vaultCash: 74,
  /** What accounts closed by range got back, their quantity by side (signed), and its worth at their bankruptcies. */
  returnedCash: 75,
  closedPosition: 76,
  closedBankruptcy: 77,
  /** Time of the present tick, seconds. */
  now: 78,
  /** Liquidated quantity so far; unlike `liquidatedQuantity`, with what is closed by range while the path runs. */
  liquidatedSoFar: 79,
  /** The fund at the start, and its lowest balance after a tick. */
  fundStart: 80,
  fundLowest: 81,
  /** What the deficits of this tick may take from the fund before winners pay, and what negative equity leaves of it. */
  fundAllowed: 82,
  fundLeft: 83,
  /** Money made out of nothing. */
  made: 84,
  /** Of a market with wallets: what was liquidated of them, and their collateral sold; deficits that are put down to it. */
  crossedNotional: 85,
  collateralNotional: 86,
  attributed: 87,
  /** Unit value of the end price. */
  endUnit: 88,
  /** Rounds of single markets by the last tick. */
  roundsSeen: 89,
  /** Owners who lack anything, over all that they have, and the largest five sums. */
  ownersDeficit: 90,
  deficitTopFive: 91,
  /** Share of profits that is socialised in this tick. */
  socialisedShare: 92,
  /** Funding by longs, net; and what those whom no ledger knows got of accounts and wallets, less what they paid in. */
  fundingPaid: 93,
  outside: 94,
  /** Called and paid in; by members before the fund, and how many of them could not; seconds in which markets stood still. */
  toppedUp: 95,
  membersPaid: 96,
  membersDefaulted: 97,
  haltSeconds: 98,
} as const;

const PLACES = 99;

export const createLedger = (): Ledger => new Float64Array(PLACES);

/** Begins a path. */
export function resetLedger(ledger: Ledger, fund: number, vaultCapital: number): void {
  ledger.fill(0);
  ledger[COLUMN.fundEnd] = fund;
  ledger[SUM.fundStart] = fund;
  ledger[SUM.fundLowest] = fund;
  ledger[SUM.vaultCash] = vaultCapital;
  ledger[COLUMN.winners] = -1;
  ledger[COLUMN.firstSeconds] = -1;
  ledger[COLUMN.lastSeconds] = -1;
  ledger[COLUMN.fundEmptySeconds] = -1;
}

export const copyRow = (ledger: Ledger, row: Float64Array): void => {
  for (let column = 0; column < OUTCOME_COLUMNS.length; column++) row[column] = ledger[column]!;
};

export function raise(ledger: Ledger, flag: number): void {
  ledger[COLUMN.flags] = ledger[COLUMN.flags]! | flag;
}

/** Notes accounts that a mark has reached for the first time, and that this tick is a round. */
export function noteTriggered(ledger: Ledger, accounts: number, quantity: number): void {
  if (accounts === 0) return;
  ledger[COLUMN.accountsTriggered]! += accounts;
  ledger[SUM.triggeredQuantity]! += quantity;
  ledger[COLUMN.rounds]!++;
  raise(ledger, FLAG.TRIGGERED);
}

/** Notes a fill of liquidated accounts: notional, quantity, and cost against the marks that reached them. */
export function noteLiquidated(ledger: Ledger, notional: number, quantity: number, cost: number): void {
  ledger[COLUMN.liquidatedNotional]! += notional;
  ledger[SUM.tickLiquidated]! += notional;
  ledger[SUM.liquidatedQuantity]! += quantity;
  ledger[SUM.liquidatedSoFar]! += quantity;
  ledger[COLUMN.closeOutCost]! += cost;
}

/** Notes an account that closing cost more than its collateral, and how much. */
export function noteDeficit(ledger: Ledger, notional: number): void {
  ledger[COLUMN.accountsDeficit]!++;
  ledger[COLUMN.deficitNotional]! += notional;
}

/** Keeps the two largest deficits of one owner. */
export function rankDeficit(ledger: Ledger, amount: number): void {
  if (amount > ledger[COLUMN.deficitFirst]!) {
    ledger[COLUMN.deficitSecond] = ledger[COLUMN.deficitFirst]!;
    ledger[COLUMN.deficitFirst] = amount;
  } else if (amount > ledger[COLUMN.deficitSecond]!) {
    ledger[COLUMN.deficitSecond] = amount;
  }
}
