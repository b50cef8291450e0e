import { unitValue } from '../../cascade/margin/contract.ts';
import { depthOf } from '../../cascade/venue/depth/depth.ts';
import type { Market } from '../../market/market.ts';
import type { Side } from '../../sweep/cells.ts';
import type { Sweep } from '../../sweep/sweep-file.ts';
import { largestShock } from '../tiers/closing-cost.ts';

/** Buyers of longs after a fall, sellers to shorts after a rise. */
export interface RestingDepth {
  /** On the venue itself between mark and design shock, value at the mark price, settlement currency. */
  readonly own: number;
  /** What arbitrage adds there; null: the snapshot has none. */
  readonly outside: number | null;
  /** How many times over what was taken comes back within the horizon. */
  readonly refills: number;
}

/** Today's depth at base, nobody having left yet; it is two numbers and no sum, because the second is an assumption. */
export function restingDepth(market: Market, sweep: Sweep, side: Side): RestingDepth {
  const { snapshot, startPrice, contract } = market;
  const reach = Math.abs(largestShock(sweep, side));
  const unit = (sweep.base.depthBps / 10_000) * Math.abs(unitValue(contract, startPrice));
  const within = (law: Market['depth']) =>
    unit * depthOf(law, startPrice).volumeWithin(reach, side === 'down' ? 1 : -1);
  const own = within(market.ownDepth);
  const hasOutside = snapshot.depth.kind !== 'law' && snapshot.depth.outside !== undefined;
  return {
    own,
    outside: hasOutside ? within(market.depth) - own : null,
    refills: refills(market, sweep),
  };
}

/** Displacement heals by the same share in every tick, but for the permanent part of it (model.md 2.1). */
function refills({ rules, snapshot }: Market, { path, base, mechanisms }: Sweep): number {
  const { tickSeconds, horizonSeconds } = path;
  const { decayPerTick } = rules(tickSeconds, horizonSeconds, mechanisms[base.mechanism]!);
  const ticks = Math.ceil(horizonSeconds / tickSeconds);
  return ticks * (1 - snapshot.rules.permanentShare) * (1 - decayPerTick);
}
