import type { Borrowers } from '../holders/borrower/borrowers.ts';
import type { LiquidationTerms } from '../holders/borrower/liquidation.ts';
import type { Bonus } from '../holders/borrower/repayment.ts';
import type { Rules } from '../rules.ts';
import type { Depth } from '../venue/depth/depth.ts';
import type { ShockPath } from '../venue/shock.ts';
import type { PoolTerms } from './pool.ts';

/** Something that is lent or pledged; prices in quote currency. */
export interface LendingAsset {
  /** At the start; always, where it has no market. */
  readonly price: number;
  /** Where it trades: its mark is the oracle. A linear contract, for what is sold is the asset itself. */
  readonly market: LendingMarket | undefined;
  /** What the oracle says at most, for an asset that is priced by a ratio: grows with every tick. */
  readonly ceiling: { readonly price: number; readonly growthPerSecond: number } | undefined;
  /** Share of its value that counts towards health, in [0, 1]. */
  readonly threshold: number;
  readonly bonus: Bonus;
  /** Thresholds that come into force in a tick, rising by tick. */
  readonly cuts: readonly { readonly tick: number; readonly threshold: number }[];
}
export interface LendingMarket {
  readonly rules: Rules;
  readonly depth: Depth;
  readonly path: ShockPath;
  readonly depthScale: number;
}

export interface LendingInput {
  readonly tickSeconds: number;
  readonly ticks: number;
  readonly assets: readonly LendingAsset[];
  readonly pools: readonly PoolTerms[];
  readonly borrowers: Borrowers;
  readonly terms: LiquidationTerms;
}

/** What a path came to; money in quote currency. */
export interface LendingOutcome {
  readonly debtLiquidated: number;
  readonly liquidatorProfit: number;
  /** Most that liquidators left in one tick because selling the collateral would not have paid. */
  readonly debtWaitingPeak: number;
  /** Borrowers whom a repayment left worse than before. */
  readonly toxic: number;
  readonly utilisationPeak: number;
  /** Seconds in which a pool was lent out to 99 % or more. */
  readonly fullSeconds: number;
  /** Most collateral that could not be seized in one tick for want of cash in its pool. */
  readonly blockedPeak: number;
  /** Most that lenders waited for, and what they wait for in the end. */
  readonly trappedPeak: number;
  readonly trappedEnd: number;
  readonly lendersLoss: number;
  /** Debt of borrowers without any collateral left. */
  readonly badDebt: number;
  /** What collateral at the last prices does not cover. */
  readonly openDeficit: number;
}
