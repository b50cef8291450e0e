import type { Contract } from './margin/contract.ts';
import type { BandRule } from './venue/band.ts';
import type { FundingRule } from './venue/funding.ts';
import type { HaltRule } from './venue/halt.ts';

/** How the mark follows the price (model.md 3). */
export type TriggerRule =
  | { readonly rule: 'last' }
  | { readonly rule: 'ema'; readonly weight: number }
  | { readonly rule: 'lagged'; readonly ticks: number }
  | { readonly rule: 'capped'; readonly capPerTick: number };

/** How the venue liquidates (model.md 4); parameters are described there, times are in seconds. */
export type MechanismSpec =
  | { readonly name: 'full' }
  | { readonly name: 'target-margin'; readonly multiple: number; readonly minNotional: number }
  | {
      readonly name: 'stepped';
      readonly variant: 'share';
      readonly threshold: number;
      readonly firstShare: number;
      readonly coolDown: number;
    }
  | { readonly name: 'stepped'; readonly variant: 'tier' }
  | {
      readonly name: 'rate-limited';
      readonly velocity: number;
      readonly reach: number;
      readonly cure: boolean;
    }
  | {
      readonly name: 'auction';
      readonly buf: number;
      readonly cut: number;
      readonly step: number;
      readonly tail: number;
      readonly cusp: number;
      readonly hole: number;
      readonly profit: number;
    }
  | {
      readonly name: 'takeover';
      /** Whole ticks during which the venue offers an account at its bankruptcy price. */
      readonly patienceTicks: number;
      /** Share of its limit that an order gives up a tick after that. */
      readonly easePerTick: number;
      /** What becomes of accounts above the first tier: taken over whole, tier by tier, or reduced in the market first. */
      readonly stepDown: 'none' | 'take' | 'reduce';
      /** Reductions of one account; no limit where left out. */
      readonly mostReductions?: number;
    };

/** Who takes over accounts before the depth does (model.md 4.6). */
export interface Backstop {
  /** Accounts with equity below this share of maintenance are taken over. */
  readonly share: number;
  /** Settlement currency. */
  readonly capital: number;
  /** Equity the vault keeps, as a share of its position's value. */
  readonly minMargin: number;
  readonly velocity: number;
  readonly reach: number;
}

/** Closing losers against winners (model.md 5.4). */
export type AdlRule =
  | { readonly when: 'never' }
  | {
      readonly when: 'negative-equity' | 'fund-empty';
      readonly policy: 'queue' | 'pro-rata' | 'water-filling';
    }
  | {
      /** Winners bear what would take the fund beyond `drawdown` below its highest balance of the window. */
      readonly when: 'fund-drawdown';
      readonly policy: 'queue' | 'pro-rata' | 'water-filling';
      /** Share of that balance; Bybit 0.30. */
      readonly drawdown: number;
      /** How far back the highest balance may lie, whole ticks; Bybit 8 hours. */
      readonly windowTicks: number;
    };

/** Maintenance that rises in stress, once (contagion.md 7.4). */
export interface StressMaintenance {
  /** Of the price against that of the start, a fraction; the largest so far. */
  readonly move: number;
  /** On all rates, and so on deductions; at least 1. */
  readonly factor: number;
  /** From the move to the raise. */
  readonly delaySeconds: number;
}

/** Everything a venue does in a cascade; what `model.md` calls the configuration of a path. */
export interface Rules {
  readonly contract: Contract;
  /** Mark at the start, `p0`. */
  readonly startPrice: number;
  readonly tickSeconds: number;
  readonly horizonSeconds: number;
  /** Share of displaced volume that never comes back. */
  readonly permanentShare: number;
  /** Where that share lives: the venue's own price stays displaced, or what decays moves the index (model.md 2.1). */
  readonly permanentTo: 'venue' | 'index';
  /** Factor on temporary displaced volume per tick; 1 if nothing comes back. */
  readonly decayPerTick: number;
  readonly triggerRule: TriggerRule;
  /** Weight of the venue's own price in the mark; the rest is the index. Ignored by `last`. */
  readonly ownShare: number;
  /** Liquidation fee, fraction of notional. */
  readonly feeRate: number;
  /** Who keeps what is left of a closed account's collateral. */
  readonly leftover: 'fund' | 'return';
  /** Insurance fund at the start, settlement currency. */
  readonly fund: number;
  readonly adl: AdlRule;
  readonly socialised: boolean;
  readonly backstop: Backstop | null;
  readonly mechanism: MechanismSpec;
  /** None of these where left out; they hold where several markets are run together, or one as a list of one. */
  readonly funding?: FundingRule;
  readonly halt?: HaltRule;
  readonly band?: BandRule;
  readonly stressMaintenance?: StressMaintenance;
  /** Share of depth left after a move of this size: (move, share), linear between, constant outside. */
  readonly withdrawal: readonly (readonly [move: number, share: number])[] | null;
}
