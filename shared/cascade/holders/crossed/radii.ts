import type { Wallets } from './columns.ts';
import type { CrossedMarket } from './wallet.ts';

// A wallet whose equity exceeds its maintenance by `d` is not reached while every unit value stands within `d/g` of where it was tested:
// `e - MM` moves by at most `g = sum q (1 + mu_max) + sum_a f_a z_a` times the largest move. Whoever is left out of a tick's test would have
// passed it, so that nothing changes but the time it takes. Wallets are left out by runs.

const RUN_BITS = 6;
export const RUN = 1 << RUN_BITS;
export const runOf = (w: number): number => w >>> RUN_BITS;

/** Less than what rounding may take from a radius: of itself, and of the largest unit value. */
const OF_ITSELF = 1e-9;
const OF_UNITS = 1e-12;

export interface Radii {
  /** By run: how far unit values may move from `at`; 0 where it must be tested. */
  readonly radius: Float64Array;
  /** Unit values at its last test, one a market. */
  readonly at: Float64Array;
  /** `g` of each wallet, as it holds now. */
  readonly steepness: Float64Array;
  /** Largest marginal rate of each market; infinite where a margin table jumps. */
  readonly steepest: Float64Array;
}

export const createRadii = (markets: number, wallets: number): Radii => ({
  radius: new Float64Array(runOf(wallets) + 1),
  at: new Float64Array((runOf(wallets) + 1) * markets),
  steepness: new Float64Array(wallets),
  steepest: new Float64Array(markets),
});

/** Begins a path. */
export function startRadii({ radius, steepest }: Radii, markets: readonly CrossedMarket[]): void {
  radius.fill(0);
  markets.forEach(({ tiers }, k) => {
    steepest[k] = tiers.jumping ? Infinity : Math.max(...tiers.rate);
  });
}

/** A wallet holds something else than before. */
export function renewSteepness(
  { radius, steepness, steepest }: Radii,
  wallets: Wallets,
  w: number,
  quantity: Float64Array,
  amount: Float64Array,
): void {
  let g = 0;
  for (let a = wallets.first[w]!; a < wallets.first[w + 1]!; a++)
    if (quantity[a]! > 0) g += quantity[a]! * (1 + steepest[wallets.market[a]!]!);
  for (let i = wallets.firstAsset[w]!; i < wallets.firstAsset[w + 1]!; i++)
    if (wallets.assetMarket[i]! >= 0) g += wallets.factor[i]! * amount[i]!;
  steepness[w] = g;
  radius[runOf(w)] = 0;
}

/** Its cash is not what it was. */
export function forget({ radius }: Radii, w: number): void {
  radius[runOf(w)] = 0;
}

/** Is nobody of a run reached at any unit values between these? */
export function isSafe({ radius, at }: Radii, run: number, low: Float64Array, high: Float64Array): boolean {
  const within = radius[run]!;
  if (within === 0) return false;
  const markets = low.length;
  for (let k = 0; k < markets; k++) {
    const from = at[run * markets + k]!;
    if (!(Math.abs(low[k]! - from) < within && Math.abs(high[k]! - from) < within)) return false;
  }
  return true;
}

/** A run was tested at unit values, and `least` is the smallest `d/g` among its wallets. */
export function noteTested({ radius, at }: Radii, run: number, least: number, units: Float64Array): void {
  const markets = units.length;
  let largest = 0;
  for (let k = 0; k < markets; k++) {
    at[run * markets + k] = units[k]!;
    largest = Math.max(largest, Math.abs(units[k]!));
  }
  radius[run] = Math.max(0, least * (1 - OF_ITSELF) - OF_UNITS * largest);
}
