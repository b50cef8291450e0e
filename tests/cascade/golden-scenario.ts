// A path of golden `tick-traces` as a scenario.

import type { Rules } from '../../shared/cascade/rules.ts';
import type { DepthLaw } from '../../shared/cascade/venue/depth/depth.ts';
import { type Group, goldenGroup, rational } from './golden.ts';
import type { Scenario } from './scenario.ts';

export const goldenPaths = (): Group[] => goldenGroup('tick-traces').paths;

/** Every "a/b" in a configuration, however deep, as a number. */
export const numbers = (value: unknown): unknown => {
  if (typeof value === 'string' && /^-?\d+\/\d+$/.test(value)) return rational(value);
  if (Array.isArray(value)) return value.map(numbers);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, numbers(own)]));
};

export function goldenScenario(path: Group): Scenario {
  const config = numbers(path.config) as Group;
  const { shock, rampSeconds, dt } = config;
  const N = Math.max(1, Math.ceil(rampSeconds / dt));
  const rules: Rules = {
    contract: config.contract,
    startPrice: config.p0,
    tickSeconds: dt,
    horizonSeconds: config.horizon,
    permanentShare: config.permanentShare,
    permanentTo: 'venue',
    decayPerTick: config.decayPerTick,
    triggerRule: config.triggerRule,
    ownShare: config.ownShare,
    feeRate: config.feeRate,
    leftover: config.leftover,
    fund: config.fund,
    adl: config.adl,
    socialised: config.socialised,
    backstop: config.backstop,
    mechanism: config.mechanism,
    withdrawal: config.withdrawal,
  };
  return {
    rules,
    depth: config.depth as DepthLaw,
    tiers: path.tiers.map((tier: Group) => ({ ...tier, maxLeverage: 1 / tier.rate })),
    accounts: path.accounts.map((account: Group, i: number) => ({
      side: account.side,
      quantity: rational(account.quantity),
      entryPrice: rational(account.entry),
      collateral: rational(account.collateral),
      owner: i,
    })),
    shock,
    factors: Array.from({ length: N }, (_, n) => 1 + (shock * (n + 1)) / N),
    depthScale: config.depthScale,
  };
}
