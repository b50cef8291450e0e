/** What the model leaves out, which way that errs, and what would remove it (report.md 3.12). */
export const LIMITATIONS = {
  LIQUIDATOR_CAPITAL: {
    limitation: 'Buyers of last resort are assumed to have the capital modelled.',
    bias: 'optimistic',
    removedBy: 'Their balance sheets, in the snapshot.',
  },
  DEPTH_UNSEEN: {
    limitation: 'Depth beyond the recorded levels is unknown: fitted or bounded, never zero by silence.',
    bias: 'unknown',
    removedBy: 'Full-depth recordings; the column of volume traded beyond them says how much it matters.',
  },
  HIDDEN_ORDERS: {
    limitation: 'Stop and hidden orders are not in the snapshot.',
    bias: 'unknown',
    removedBy: 'The venue’s own order records.',
  },
  SINGLE_VENUE: {
    limitation: 'Other venues do not react or recover.',
    bias: 'unknown',
    removedBy: 'A model of several venues with arbitrage between them.',
  },
  CALM_CALIBRATION: {
    limitation: 'Depth and latency were measured on quiet days.',
    bias: 'optimistic',
    removedBy: 'Recordings of stressed hours; until then the depth axis.',
  },
  FROZEN_BEHAVIOUR: {
    limitation: 'Nobody adds margin, hedges or closes by choice.',
    bias: 'pessimistic',
    removedBy: 'Observed responses to margin calls.',
  },
  POSITIONS_ESTIMATED: {
    limitation: 'Positions were derived from open interest.',
    bias: 'unknown',
    removedBy: 'The venue’s account list.',
  },
  MARK_PRICE_LAG: {
    limitation: 'The model of mark price and oracle lag is simplified.',
    bias: 'unknown',
    removedBy: 'The venue’s index recipe and its latencies.',
  },
  FUNDING_LEFT_OUT: {
    limitation: 'Funding paid between snapshot and horizon is left out.',
    bias: 'unknown',
    removedBy: 'Funding rates, and the times at which they are paid.',
  },
  WHOLE_FUND: {
    limitation:
      'The fund, or the share of it that the snapshot states, serves no other market at the same time.',
    bias: 'optimistic',
    removedBy: 'All markets of the fund in one sweep.',
  },
  SETTLEMENT_COIN: {
    limitation:
      'A quanto settles in a currency whose own price is not modelled: when it falls too, depth may leave with it, and accounts lose in other contracts that the same collateral carries.',
    bias: 'optimistic',
    removedBy: 'A price of that currency which moves with the market’s, and accounts over all contracts.',
  },
  COMMON_SEEDS: {
    limitation: 'Pairing by seed understates noise between nights.',
    bias: 'optimistic',
    removedBy: 'A second seed, from time to time.',
  },
  POOLED_BOUNDS: {
    limitation: 'Bounds after pooling ignore that pooling chose the blocks.',
    bias: 'optimistic',
    removedBy: 'More paths near the frontier, where pooling then has nothing to do.',
  },
} as const;

export type LimitationId = keyof typeof LIMITATIONS;
// The keys of this constant are its ids; the compiler types them as plain text.
export const LIMITATION_IDS = Object.keys(LIMITATIONS) as readonly LimitationId[];

export const CLOSING_SENTENCE =
  'These are hypothetical outcomes of a model under stated assumptions, not forecasts.';
