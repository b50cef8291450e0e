/** What a liquidator gets on top of what he repays: 0.05 for 5 %. Grows in a line as health falls from 1 to `fullAt`. */
export interface Bonus {
  /** From health `fullAt` down. */
  readonly most: number;
  /** Of `most`, at health 1; 1 if it does not grow. */
  readonly share: number;
  readonly fullAt: number;
}

/** How much of a debt is repaid at once (contagion.md 5.3); money at oracle prices. */
export type CloseFactor =
  /** `half` of the debt; all of it at a health of `fullBelow` or less, or where it is `small`. Aave v3: 0.5, 0.95, 2,000. */
  | { readonly rule: 'half'; readonly half: number; readonly fullBelow: number; readonly small: number }
  /** As much as lifts health to `health`. Aave v4. */
  | { readonly rule: 'target'; readonly health: number }
  /** Morpho. */
  | { readonly rule: 'all' };

/** A borrower who can be liquidated, money at oracle prices. */
export interface Reached {
  readonly debt: number;
  /** Sum of collateral times its threshold. */
  readonly weighted: number;
  /** Of the collateral that is seized. */
  readonly threshold: number;
  readonly bonus: number;
}

/** Sum of collateral times its threshold, over debt; liquidated below 1. */
export const healthOf = (weighted: number, debt: number): number => weighted / debt;

export function bonusAt({ most, share, fullAt }: Bonus, health: number): number {
  if (health <= fullAt) return most;
  const least = most * share;
  return health >= 1 ? least : least + ((most - least) * (1 - health)) / (1 - fullAt);
}

/** Morpho Blue's: what it pays for one unit of debt, by the threshold of the market. */
export const morphoIncentive = (threshold: number): number => Math.min(1.15, 1 / (0.3 * threshold + 0.7));

/** The repayment that a rule asks for. */
export function wantedRepayment({ debt, weighted, threshold, bonus }: Reached, rule: CloseFactor): number {
  switch (rule.rule) {
    case 'all':
      return debt;
    case 'half':
      return healthOf(weighted, debt) <= rule.fullBelow || debt <= rule.small ? debt : rule.half * debt;
    case 'target': {
      const gain = rule.health - threshold * (1 + bonus);
      // Where each unit repaid takes as much health as it brings, nothing but all of it helps.
      return gain <= 0 ? debt : Math.min(debt, (rule.health * debt - weighted) / gain);
    }
  }
}

/** Collateral that a repayment seizes: no more than there is, and then less is repaid. */
export function seizureOf(repayment: number, bonus: number, collateral: number) {
  const seized = repayment * (1 + bonus);
  return seized > collateral
    ? { repaid: collateral / (1 + bonus), seized: collateral }
    : { repaid: repayment, seized };
}

/**
 * Loan-to-value from which on every repayment leaves a borrower worse than before, until no collateral is left (Warmuz, Chaudhary and
 * Pinna 2022, arXiv 2212.07306).
 */
export const toxicFrom = (bonus: number): number => 1 / (1 + bonus);
