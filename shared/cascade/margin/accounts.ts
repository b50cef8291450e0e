/** Who holds what; row `i` of every column is one account with a collateral of its own. */
export interface Accounts {
  readonly count: number;
  /** +1 long, -1 short. */
  readonly side: Int8Array;
  /** Coin (linear) or quote units (inverse), > 0. */
  readonly quantity: Float64Array;
  /** Average entry price, quote currency per coin, > 0. */
  readonly entryPrice: Float64Array;
  /** Settlement currency, >= 0. */
  readonly collateral: Float64Array;
  /** Who stands behind the account, 0-based; the row's own number where accounts are not grouped. */
  readonly owner: Int32Array;
}

/** Columns for `count` accounts, each its own owner. */
export function allocateAccounts(count: number): Accounts {
  const owner = new Int32Array(count);
  for (let i = 0; i < count; i++) owner[i] = i;
  return {
    count,
    side: new Int8Array(count),
    quantity: new Float64Array(count),
    entryPrice: new Float64Array(count),
    collateral: new Float64Array(count),
    owner,
  };
}
