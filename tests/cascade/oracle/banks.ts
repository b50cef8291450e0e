// Banks of contagion.md 4, one object each, by the words of the page: no columns, nothing kept from step to step but balance sheets.

export interface SlowBank {
  cash: number;
  bonds: [government: number, corporate: number];
  other: number;
  loan: number;
  deposits: number;
  offers: [government: number, corporate: number];
  state: 'live' | 'failed now' | 'failed before';
}

export interface SlowRule {
  readonly failsBelow: number;
  readonly actsBelow: number;
  readonly target: number;
  readonly steps: number;
}

/** 4.2, step by step; `banks` are used up. */
export function slowFireSale(banks: SlowBank[], rule: SlowRule, shock: number, impact: number) {
  const held = BONDS.map((k) => total(banks, ({ bonds }) => bonds[k]));
  const beta = -Math.log(1 - impact) / 0.05;
  const price = [1 - shock, 1];
  for (let step = 0; step < rule.steps; step++) {
    for (const bank of banks) {
      if (bank.state !== 'failed now') continue;
      bank.offers = [...bank.bonds];
      bank.state = 'failed before';
    }
    for (const k of BONDS) {
      const offered = total(banks, ({ offers }) => offers[k]);
      if (offered === 0) continue;
      const next = price[k]! * Math.E ** ((-beta * offered) / held[k]!);
      for (const bank of banks) {
        bank.bonds[k] -= bank.offers[k];
        bank.cash += (bank.offers[k] * (price[k]! + next)) / 2;
        bank.offers[k] = 0;
      }
      price[k] = next;
    }
    for (const bank of banks) if (bank.state === 'live') decide(bank, rule, price);
  }
  const left = BONDS.map((k) => total(banks, ({ bonds }) => bonds[k]));
  return {
    failures: banks.filter(({ state }) => state !== 'live').length,
    soldShare: 1 - (left[0]! + left[1]!) / (held[0]! + held[1]!),
    price,
    banks,
  };
}

function decide(bank: SlowBank, rule: SlowRule, price: readonly number[]): void {
  const value = bank.bonds[0] * price[0]! + bank.bonds[1] * price[1]!;
  const A = bank.cash + value + bank.other;
  const E = A - bank.loan - bank.deposits;
  if (E / A < rule.failsBelow) {
    bank.state = 'failed now';
    return;
  }
  if (E / A >= rule.actsBelow) return;
  const need = Math.min(A - E / rule.target, bank.loan);
  if (need <= 0) return;
  const fromCash = Math.min(bank.cash, need);
  bank.cash -= fromCash;
  bank.loan -= fromCash;
  const rest = need - fromCash;
  if (rest === 0 || value === 0) return;
  const share = Math.min(1, rest / value);
  bank.offers = [share * bank.bonds[0], share * bank.bonds[1]];
}

const BONDS = [0, 1] as const;
const total = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((sum, one) => sum + of(one), 0);

export interface SlowHolder {
  readonly Pi: readonly number[];
  readonly I: number;
  readonly E: number;
}

/** 4.1, the rounds of the threshold rule; what every holder has after each. */
export function slowThreshold(
  start: readonly SlowHolder[],
  shock: readonly number[],
  most: number,
  psi: (asset: number, sold: number, before: number) => number,
): SlowHolder[][] {
  let holders = start.map(({ Pi, I, E }) => ({
    Pi: Pi.map((own, k) => own * (1 - shock[k]!)),
    I,
    E: E - Pi.reduce((sum, own, k) => sum + own * shock[k]!, 0),
  }));
  const rounds: SlowHolder[][] = [];
  const before = shock.map(() => 0);
  for (;;) {
    const shares = holders.map(({ Pi, I, E }) => {
      const sum = total(Pi, (own) => own);
      if (sum === 0 || (E > 0 && (sum + I) / E <= most)) return 0;
      return Math.min((sum + I - 0.95 * most * E) / sum, 1);
    });
    if (shares.every((share) => share === 0)) return rounds;
    const sold = shock.map((_, k) => holders.reduce((sum, { Pi }, i) => sum + shares[i]! * Pi[k]!, 0));
    const impact = sold.map((own, k) => psi(k, own, before[k]!));
    holders = holders.map(({ Pi, I, E }, i) => ({
      Pi: Pi.map((own, k) => (1 - shares[i]!) * own * (1 - impact[k]!)),
      I,
      E: E - (1 - shares[i]! / 2) * Pi.reduce((sum, own, k) => sum + own * impact[k]!, 0),
    }));
    sold.forEach((own, k) => {
      before[k]! += own;
    });
    rounds.push(holders);
  }
}

type Matrix = readonly (readonly number[])[];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, own, k) => sum + own * b[k]![j]!, 0)));
const turned = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const diagonal = (values: readonly number[]): Matrix =>
  values.map((own, i) => values.map((_, j) => (i === j ? own : 0)));

/** 4.1, leverage targeting as the product of matrices that its authors write, and the sum of all rounds as a linear system. */
export function slowVulnerability(
  { assets, equity, debtToEquity, weights, impact }: SlowLeveraged,
  shock: readonly number[],
) {
  const [M, A, B] = [weights, diagonal(assets), diagonal(debtToEquity)];
  const L = diagonal(shock.map(() => impact));
  const AMLM = product(product(product(A, M), L), turned(M));
  const f = shock.map((own) => [own]);
  const losses = product(product(product(AMLM, A), B), product(M, f)).map(([own]) => -own!);
  const K = product(product(product(product(L, turned(M)), A), B), M);
  return {
    aggregate: total(losses, (own) => own) / total(equity, (own) => own),
    indirect: losses.map((own, i) => own / equity[i]!),
    K,
    allRounds: solved(K.map((row, i) => [...row.map((own, j) => Number(i === j) - own), shock[i]!])),
  };
}

interface SlowLeveraged {
  readonly assets: readonly number[];
  readonly equity: readonly number[];
  readonly debtToEquity: readonly number[];
  readonly weights: Matrix;
  readonly impact: number;
}

/** Gauss and Jordan on [matrix | right side]. */
function solved(system: number[][]): number[] {
  const n = system.length;
  for (let k = 0; k < n; k++) {
    const pivot = system[k]![k]!;
    system[k] = system[k]!.map((own) => own / pivot);
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = system[i]![k]!;
      system[i] = system[i]!.map((own, j) => own - factor * system[k]![j]!);
    }
  }
  return system.map((row) => row[n]!);
}
