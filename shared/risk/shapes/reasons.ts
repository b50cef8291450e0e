import { oneOf, referred } from './shape.ts';

/** Why a number is missing, a test open or a word chosen, with the one sentence that the page prints for it. */
export const SENTENCES = {
  // Data gates: the verdict is `none`.
  CELLS_MISSING: 'Fewer than 99% of the planned cells are present.',
  DECISION_CELL_MISSING: 'A cell that the verdict rests on is missing altogether.',
  MONEY_NOT_CONSERVED: 'Money was not conserved to 1e-9 of open interest in at least one path.',
  POSITIONS_UNBALANCED: 'Longs and shorts did not balance in at least one path.',
  INPUT_STALE: 'The snapshot is older than its limit.',
  INPUT_REPAIRED:
    'What was added to collateral so that no account is reached at the start is more than a thousandth of the fund: money that nobody has.',
  KNOWN_ANSWER_FAILED: 'The known-answer cell was not reproduced bit for bit.',
  ORDINARY_DAY_BREAKS:
    'On an ordinary day the model carries the venue more than 10% from its index in more than 1% of the paths: it is not of this world.',
  ORDINARY_DAY_OPEN:
    'It is not proven that on an ordinary day the venue leaves its index by more than 10% in less than 1% of the paths.',
  NO_ORDINARY_MOVES:
    'The history has no quantiles of moves in windows of the design’s length, so the model was not held against ordinary days.',
  // Tests: refuted, or the reason why one is open.
  LOWER_BOUND_ABOVE_LIMIT: 'Even the lower bound is beyond the limit: the margins are shown to be too small.',
  PATHS_TOO_FEW: 'Too few paths were planned: even without one failure they could not prove the limit.',
  MISSING_PATHS:
    'Missing paths count against the bound; without them it would have an end, or be inside the limit.',
  UPPER_BOUND_ABOVE_LIMIT:
    'The bound is beyond the limit, the estimate need not be: the paths do not decide it.',
  GRID_TOO_SHORT: 'The grid has no shock of at least 1.25 times the design shock.',
  WATCH_METRIC_OUTSIDE: 'A watch metric is outside its limit; it can hold back adequate, never refute it.',
  ASSUMPTION_DECIDES:
    'Every test is proven, but one is refuted under another assumption, so the assumption decides, not the margins.',
  HELD_BY_HYSTERESIS: 'Better than the published level, which rises by one level after two such nights.',
  NONMONOTONE: 'Failures do not rise with leverage; the smaller of the raw and the pooled frontier is used.',
  // Numbers that do not exist.
  NO_PATHS_DONE: 'No path is done.',
  NOT_PROVEN: 'No value of the grid is proven.',
  NO_FINITE_BOUND: 'Too few observations for a finite bound.',
  RATE_ABOVE_TOLERANCE: 'At the present rate of failures more paths will not help.',
  TOO_FEW_IN_TAIL:
    'Fewer than ten paths make the tail: the interval is what the range of needs allows, and the metric is not judged by it.',
  TOO_FEW_DIFFER: 'Fewer than ten paths differ, and nothing bounds by how much one may.',
  TOO_FEW_MOVES: 'The history keeps fewer than fifty moves above a threshold, so no law is fitted to them.',
  NOT_BY_THE_FUND: 'The test that decided does not rest on the fund.',
  NOT_BY_MARGINS: 'No margin table and no mechanism of the ladder brings every number inside its limit.',
  CLAMP_TOO_NARROW: 'The largest step of a night is smaller than the step to which rates are rounded.',
  NO_TEST_DECIDED: 'No test decided: a gate failed, or an assumption decides.',
  NO_SHORTFALL: 'No account falls short, so there is nothing to divide by.',
  NO_FUND: 'The market has no fund.',
  NO_LIQUIDATION: 'Nothing is liquidated.',
  NO_HAIRCUT: 'Nobody takes a haircut.',
  NOT_NEEDED: 'No haircut is needed and none is taken.',
  TAKEN_WITHOUT_NEED: 'Haircuts are taken though none is needed.',
  NO_DISCORDANT_PAIR: 'Both mechanisms fail in the same paths.',
  NOT_RECORDED: 'The sweep does not record it.',
  NO_WINDOW_NEAR: 'No window of the record moves about so far.',
  NOT_IN_RECORD: 'The record does not tell.',
  NOT_TESTABLE: 'Fewer than two exceptions: whether they come together cannot be tested.',
  NO_EXCEPTIONS: 'No exception, so there is no mean of exceptions.',
  BEYOND_GRID: 'The grid ends before the fund does.',
  AT_GRID_START: 'The fund is exhausted at the first point of the grid already.',
  // Two nights.
  NO_NIGHT_BEFORE: 'No earlier report is named, so there is nothing to compare with.',
  REPORTS_ALONE: 'Two reports alone tell what changed, not why: their inputs are not in this store.',
  OTHER_DEFINITION: 'The earlier report defines this number otherwise.',
  NOT_COMPARABLE: 'The contract is another one, so no part of either night fits the other.',
  NO_SUCH_MIX: 'Parts of both nights are no market together, so the change cannot be shared out.',
  NOBODY_HOLDS: 'Nobody holds positions with equity on this side.',
  NO_RECORD: 'No record of what came is named, so past reports were not scored.',
  NOTHING_OBSERVED: 'The record ends before a report of this market could be scored.',
  // The report itself.
  NOT_IN_THIS_EDITION: 'Left out of this edition of the report.',
  OVER_BUDGET: 'Left out of the page to keep it small; the tables have it.',
} as const;
export type Reason = keyof typeof SENTENCES;

// The keys of this constant are its codes; the compiler types them as plain text.
const REASONS = Object.keys(SENTENCES) as readonly Reason[];

export const AnyReason = oneOf('why; the page has one sentence for each', REASONS);
export const Reason = referred('code', 'why', AnyReason);
