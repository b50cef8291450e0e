// Mechanism `takeover` of model.md 4.8, its step 6: who is reduced, who is taken over, and at what limit.
import type { Log } from './log.ts';
import { tierOf } from './margin.ts';
import type { Takeover } from './terms.ts';
import {
  bankruptcy,
  e,
  grey,
  type Holder,
  N,
  near,
  type Order,
  type Owned,
  renewTrigger,
  V,
  type World,
} from './world.ts';

/** The price of a unit value, or where there is none what takes any: 0 (sales), infinity (purchases). */
export function priceOf(world: World, side: number, unit: number): number {
  const price = world.rules.contract === 'linear' ? unit : -1 / unit;
  return price > 0 && Number.isFinite(price) ? price : side > 0 ? 0 : Infinity;
}

/** Limit in force: the bankruptcy price until patience is over, then eased without end. */
export function limitOf(world: World, { side, uB, since }: Owned, spec: Takeover): number {
  const eased = (1 - spec.easePerTick) ** Math.max(0, world.n - since - spec.patienceTicks);
  const price = priceOf(world, side, uB);
  return side > 0 ? price * eased : price / eased;
}

/** What the depth takes from here on while the price is `limit` or better. */
export function roomTo(world: World, side: number, limit: number): number {
  const { depth, J, theta } = world;
  const room = side * (depth.volumeTo(limit / J, side, J) - V(world));
  return room > depth.rounding(side) ? theta * room : 0;
}

/** Sales: lowest limit first; purchases: highest. What is told before stays before. */
export function byWillingness<T>(
  world: World,
  side: number,
  of: readonly T[],
  limit: (one: T) => number,
): T[] {
  const sorted = [...of].sort((a, b) => (limit(a) === limit(b) ? 0 : side * (limit(a) - limit(b))));
  sorted.forEach((one, k) => {
    const [own, next] = [limit(one), limit(sorted[k + 1] ?? one)];
    if (own !== next) near(world, 'willingness', own, next, own);
  });
  return sorted;
}

/** Those of the active accounts whose reduction enters, with its size; in ladder order. */
export function reductionsOf(world: World, active: readonly Holder[], spec: Takeover): Order[] {
  if (spec.stepDown !== 'reduce') return [];
  const asks = active.flatMap((holder): Order[] => {
    const notional = N(world, holder);
    const uB = bankruptcy(holder);
    const k = floorOf(world, notional);
    near(world, 'reduced equity', e(world, holder), 0, notional);
    const often = holder.reductions >= (spec.mostReductions ?? Infinity);
    if (k === 0 || !(e(world, holder) > 0) || holder.reducedIn === world.n - 1 || often) return [];
    const left = world.tiers[k]!.floor / Math.max(Math.abs(world.uM), Math.abs(uB));
    return [{ holder, quantity: holder.q - left }];
  });
  const entered = new Set<Order>();
  for (const side of [1, -1] as const) {
    const own = asks.filter(({ holder }) => holder.side === side);
    const price = ({ holder }: Order) => priceOf(world, side, bankruptcy(holder));
    let z = 0;
    for (const ask of byWillingness(world, side, own, price)) {
      const G = roomTo(world, side, price(ask));
      near(world, 'room to reduce', z + ask.quantity, G, ask.quantity);
      if (!(z + ask.quantity <= G)) continue;
      z += ask.quantity;
      entered.add(ask);
    }
  }
  return asks.filter((ask) => entered.has(ask));
}

/** The tier of a notional; one that stands on a floor belongs below it. */
function floorOf(world: World, notional: number): number {
  for (const { floor } of world.tiers) near(world, 'tier floor', notional * (1 - 1e-9), floor, notional);
  return tierOf(world.tiers, notional * (1 - 1e-9));
}

/** The venue takes an account over, whole or under `take` down to the floor of its tier. */
export function takeOver(world: World, log: Log, holder: Holder, spec: Takeover): void {
  const uB = bankruptcy(holder);
  let y = holder.q;
  if (spec.stepDown === 'take') {
    const unit = Math.abs(holder.triggerUnit);
    const k = floorOf(world, holder.q * unit);
    if (k > 0) y = holder.q - world.tiers[k]!.floor / unit;
  }
  grey(world, 'handed over', y, holder.q0);
  if (y <= 1e-12 * holder.q0) return;
  if (holder.q - y <= 1e-12 * holder.q0) y = holder.q;
  log.takeOver(world, y);
  const open = world.inventory.find((order) => order.holder === holder);
  if (open) {
    open.uB = (open.q * open.uB + y * uB) / (open.q + y);
    open.q += y;
    open.q0 += y;
  } else world.inventory.push({ holder, side: holder.side, q: y, q0: y, uB, since: world.n });
  if (y === holder.q) {
    holder.q = 0;
    holder.C = 0;
    holder.closed = true;
    return;
  }
  // Filled at its own bankruptcy price: what is left is bankrupt where it was.
  holder.C += holder.side * y * (uB - holder.entryUnit);
  holder.q -= y;
  renewTrigger(world, holder);
}
