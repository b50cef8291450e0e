/** One row per path (model.md 7): name, in this order, of every column of an outcome. */
export const OUTCOME_COLUMNS = [
  'moveExogenous',
  'movePeak',
  'moveFinal',
  'amplificationPeak',
  'amplificationFinal',
  'ownPeak',
  'firstSeconds',
  'halfSeconds',
  'peakSeconds',
  'lastSeconds',
  'ratePeak',
  'rounds',
  'ticks',
  'liquidatedNotional',
  'liquidatedShare',
  'marketNotional',
  'beyondDepthShare',
  'accountsTriggered',
  'accountsClosed',
  'accountsInnocent',
  'branchingRatio',
  'branchingStatic',
  'closeOutCost',
  'accountsDeficit',
  'deficitNotional',
  'deficit',
  'deficitFirst',
  'deficitSecond',
  'fundIn',
  'fundDraw',
  'fundEnd',
  'fundNeed',
  'adlNotional',
  'adlAccounts',
  'adlHaircut',
  'socialised',
  'badDebt',
  'haircutTaken',
  'haircutNeeded',
  'haircutWorst',
  'haircutGini',
  'haircutHhi',
  'winners',
  'fundEmptySeconds',
  'openDeficit',
  'takenOverNotional',
  'vaultPeak',
  'vaultProfit',
  'takerProfit',
  'clampedShare',
  'conservation',
  'flags',
] as const;

export type OutcomeColumn = (typeof OUTCOME_COLUMNS)[number];

/** Place of each column in a row. */
export const COLUMN = Object.fromEntries(OUTCOME_COLUMNS.map((name, i) => [name, i])) as Readonly<
  Record<OutcomeColumn, number>
>;

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
} as const;

/** What one path of one cell produced, as an object; for people and files, not for loops. */
export function outcomeOf(row: Float64Array): Record<OutcomeColumn, number> {
  return Object.fromEntries(OUTCOME_COLUMNS.map((name, i) => [name, row[i]!])) as Record<
    OutcomeColumn,
    number
  >;
}
