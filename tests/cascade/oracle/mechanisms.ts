// Mechanisms of model.md 4: who sells how much in this tick.
import { tierOf } from './margin.ts';
import { e, type Holder, type Lot, MM, N, near, type Order, unitOf, V, type World } from './world.ts';

/** 4.6: accounts with little equity left go to the vault while it has the means. */
export function backstop(world: World, active: Holder[]): Holder[] {
  const { vault, uM } = world;
  const terms = world.rules.backstop;
  if (!terms) return [];
  const taken: Holder[] = [];
  for (const holder of active) {
    const own = e(world, holder);
    const bound = terms.share * MM(world, holder);
    near(world, 'backstop equity', own, 0, N(world, holder));
    near(world, 'backstop share', own, bound, N(world, holder));
    if (!(own >= 0 && own < bound)) continue;
    const Z = vault.Z + holder.side * holder.q;
    const cash = vault.cash + own - holder.side * holder.q * uM;
    const demand = terms.minMargin * Math.abs(Z) * Math.abs(uM);
    near(world, 'vault margin', cash + Z * uM, demand, N(world, holder) + terms.capital);
    if (!(cash + Z * uM >= demand)) continue;
    vault.Z = Z;
    vault.cash = cash;
    taken.push(holder);
  }
  return taken;
}

/** 4.6: what the vault sells (> 0) or buys (< 0) in this tick. */
export function unwind(world: World, before: number): number {
  const terms = world.rules.backstop;
  const { Z } = world.vault;
  if (!terms || Z * before <= 0) return 0;
  const side = Math.sign(Z);
  const pace = terms.velocity * world.rules.tickSeconds * world.depth.within(terms.reach, side) * world.theta;
  return side * Math.min(Math.abs(before), Math.abs(Z), pace);
}

/** Orders of the tick, for every mechanism but the auction and the takeover. */
export function ordersOf(world: World, active: Holder[], reached: Holder[]): Order[] {
  const spec = world.rules.mechanism;
  switch (spec.name) {
    case 'full':
      return active.map((holder) => ({ holder, quantity: holder.q }));
    case 'target-margin':
      return active.map((holder) => ({ holder, quantity: towardsTarget(world, holder, spec) }));
    case 'stepped':
      return active.map((holder) => ({
        holder,
        quantity: spec.variant === 'share' ? shareOf(world, holder, spec) : toFloor(world, holder),
      }));
    case 'rate-limited':
      return fromQueue(world, active, reached, spec);
    case 'auction':
    case 'takeover':
      return [];
  }
}

function towardsTarget(
  world: World,
  holder: Holder,
  spec: { multiple: number; minNotional: number },
): number {
  const notional = N(world, holder);
  const own = e(world, holder);
  const tau = (spec.multiple * MM(world, holder)) / notional;
  const fee = world.rules.feeRate;
  near(world, 'target equity', own, 0, notional);
  near(world, 'target fee', tau, fee, 1);
  if (own <= 0 || tau <= fee) return holder.q;
  const x = (tau * notional - own) / (tau - fee);
  near(world, 'target whole', x, notional, notional);
  near(world, 'target rest', notional - x, spec.minNotional, notional);
  if (x >= notional || notional - x < spec.minNotional) return holder.q;
  return x / Math.abs(world.uM);
}

function shareOf(
  world: World,
  holder: Holder,
  spec: { threshold: number; firstShare: number; coolDown: number },
): number {
  if (!holder.stepped) near(world, 'step threshold', N(world, holder), spec.threshold, spec.threshold);
  if (N(world, holder) <= spec.threshold || holder.stepped) return holder.q;
  holder.stepped = true;
  holder.ready = world.t + spec.coolDown;
  return spec.firstShare * holder.q;
}

function toFloor(world: World, holder: Holder): number {
  const notional = N(world, holder);
  for (const { floor } of world.tiers) near(world, 'tier floor', notional * (1 - 1e-9), floor, notional);
  const k = tierOf(world.tiers, notional * (1 - 1e-9));
  return k === 0 ? holder.q : (notional - world.tiers[k]!.floor) / Math.abs(world.uM);
}

