import { type Contract, unitValue } from './contract.ts';

/** A move of all prices of a risk group, and how much of what it does is counted. */
export interface MarginScenario {
  /** Fraction, above -1. */
  readonly move: number;
  readonly weight: number;
}

/** An account, or collateral, as scenarios see it. */
export interface Exposure {
  /** Risk group: what moves together. Groups do not offset each other. */
  readonly group: number;
  readonly contract: Contract;
  /** Quantity, > 0 long; 0 for collateral that does not cancel against positions. */
  readonly units: number;
  /** Mark. */
  readonly price: number;
  /** Asked whatever happens: contingency on notional, or a haircut on collateral; money, >= 0. */
  readonly charge: number;
}

export interface PortfolioMargin {
  readonly scenarios: readonly MarginScenario[];
  /** Part of the worst loss that is asked. */
  readonly lossFactor: number;
}

/** Largest weighted loss of exposures of one group over scenarios; 0 where none loses. */
export function worstLoss(exposures: readonly Exposure[], scenarios: readonly MarginScenario[]): number {
  let worst = 0;
  for (const { move, weight } of scenarios) {
    let profit = 0;
    for (const { contract, units, price } of exposures)
      profit += units * (unitValue(contract, price * (1 + move)) - unitValue(contract, price));
    worst = Math.max(worst, -weight * profit);
  }
  return worst;
}

/** Maintenance of a wallet by scenarios: the worst loss of each risk group, and the charges (contagion.md 3.2). */
export function portfolioMargin(
  exposures: readonly Exposure[],
  { scenarios, lossFactor }: PortfolioMargin,
): number {
  const groups = [...Map.groupBy(exposures, ({ group }) => group).values()];
  const worst = groups.reduce((total, own) => total + worstLoss(own, scenarios), 0);
  return lossFactor * worst + exposures.reduce((total, { charge }) => total + charge, 0);
}

/**
 * What each exposure adds to the maintenance of the whole: what would fall away without it, not below 0; by notional where that
 * is 0 for all of them, as for a hedge that needs nothing. The parts do not add up to the whole.
 */
export function portfolioParts(exposures: readonly Exposure[], rule: PortfolioMargin): number[] {
  const whole = portfolioMargin(exposures, rule);
  const without = (j: number) => exposures.filter((_, k) => k !== j);
  const parts = exposures.map((_, j) => Math.max(0, whole - portfolioMargin(without(j), rule)));
  if (parts.some((part) => part > 0)) return parts;
  return exposures.map(({ contract, units, price }) => Math.abs(units * unitValue(contract, price)));
}
