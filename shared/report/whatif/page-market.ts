import type { Contract } from '../../cascade/margin/contract.ts';
import type { Rules } from '../../cascade/rules.ts';
import type { DepthLaw } from '../../cascade/venue/depth/depth.ts';
import type { ShockShape } from '../../cascade/venue/shock.ts';
import type { EstimatedPositions } from '../../market/positions.ts';
import type { Packed } from './pack.ts';

// What a page carries of a market, as JSON: decimal texts of doubles read back as the same doubles.

/** A market as the page knows it; `cells` is what its cells are run from. */
export interface PageMarket {
  readonly symbol: string;
  readonly contract: Contract;
  /** Mark price, quote currency per coin. */
  readonly startPrice: number;
  readonly quoteCurrency: string;
  readonly settlementCurrency: string;
  /** Of a quanto: settlement currency that one contract pays per unit of price. */
  readonly quantoMultiplier?: number;
  /** Today's margin table. */
  readonly tiers: TierColumns;
  /** Added to every rate by the venue's triggers (model.md 1.3). */
  readonly reservedFeeRate: number;
  /** Null: cells cannot be run in this page, and why. */
  readonly cells: PageCells | null;
  readonly reason: WhyNone | null;
}

/** Why a page has no cells to run. */
export type WhyNone = 'POSITIONS_NOT_PUBLISHED' | 'TOO_LARGE' | 'NO_PUBLISHED_CELL';

/** A margin table; row `k` of each column is a tier. */
export interface TierColumns {
  readonly floor: readonly number[];
  readonly rate: readonly number[];
  readonly deduction: readonly number[];
  readonly maxLeverage: readonly number[];
  readonly jumping: boolean;
}

/** Everything that a path of a base cell is made of. */
export interface PageCells {
  readonly holders: PageHolders;
  readonly depth: DepthLaw;
  /** Of the run under each mechanism of the sweep, today's fund in it. */
  readonly rules: Readonly<Record<string, Rules>>;
  readonly shape: ShockShape;
  readonly tickSeconds: number;
  readonly sigmaDepth: number;
  readonly seedLow: number;
  readonly seedHigh: number;
  /** The table that the report recommends. */
  readonly proposed: TierColumns;
  /** Today. */
  readonly base: {
    readonly leverageBps: number;
    readonly maintenanceBps: number;
    readonly depthBps: number;
    readonly mechanism: string;
  };
  /** Base cells of the report, by shock ascending. */
  readonly published: readonly PublishedCell[];
  readonly check: Check;
}

export type PageHolders =
  | {
      readonly kind: 'estimated';
      readonly positions: EstimatedPositions;
      /** Quantity per side. */
      readonly openInterest: number;
      /** Seconds since 1970. */
      readonly asOfSeconds: number;
    }
  | {
      /** Without a name, in the order of the snapshot. */
      readonly kind: 'accounts';
      readonly side: Packed;
      readonly quantity: Packed;
      readonly entryPrice: Packed;
      readonly collateral: Packed;
      /** Null: each account is its own owner. */
      readonly owner: Packed | null;
    };

/** What the report says of a base cell. */
export interface PublishedCell {
  readonly id: string;
  readonly shockBps: number;
  /** Paths planned. */
  readonly paths: number;
  readonly shown: readonly ShownNumber[];
  /** Path with the largest draw of those that the report lists; null: none is listed, or none drew. */
  readonly worst: number | null;
}

/** One number of a cell with its two-sided 95 % interval; a null end is not known. */
export interface ShownNumber {
  readonly id: ShownId;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** In the order in which they are shown; shares are those of paths, losses are in settlement currency. */
export const SHOWN_IDS = ['coverage', 'ruin', 'draw', 'fund', 'adl', 'liquidated', 'move'] as const;
export type ShownId = (typeof SHOWN_IDS)[number];

/** First done paths of a published cell, bit for bit. */
export interface Check {
  readonly shockBps: number;
  /** Rows of `bits`. */
  readonly rows: number;
  /** `PATH_COLUMNS` of each row, little-endian doubles in base64. */
  readonly bits: string;
}
