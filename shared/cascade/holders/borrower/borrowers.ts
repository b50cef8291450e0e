/** Who owes what against which collateral; row `i` is a borrower. Amounts in units of their assets. */
export interface Borrowers {
  readonly count: number;
  /** Collateral of borrower `i` is at `first[i] .. first[i + 1] - 1` of `asset` and `amount`. */
  readonly first: Int32Array;
  readonly asset: Int32Array;
  readonly amount: Float64Array;
  readonly debt: Float64Array;
  readonly debtAsset: Int32Array;
  /** Of each borrower, on all it pledges, in place of the assets' own: as exports of accounts state it. */
  readonly threshold: Float64Array | undefined;
}

/** Borrowers as a path has changed them so far. */
export interface Borrowing {
  readonly terms: Borrowers;
  readonly amount: Float64Array;
  /** In units as of the start: times `growth` of its asset it is what is owed now. */
  readonly debt: Float64Array;
  /** By asset. */
  readonly growth: Float64Array;
  /** By asset: oracle price times threshold. */
  readonly weight: Float64Array;
  /** Repaying made them worse. */
  readonly isToxic: Uint8Array;
  /** Whoever is below a health of 1 in this tick, lowest health first, and that health. */
  readonly reached: Int32Array;
  reachedCount: number;
  readonly health: Float64Array;
}

export const borrowingOf = (terms: Borrowers, assets: number): Borrowing => ({
  terms,
  amount: terms.amount.slice(),
  debt: terms.debt.slice(),
  growth: new Float64Array(assets).fill(1),
  weight: new Float64Array(assets),
  isToxic: new Uint8Array(terms.count),
  reached: new Int32Array(terms.count),
  reachedCount: 0,
  health: new Float64Array(terms.count),
});

export const owed = ({ terms, debt, growth }: Borrowing, borrower: number): number =>
  debt[borrower]! * growth[terms.debtAsset[borrower]!]!;

/** Collateral at prices by asset. */
export function worthOf({ terms, amount }: Borrowing, borrower: number, price: Float64Array): number {
  const { first, asset } = terms;
  let sum = 0;
  for (let row = first[borrower]!; row < first[borrower + 1]!; row++)
    sum += amount[row]! * price[asset[row]!]!;
  return sum;
}

/** Collateral at oracle prices, times thresholds: what health is made of. */
export function countedOf(borrowing: Borrowing, borrower: number, oracle: Float64Array): number {
  const { threshold } = borrowing.terms;
  return threshold
    ? threshold[borrower]! * worthOf(borrowing, borrower, oracle)
    : worthOf(borrowing, borrower, borrowing.weight);
}

/** Finds whoever has a health below 1: one sum a borrower. */
export function findReached(borrowing: Borrowing, oracle: Float64Array): void {
  const { terms, amount, debt, growth, weight, reached, health } = borrowing;
  const { count, first, asset, debtAsset, threshold } = terms;
  const counted = threshold ? oracle : weight;
  // What a unit of an asset owed at the start is worth now.
  const unit = growth.map((own, of) => own * oracle[of]!);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const own = debt[i]!;
    if (own === 0) continue;
    const money = own * unit[debtAsset[i]!]!;
    let sum = 0;
    for (let row = first[i]!, end = first[i + 1]!; row < end; row++)
      sum += amount[row]! * counted[asset[row]!]!;
    if (threshold) sum *= threshold[i]!;
    if (!(sum < money)) continue;
    health[i] = sum / money;
    reached[found++] = i;
  }
  borrowing.reachedCount = found;
  reached.subarray(0, found).sort((a, b) => health[a]! - health[b]! || a - b);
}

/** The collateral worth most at oracle prices, as its row, the lowest asset among equals; -1 if there is none. */
export function largestCollateral(
  { terms, amount }: Borrowing,
  borrower: number,
  oracle: Float64Array,
): number {
  const { first, asset } = terms;
  let best = -1;
  let most = 0;
  for (let row = first[borrower]!; row < first[borrower + 1]!; row++) {
    const worth = amount[row]! * oracle[asset[row]!]!;
    if (worth > most || (worth === most && best >= 0 && asset[row]! < asset[best]!)) {
      best = row;
      most = worth;
    }
  }
  return best;
}
