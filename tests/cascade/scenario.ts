// One path of one market, spelled out: what the oracle and the engine are both asked.

import type { TierRow } from '../../shared/cascade/margin/tiers.ts';
import type { Rules } from '../../shared/cascade/rules.ts';
import type { DepthLaw } from '../../shared/cascade/venue/depth/depth.ts';

export interface Holding {
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly collateral: number;
  /** Owner's number; the account's own where accounts are not grouped. */
  readonly owner: number;
}

export interface Scenario {
  readonly rules: Rules;
  readonly depth: DepthLaw;
  readonly tiers: readonly TierRow[];
  readonly accounts: readonly Holding[];
  readonly shock: number;
  /** `S_1 ... S_N`, constant from there. */
  readonly factors: readonly number[];
  readonly depthScale: number;
}
