// A tick as the golden traces tell it, and what a chain takes along.
import { limitOf } from './takeover.ts';
import type { ChainState, OracleTick } from './terms.ts';
import type { Turn } from './turn.ts';
import type { Holder, World } from './world.ts';

const indexOf = (holder: Holder): number => holder.index;

export function toldTick(
  world: World,
  turn: Turn,
  prices: { readonly pre: number; readonly post: number },
  reached: readonly Holder[],
): OracleTick {
  const { rules } = world;
  const spec = rules.mechanism;
  const fills = [
    ...turn.fills,
    ...turn.worked.map(({ order, ...fill }) => ({ ...fill, holder: order.holder })),
  ].sort((a, b) => a.holder.index - b.holder.index || (a.kind < b.kind ? -1 : 1));
  return {
    ...prices,
    n: world.n,
    fundamental: world.F,
    index: world.J,
    mark: world.M,
    depthScale: world.theta,
    triggered: reached.map(indexOf),
    takenOver: turn.takenOver.map(indexOf),
    reduced: turn.reduced.map(indexOf),
    fills: fills.map(({ holder, kind, quantity, unit }) => [
      holder.index,
      kind,
      quantity,
      rules.contract === 'linear' ? unit : -1 / unit,
    ]),
    displacedAfterDecay: world.permanent + world.temporary,
    permanentAfterDecay: world.permanent,
    fund: world.fund,
    badDebt: world.badDebt,
    inventory:
      spec.name === 'takeover'
        ? world.inventory.map((order) => [order.holder.index, order.q, limitOf(world, order, spec)])
        : [],
  };
}

/** After the end of a path, at the end of its horizon. */
export const chainState = (world: World, lastTick: number): ChainState => ({
  fund: world.fund,
  inventory: world.inventory.map(({ holder, side, q, q0, uB, since }) => ({
    side,
    quantity: q,
    takenOver: q0,
    bankruptcyUnit: uB,
    triggerUnit: holder.triggerUnit,
    age: lastTick - since,
  })),
  permanent: world.permanent,
  temporary: world.temporary,
  m: world.ownM,
});
