/**
 * One row per path (model.md 7): the place of every column in it. A ledger has the same places (purse/ledger.ts), so that
 * most columns are simply added up where they arise. Numbered by hand: a literal is what makes a place a constant.
 */
export const COLUMN = {
  moveExogenous: 0,
  movePeak: 1,
  moveFinal: 2,
  amplificationPeak: 3,
  amplificationFinal: 4,
  ownPeak: 5,
  firstSeconds: 6,
  halfSeconds: 7,
  peakSeconds: 8,
  lastSeconds: 9,
  ratePeak: 10,
  rounds: 11,
  ticks: 12,
  liquidatedNotional: 13,
  liquidatedShare: 14,
  marketNotional: 15,
  beyondDepthShare: 16,
  accountsTriggered: 17,
  accountsClosed: 18,
  accountsInnocent: 19,
  branchingRatio: 20,
  branchingStatic: 21,
  closeOutCost: 22,
  accountsDeficit: 23,
  deficitNotional: 24,
  deficit: 25,
  deficitFirst: 26,
  deficitSecond: 27,
  fundIn: 28,
  fundDraw: 29,
  fundEnd: 30,
  fundNeed: 31,
  adlNotional: 32,
  adlAccounts: 33,
  adlHaircut: 34,
  socialised: 35,
  badDebt: 36,
  haircutTaken: 37,
  haircutNeeded: 38,
  haircutWorst: 39,
  haircutGini: 40,
  haircutHhi: 41,
  winners: 42,
  fundEmptySeconds: 43,
  openDeficit: 44,
  takenOverNotional: 45,
  vaultPeak: 46,
  vaultProfit: 47,
  takerProfit: 48,
  clampedShare: 49,
  conservation: 50,
  inventoryPeak: 51,
  inventoryLossPeak: 52,
  fundTrough: 53,
  dislocationHour: 54,
  dislocationPeak: 55,
  flags: 56,
} as const;

export type OutcomeColumn = keyof typeof COLUMN;

/** Their names, in the order of the row. */
export const OUTCOME_COLUMNS = Object.keys(COLUMN) as readonly OutcomeColumn[];

/** Bits of the column `flags`. */
export const FLAG = {
  TRIGGERED: 1,
  /** The horizon came before the work was done. */
  UNFINISHED: 2,
  FLOOR_HIT: 4,
  BEYOND_DEPTH: 8,
  DEPTH_EXHAUSTED: 16,
  /** A deficit met an empty fund. */
  FUND_EMPTY: 32,
  ADL: 64,
  /** ADL found too few winners. */
  ADL_SHORT: 128,
  BAD_DEBT: 256,
  /** A partial close left the account with a worse margin ratio than before. */
  SELF_DEFEATING: 512,
  ZERO_SHOCK: 1024,
  BEYOND_LAST_TIER: 2048,
  /** Longs and shorts were triggered in one path. */
  BOTH_SIDES: 4096,
  AUCTION_RESTART: 8192,
  VAULT_FAILED: 16384,
  NOT_CONSERVED: 32768,
  UNBALANCED: 65536,
  /** The price stood on the ceiling of the depth law. */
  CEILING_HIT: 131072,
  /** A wallet was reached. */
  CROSSED: 262144,
  COLLATERAL_SOLD: 524288,
  /** A price band left orders open. */
  BANDED: 4194304,
  /** A market stood still. */
  HALTED: 8388608,
  /** A member could not pay for its owners. */
  MEMBER_DEFAULT: 16777216,
  /** Unfinished, but only in that the venue still works inventory off: what that may lose is in `openDeficit`. */
  WORKING_OFF: 33554432,
} as const;

/** What one path of one cell produced, as an object; for people and files, not for loops. */
export function outcomeOf(row: Float64Array): Record<OutcomeColumn, number> {
  return Object.fromEntries(OUTCOME_COLUMNS.map((name, i) => [name, row[i]!])) as Record<
    OutcomeColumn,
    number
  >;
}