function fromQueue(
  world: World,
  active: Holder[],
  reached: Holder[],
  spec: { velocity: number; reach: number; cure: boolean },
): Order[] {
  world.queue = world.queue.filter((holder) => holder.q > 0 && (!spec.cure || reached.includes(holder)));
  for (const holder of active) if (!world.queue.includes(holder)) world.queue.push(holder);
  const { depth, theta, rules } = world;
  const orders: Order[] = [];
  for (const side of [1, -1] as const) {
    let left = spec.velocity * rules.tickSeconds * depth.within(spec.reach, side) * theta;
    for (const holder of world.queue) {
      if (holder.side !== side || left <= 0) continue;
      const quantity = Math.min(holder.q, left);
      near(world, 'pace', left, holder.q, holder.q);
      orders.push({ holder, quantity });
      left -= quantity;
    }
  }
  return orders;
}

/** 4.5: restarts, then starts, then offers; returns the lots taken in this tick with their unit price. */
export function auction(world: World, active: Holder[]): { lot: Lot; ask: number }[] {
  const spec = world.rules.mechanism;
  if (spec.name !== 'auction') return [];
  for (const holder of active) {
    holder.onAuction = true;
    world.waiting.push(holder);
  }
  const steps = (lot: Lot) => Math.floor((world.t - lot.t0) / spec.step);
  const top = (side: number) => (side > 0 ? spec.buf * world.M : world.M / spec.buf);

  for (const lot of world.lots) {
    const fall = spec.cut ** steps(lot);
    near(world, 'cusp', fall, spec.cusp, 1);
    if (world.t - lot.t0 > spec.tail || fall < spec.cusp) {
      lot.t0 = world.t;
      lot.top = top(lot.holder.side);
      world.flags.add('AUCTION_RESTART');
    }
  }

  while (world.waiting.length > 0) {
    const holder = world.waiting[0]!;
    const notional = N(world, holder);
    const running = world.lots.reduce((sum, lot) => sum + lot.notional, 0);
    if (world.lots.length > 0) near(world, 'hole', running + notional, spec.hole, spec.hole);
    if (world.lots.length > 0 && running + notional > spec.hole) break;
    world.waiting.shift();
    world.lots.push({ holder, notional, t0: world.t, top: top(holder.side) });
  }

  const { depth, theta, rules, J } = world;
  const taken = { 1: 0, '-1': 0 };
  const out: { lot: Lot; ask: number }[] = [];
  for (const lot of world.lots) {
    const { side, q } = lot.holder;
    const fall = spec.cut ** steps(lot);
    const ask = unitOf(world, side > 0 ? lot.top * fall : lot.top / fall);
    const before = taken[side] / theta;
    const after = (taken[side] + q) / theta;
    const [a, b] = side > 0 ? [V(world) + before, V(world) + after] : [V(world) - after, V(world) - before];
    // A taker who could not sell the whole lot does not buy it.
    if (b > depth.mostSold || a < -depth.mostBought) continue;
    const sum = theta * depth.sumOfUnits(rules.contract === 'inverse', a, b, J);
    const gain = side * (sum - q * ask);
    near(world, 'taker', gain, spec.profit * q * Math.abs(ask), q * Math.abs(ask));
    if (!(gain >= spec.profit * q * Math.abs(ask))) continue;
    taken[side] += q;
    out.push({ lot, ask });
  }
  world.lots = world.lots.filter((lot) => !out.some((one) => one.lot === lot));
  return out;
}

/** Work left that can happen without anybody being reached anew. */
export function isPending(world: World): boolean {
  const spec = world.rules.mechanism;
  const queued = spec.name === 'rate-limited' && !spec.cure && world.queue.some((holder) => holder.q > 0);
  const held = world.inventory.length > 0 || world.vault.Z !== 0;
  return queued || world.waiting.length > 0 || world.lots.length > 0 || held;
}
