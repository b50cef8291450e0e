/** What banks hold, in money; row `i` is a bank. */
export interface Portfolios {
  readonly count: number;
  readonly assets: number;
  /** Value of asset `k` held by bank `i` at `i * assets + k`, >= 0. */
  readonly value: Float64Array;
  /** Assets that cannot be sold, >= 0. */
  readonly illiquid: Float64Array;
  /** Below 0 it is a loss of the bank's creditors. */
  readonly capital: Float64Array;
}

/**
 * By what fraction of itself a sale lowers a price, in [0, 1].
 *
 * @param sold value sold in this round, at the prices before it
 * @param before value sold in earlier rounds, each at its own prices
 */
export type Impact = (asset: number, sold: number, before: number) => number;

/** What one round did: values as the round found them, prices and portfolios as it left them. */
export interface BankRound {
  /** (sum of holdings + illiquid) / capital of each bank; meaningless where capital is not positive. */
  readonly leverage: Float64Array;
  /** Share of its holdings that each bank sells. */
  readonly sellShare: Float64Array;
  /** By asset. */
  readonly sold: Float64Array;
  readonly impact: Float64Array;
  /** Against those before the shock. */
  readonly price: Float64Array;
  readonly after: Portfolios;
}

/** Banks sell down to this part of the leverage that they may not exceed. */
const TARGET = 0.95;

/**
 * Rounds of the threshold rule of Cont and Schaanning (2017), doi:10.2139/ssrn.2541114 (contagion.md 4.1): a bank above
 * `mostLeverage`, or without capital, sells the same share of all it can; the seller bears half of the impact of what it sells,
 * every holder all of it on what is kept. Banks sell at the same prices, so their order does not matter. Ends when nobody
 * sells: whoever does needs a loss that only a sale of a certain size can bring, and there is only so much to sell.
 *
 * @param shock fraction that each asset loses first, <= 1
 * @param told of every round
 * @returns portfolios at the end; `portfolios` stays as it is
 */
export function thresholdSale(
  portfolios: Portfolios,
  shock: ArrayLike<number>,
  mostLeverage: number,
  impactOf: Impact,
  told: (round: BankRound) => void = () => {},
): Portfolios {
  if (!(mostLeverage > 0)) throw new RangeError(`most leverage must be > 0, got ${mostLeverage}`);
  let now = shocked(portfolios, shock);
  let price = Float64Array.from({ length: portfolios.assets }, (_, k) => 1 - shock[k]!);
  const before = new Float64Array(portfolios.assets);
  for (;;) {
    const { leverage, sellShare } = sellShares(now, mostLeverage);
    if (!sellShare.some((share) => share > 0)) return now;
    const sold = soldOf(now, sellShare);
    const impact = sold.map((own, k) => impactOf(k, own, before[k]!));
    now = after(now, sellShare, impact);
    price = price.map((own, k) => own * (1 - impact[k]!));
    sold.forEach((own, k) => {
      before[k]! += own;
    });
    told({ leverage, sellShare, sold, impact, price, after: now });
  }
}

function shocked(start: Portfolios, shock: ArrayLike<number>): Portfolios {
  const { assets, value } = start;
  const capital = start.capital.slice();
  value.forEach((own, at) => {
    capital[Math.floor(at / assets)]! -= own * shock[at % assets]!;
  });
  return { ...start, value: value.map((own, at) => own * (1 - shock[at % assets]!)), capital };
}

/** `min((Pi + I - target E)/Pi, 1)` of a bank that is over its leverage or has no capital, and has something to sell. */
function sellShares({ count, assets, value, illiquid, capital }: Portfolios, mostLeverage: number) {
  const leverage = new Float64Array(count);
  const sellShare = new Float64Array(count);
  for (let bank = 0; bank < count; bank++) {
    let held = 0;
    for (let k = 0; k < assets; k++) held += value[bank * assets + k]!;
    const own = capital[bank]!;
    const all = held + illiquid[bank]!;
    leverage[bank] = all / own;
    if (held > 0 && !(own > 0 && leverage[bank]! <= mostLeverage))
      sellShare[bank] = Math.min((all - TARGET * mostLeverage * own) / held, 1);
  }
  return { leverage, sellShare };
}

function soldOf({ count, assets, value }: Portfolios, sellShare: Float64Array): Float64Array {
  const sold = new Float64Array(assets);
  for (let bank = 0; bank < count; bank++)
    for (let k = 0; k < assets; k++) sold[k]! += sellShare[bank]! * value[bank * assets + k]!;
  return sold;
}

/** All banks at once: what was sold repays debt, and leaves its price impact as a loss. */
function after(now: Portfolios, sellShare: Float64Array, impact: Float64Array): Portfolios {
  const { count, assets } = now;
  const value = now.value.slice();
  const capital = now.capital.slice();
  for (let bank = 0; bank < count; bank++) {
    const share = sellShare[bank]!;
    for (let k = 0; k < assets; k++) {
      const at = bank * assets + k;
      capital[bank]! -= (1 - share / 2) * value[at]! * impact[k]!;
      value[at]! *= (1 - share) * (1 - impact[k]!);
    }
  }
  return { ...now, value, capital };
}
