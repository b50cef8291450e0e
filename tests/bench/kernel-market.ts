// The market of golden/kernel.json, made by its recipe: no file needed at any size.
import { type Accounts, allocateAccounts } from '../../shared/cascade/margin/accounts.ts';
import { CUSHION } from '../../shared/cascade/margin/axes.ts';
import { maintenanceMargin, type Tiers, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { LN2 } from '../../shared/cascade/numbers/math.ts';
import type { MechanismSpec, Rules } from '../../shared/cascade/rules.ts';
import { type Depth, depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import {
  allocateShockPath,
  type ShockPath,
  shockPath,
  shockTrend,
} from '../../shared/cascade/venue/shock.ts';

const START_PRICE = 100;
const RAMP_SECONDS = 300;

export interface KernelMarket {
  readonly accounts: Accounts;
  readonly tiers: Tiers;
  readonly depth: Depth;
  readonly rules: Rules;
}

/** Public-domain generator named by the recipe; uniforms in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The recipe, and a calmer market in which a small shock stays small. */
export const RECIPE = { mostLeverage: 100, impact: 0.12 } as const;
export const CALM = { mostLeverage: 10, impact: 0.012 } as const;

/**
 * @param kind `mostLeverage` of an account; `impact`: fraction by which selling everything moves the price
 */
export function kernelMarket(
  positions: number,
  kind: { readonly mostLeverage: number; readonly impact: number } = RECIPE,
  mechanism: MechanismSpec = { name: 'full' },
): KernelMarket {
  const next = mulberry32(20211010);
  const tiers = tiersOf(
    [
      [0, 0.004],
      [50_000, 0.005],
      [250_000, 0.01],
      [1_000_000, 0.025],
      [10_000_000, 0.05],
      [20_000_000, 0.1],
    ].map(([floor, rate]) => ({ floor: floor!, rate: rate!, maxLeverage: 125 })),
  );
  const accounts = allocateAccounts(positions);
  let total = 0;
  for (let i = 0; i < positions; i++) {
    const entryPrice = START_PRICE * (0.97 + 0.06 * next());
    const u1 = next();
    const u2 = next();
    const normal = Math.sqrt(-2 * Math.log(1 - u1)) * Math.cos(2 * Math.PI * u2);
    const notional = Math.min(5e7, Math.exp(9 + 1.8 * normal));
    const leverage = Math.min(kind.mostLeverage, 2 * Math.exp(next() * Math.log(50)));
    const quantity = notional / entryPrice;
    const collateral = notional / leverage;
    const equity = collateral + quantity * (START_PRICE - entryPrice);
    const least = CUSHION * maintenanceMargin(tiers, quantity * START_PRICE);
    accounts.side[i] = 1;
    accounts.quantity[i] = quantity;
    accounts.entryPrice[i] = entryPrice;
    accounts.collateral[i] = collateral + Math.max(0, least - equity);
    total += quantity;
  }
  const rules: Rules = {
    contract: 'linear',
    startPrice: START_PRICE,
    tickSeconds: 1,
    horizonSeconds: 3600,
    permanentShare: 0.7,
    permanentTo: 'venue',
    decayPerTick: Math.exp(-LN2 / 300),
    triggerRule: { rule: 'last' },
    ownShare: 1,
    feeRate: 0.0005,
    leftover: 'return',
    fund: 0.001 * total * START_PRICE,
    adl: { when: 'never' },
    socialised: false,
    backstop: null,
    mechanism,
    withdrawal: null,
  };
  const depth = depthOf({ law: 'linear', slope: (kind.impact * START_PRICE) / total }, START_PRICE);
  return { accounts, tiers, depth, rules };
}

/** The ramp of the recipe to a shock. */
export function kernelRamp(shock: number): ShockPath {
  const path = allocateShockPath(RAMP_SECONDS);
  const trend = shockTrend({ shape: 'ramp', seconds: RAMP_SECONDS }, 1, shock);
  shockPath(shock, trend, new Float64Array(RAMP_SECONDS).fill(1), path);
  return path;
}

/** Cells 0 to 39 of the recipe: every one closes every account. */
export const KERNEL_SHOCKS: readonly number[] = Array.from({ length: 40 }, (_, c) => -(450 + 3 * c) / 1000);

/** Shocks that close 1 to 5 % of the accounts of the calm market. */
export const CALM_SHOCKS: readonly number[] = Array.from({ length: 40 }, (_, c) => -(1400 + c) / 20_000);
