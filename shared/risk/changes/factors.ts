import { blended } from '../../market/blend.ts';
import { canonicalJson } from '../../market/digest.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import { FACTORS, type FactorId } from '../findings/change.ts';
import type { Inputs } from './probe.ts';

/** What a factor is made of; two nights with equal parts do not differ in it. */
const PARTS: Readonly<Record<FactorId, (inputs: Inputs) => unknown>> = {
  positions: ({ market: { snapshot } }) => ({
    positions: snapshot.positions,
    openInterest: snapshot.market.openInterest,
    // The age of what was opened counts where accounts are estimated.
    asOf: snapshot.positions.kind === 'estimated' ? snapshot.asOf : null,
  }),
  prices: ({ market, sweep }) => ({ mark: market.startPrice, volatility: volatilityOf(sweep) }),
  depth: ({ market, sweep }) => ({ depth: market.snapshot.depth, sigma: sweep.path.sigmaDepth }),
  fund: ({ market }) => market.fund,
  parameters: ({ market: { snapshot }, sweep }) => ({
    tiers: snapshot.tiers,
    rules: snapshot.rules,
    base: sweep.base,
    mechanism: sweep.mechanisms[sweep.base.mechanism],
    design: sweep.design,
    path: { ...sweep.path, shape: calmed(sweep), sigmaDepth: null },
    seed: sweep.seed,
  }),
};

/** Factors that differ between two nights, in the order of their names. */
export const changedFactors = (before: Inputs, now: Inputs): FactorId[] =>
  FACTORS.filter((factor) => canonicalJson(PARTS[factor](before)) !== canonicalJson(PARTS[factor](now)));

/** The earlier night with some of its factors as they are now. */
export function mixed(before: Inputs, now: Inputs, swapped: ReadonlySet<FactorId>): Inputs {
  const from = (factor: FactorId) => (swapped.has(factor) ? now : before);
  const rules = from('parameters');
  return {
    market: blended({
      positions: from('positions').market,
      prices: from('prices').market,
      depth: from('depth').market,
      fund: from('fund').market,
      rules: rules.market,
    }),
    sweep: {
      ...rules.sweep,
      path: {
        ...rules.sweep.path,
        shape: { ...rules.sweep.path.shape, ...volatilityOf(from('prices').sweep, rules.sweep) },
        sigmaDepth: from('depth').sweep.path.sigmaDepth,
      },
    },
  };
}

/** How wild prices are on the way to the shock; nothing where the way is a straight one, of either night. */
function volatilityOf({ path: { shape } }: Sweep, other?: Sweep) {
  if (shape.shape !== 'bridge' || (other && other.path.shape.shape !== 'bridge')) return {};
  const { sigmaDay, volOfVol, volHalfLifeSeconds } = shape;
  return { sigmaDay, volOfVol, volHalfLifeSeconds };
}

const calmed = ({ path: { shape } }: Sweep) =>
  shape.shape === 'bridge' ? { ...shape, sigmaDay: 0, volOfVol: 0, volHalfLifeSeconds: 0 } : shape;
