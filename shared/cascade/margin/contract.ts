/** Linear contracts settle in the quote currency, or as quantos in another; inverse ones in the coin. */
export type Contract = 'linear' | 'inverse';

/** +1 long, -1 short. */
export type Side = 1 | -1;

/**
 * Value of one unit of quantity at a price, in the settlement currency: `price` (linear) or
 * `-1/price` (inverse). With it profit is `side * quantity * (u(P) - u(P0))` and notional is
 * `quantity * |u(P)|` for both contracts (model.md 0).
 */
export const unitValue = (contract: Contract, price: number): number =>
  contract === 'linear' ? price : -1 / price;

/** The price at which one unit has this value; inverse of `unitValue`. */
export const priceOfUnit = (contract: Contract, unit: number): number =>
  contract === 'linear' ? unit : -1 / unit;
