/** Why a number is missing, a test open or a word chosen. Every code has one sentence in the page. */
export const REASONS = [
  // Data gates: the verdict is `none`.
  'CELLS_MISSING',
  'DECISION_CELL_MISSING',
  'MONEY_NOT_CONSERVED',
  'POSITIONS_UNBALANCED',
  'INPUT_STALE',
  'KNOWN_ANSWER_FAILED',
  // Tests: refuted, or the reason why one is open.
  'LOWER_BOUND_ABOVE_LIMIT',
  'PATHS_TOO_FEW',
  'MISSING_PATHS',
  'UPPER_BOUND_ABOVE_LIMIT',
  'GRID_TOO_SHORT',
  'WATCH_METRIC_OUTSIDE',
  'HELD_BY_HYSTERESIS',
  'NONMONOTONE',
  // Numbers that do not exist.
  'NO_PATHS_DONE',
  'NOT_PROVEN',
  'NO_FINITE_BOUND',
  'RATE_ABOVE_TOLERANCE',
  'NO_SHORTFALL',
  'NO_FUND',
  'NO_DEPTH',
  'NO_LIQUIDATION',
  'NO_HAIRCUT',
  'NOT_NEEDED',
  'TAKEN_WITHOUT_NEED',
  'NO_DISCORDANT_PAIR',
  'NOT_RECORDED',
] as const;
export type Reason = (typeof REASONS)[number];

/** A number that may not exist: then `value` is null and `reason` says why. Never 0 or NaN instead. */
export interface Known {
  readonly value: number | null;
  readonly reason: Reason | null;
}

export const known = (value: number): Known => ({ value, reason: null });
export const unknown = (reason: Reason): Known => ({ value: null, reason });
