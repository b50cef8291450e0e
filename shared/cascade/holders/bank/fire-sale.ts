import { exp, log } from '../../numbers/math.ts';

/**
 * Balance sheets of banks that hold two bonds, government and corporate; row `i` of every column is a bank. Money in one
 * unit, bonds in units that cost 1 at the start.
 */
export interface Banks {
  readonly count: number;
  readonly cash: Float64Array;
  readonly government: Float64Array;
  readonly corporate: Float64Array;
  /** Assets that are never sold nor revalued. */
  readonly other: Float64Array;
  /** Debt that can be repaid. */
  readonly loan: Float64Array;
  /** Debt that cannot. */
  readonly deposits: Float64Array;
}

/** When a bank sells, and when it is no more; ratios are equity over assets. */
export interface BankRule {
  /** A bank below this ratio fails, > 0. */
  readonly failsBelow: number;
  /** A bank below this one repays debt: 0.04 waits for a threshold, 1 targets its leverage always. */
  readonly actsBelow: number;
  /** The ratio that it repays towards, > 0. */
  readonly target: number;
  readonly steps: number;
}

export interface BankOutcome {
  readonly failures: number;
  /** Units of both bonds sold over units held at the start; 0 where none are held. */
  readonly soldShare: number;
  readonly governmentPrice: number;
  readonly corporatePrice: number;
}

/** Of all units of a bond: the impact of a grid is that of selling this share. */
const IMPACT_SHARE = 0.05;

/**
 * A fire sale: banks that lost on government bonds sell both bonds to repay debt, sales lower prices, lower prices make
 * others sell or fail (contagion.md 4.2). Threshold rule of Cont and Schaanning (2017), doi:10.2139/ssrn.2541114, with the
 * exponential impact of Cifuentes, Ferrucci and Shin (2005), doi:10.1162/jeea.2005.3.2-3.556. Banks decide at the same
 * prices and sell together, so their order does not matter. O(steps x banks); keeps the banks as they are.
 *
 * Failures are not monotone in the shock: banks just inside the buffer wait, and are caught by the sales of others.
 *
 * @returns runs one shock: a fraction lost on government bonds in [0, 1), and the fraction in [0, 1) by which selling 5 % of a
 *   bond moves its price
 */
export function createFireSale(banks: Banks): (rule: BankRule, shock: number, impact: number) => BankOutcome {
  const sale = saleOf(banks);
  return (rule, shock, impact) => {
    if (!(shock >= 0 && shock < 1)) throw new RangeError(`shock must be from 0 to below 1, got ${shock}`);
    if (!(impact >= 0 && impact < 1)) throw new RangeError(`impact must be from 0 to below 1, got ${impact}`);
    begin(sale, shock);
    const beta = -log(1 - impact) / IMPACT_SHARE;
    for (let step = 0; step < rule.steps; step++) {
      clear(sale, beta);
      for (let bank = 0; bank < banks.count; bank++) if (!sale.failed[bank]) act(sale, rule, bank);
    }
    return outcomeOf(sale);
  };
}

interface Sale {
  readonly start: Banks;
  readonly cash: Float64Array;
  readonly loan: Float64Array;
  /** Of the bank's bonds at the start, what it still holds: both are always sold in the same share. */
  readonly kept: Float64Array;
  /** Of what it holds, what it offers in the next step. */
  readonly offered: Float64Array;
  readonly failed: Uint8Array;
  readonly units: { readonly government: number; readonly corporate: number };
  readonly price: { government: number; corporate: number };
}

const saleOf = (start: Banks): Sale => ({
  start,
  cash: new Float64Array(start.count),
  loan: new Float64Array(start.count),
  kept: new Float64Array(start.count),
  offered: new Float64Array(start.count),
  failed: new Uint8Array(start.count),
  units: { government: sum(start.government), corporate: sum(start.corporate) },
  price: { government: 1, corporate: 1 },
});

function begin({ start, cash, loan, kept, offered, failed, price }: Sale, shock: number): void {
  cash.set(start.cash);
  loan.set(start.loan);
  kept.fill(1);
  offered.fill(0);
  failed.fill(0);
  price.government = 1 - shock;
  price.corporate = 1;
}

/** Steps 1 and 2: what was offered is sold at the average of the prices before and after. */
function clear({ start, cash, kept, offered, units, price }: Sale, beta: number): void {
  let government = 0;
  let corporate = 0;
  for (let bank = 0; bank < start.count; bank++) {
    const share = offered[bank]! * kept[bank]!;
    government += share * start.government[bank]!;
    corporate += share * start.corporate[bank]!;
  }
  const before = { ...price };
  if (government > 0) price.government *= exp((-beta * government) / units.government);
  if (corporate > 0) price.corporate *= exp((-beta * corporate) / units.corporate);
  const governmentFill = (before.government + price.government) / 2;
  const corporateFill = (before.corporate + price.corporate) / 2;
  for (let bank = 0; bank < start.count; bank++) {
    const share = offered[bank]! * kept[bank]!;
    cash[bank]! +=
      share * (start.government[bank]! * governmentFill + start.corporate[bank]! * corporateFill);
    kept[bank]! -= share;
    offered[bank] = 0;
  }
}

/** Step 3, at the new prices: a bank fails, or repays towards its target, from cash first and by selling in the next step. */
function act({ start, cash, loan, kept, offered, failed, price }: Sale, rule: BankRule, bank: number): void {
  const { government, corporate, other, deposits } = start;
  const bonds = kept[bank]! * (government[bank]! * price.government + corporate[bank]! * price.corporate);
  const assets = cash[bank]! + bonds + other[bank]!;
  const equity = assets - loan[bank]! - deposits[bank]!;
  const ratio = equity / assets;
  if (ratio < rule.failsBelow) {
    failed[bank] = 1;
    offered[bank] = 1;
    return;
  }
  if (!(ratio < rule.actsBelow)) return;
  const need = Math.min(assets - equity / rule.target, loan[bank]!);
  if (!(need > 0)) return;
  const paid = Math.min(need, cash[bank]!);
  cash[bank]! -= paid;
  loan[bank]! -= paid;
  if (paid < need && bonds > 0) offered[bank] = Math.min(1, (need - paid) / bonds);
}

function outcomeOf({ start, kept, failed, units, price }: Sale): BankOutcome {
  let failures = 0;
  let sold = 0;
  for (let bank = 0; bank < start.count; bank++) {
    failures += failed[bank]!;
    sold += (1 - kept[bank]!) * (start.government[bank]! + start.corporate[bank]!);
  }
  const held = units.government + units.corporate;
  return {
    failures,
    soldShare: held > 0 ? sold / held : 0,
    governmentPrice: price.government,
    corporatePrice: price.corporate,
  };
}

const sum = (column: Float64Array): number => column.reduce((total, own) => total + own, 0);
