// Auto-deleveraging by model.md 5.4: bankrupt orders leave the block and are closed against winners.
import { type Block, blockOf } from './block.ts';
import {
  bankruptcy,
  e,
  type Fill,
  type Holder,
  isOpen,
  N,
  near,
  type Order,
  profit,
  type World,
} from './world.ts';

export interface Pooled {
  readonly fills: Fill[];
  needed: number;
  /** Were there haircuts at all? */
  any: boolean;
}

export interface Adl extends Pooled {
  /** Orders of the block after removal and return. */
  orders: Order[];
  /** What the fund may still pay before winners do, and what negative equity leaves of it. */
  allowed: number;
  fundLeft: number;
}

/** What left the block or the inventory, of one side. */
interface Removed {
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly bankruptcy: number;
  /** Loss of all of it at the mark, at least 0. */
  readonly loss: number;
}

/** Closes what was removed, one side of the market, against winners of the other; returns the share that was. */
export function pool(
  world: World,
  removed: readonly Removed[],
  isBusy: (holder: Holder) => boolean,
  fundLeft: number,
  into: Pooled,
): { share: number; fundLeft: number } {
  const Q = removed.reduce((sum, { quantity }) => sum + quantity, 0);
  const uB = removed.reduce((sum, { quantity, bankruptcy: own }) => sum + quantity * own, 0) / Q;
  const { side } = removed[0]!;
  const winners = world.holders.filter((holder) => {
    if (!isOpen(holder) || holder.side === side || isBusy(holder) || holder.onAuction) return false;
    const size = N(world, holder);
    near(world, 'winner equity', e(world, holder), 0, size);
    near(world, 'winner at pool', e(world, holder, uB), 0, size);
    // A haircut is divided by it, so a profit next to nothing decides about digits, too.
    if (world.uM !== holder.entryUnit) near(world, 'winner profit', profit(holder, world.uM), 0, 1e4 * size);
    return e(world, holder) > 0 && profit(holder, world.uM) > 0 && e(world, holder, uB) >= 0;
  });
  const held = winners.reduce((sum, holder) => sum + holder.q, 0);
  const total = Math.min(Q, held);
  const taken = allocate(world, winners, total);
  // 0: what differs by no more than rounding is the same; a negligible order is dropped.
  const share = Q - held <= 1e-12 * Q ? 1 : total / Q;
  if (share < 1) world.flags.add('ADL_SHORT');
  if (total > 0) {
    into.any = true;
    world.flags.add('ADL');
  }
  winners.forEach((holder, j) => {
    if (taken[j]! > 0) into.fills.push({ holder, kind: 'adlwin', quantity: taken[j]!, unit: uB });
  });
  const gap = removed.reduce((sum, { loss }) => sum + loss, 0);
  const profits = winners.reduce((sum, holder) => sum + profit(holder, world.uM), 0);
  into.needed += Math.min(Math.max(0, gap - fundLeft), profits);
  return { share, fundLeft: Math.max(0, fundLeft - gap) };
}

/** Closes `removed` orders of the block. */
function close(
  world: World,
  removed: Order[],
  orders: Order[],
  reached: Holder[],
  fundLeft: number,
  into: Adl,
) {
  const isBusy = (holder: Holder) =>
    reached.includes(holder) || orders.some((order) => order.holder === holder);
  const told = removed.map(({ holder, quantity }) => ({
    side: holder.side,
    quantity,
    bankruptcy: bankruptcy(holder),
    loss: Math.max(0, -e(world, holder)),
  }));
  const { share, fundLeft: left } = pool(world, told, isBusy, fundLeft, into);
  for (const { holder, quantity } of removed) {
    const back = quantity * (1 - share);
    const asksAgain = back > 1e-12 * holder.q0;
    const adl = asksAgain ? quantity - back : quantity;
    if (share > 0) into.fills.push({ holder, kind: 'adl', quantity: adl, unit: bankruptcy(holder) });
    if (asksAgain) into.orders.push({ holder, quantity: back });
  }
  return left;
}

function allocate(world: World, winners: Holder[], total: number): number[] {
  const rule = world.rules.adl;
  const held = winners.map((holder) => holder.q);
  const sum = held.reduce((a, b) => a + b, 0);
  if (rule.when === 'never' || sum === 0) return held.map(() => 0);
  if (total >= sum) return held;
  switch (rule.policy) {
    case 'pro-rata':
      return held.map((q) => (q * total) / sum);
    case 'queue': {
      const score = (holder: Holder) => {
        const r = profit(holder, world.uM) / (holder.q * Math.abs(holder.entryUnit));
        const leverage = N(world, holder) / e(world, holder);
        return r > 0 ? r * leverage : r / leverage;
      };
      const taken = held.map(() => 0);
      let left = total;
      const order = winners.map((_, j) => j).sort((a, b) => score(winners[b]!) - score(winners[a]!) || a - b);
      order.forEach((j, k) => {
        const next = order[k + 1];
        if (next !== undefined)
          near(world, 'queue score', score(winners[j]!), score(winners[next]!), score(winners[j]!));
        taken[j] = Math.min(held[j]!, left);
        left -= taken[j]!;
      });
      return taken;
    }
    case 'water-filling': {
      // x_j(l) = max(0, N_j - l e_j) falls in l: bisect for the sum that is wanted.
      const wanted = total * Math.abs(world.uM);
      const cuts = (l: number) =>
        winners.map((holder) => Math.max(0, N(world, holder) - l * e(world, holder)));
      let low = 0;
      let high = Math.max(...winners.map((holder) => N(world, holder) / e(world, holder)));
      for (let k = 0; k < 200; k++) {
        const l = (low + high) / 2;
        if (cuts(l).reduce((a, b) => a + b, 0) > wanted) low = l;
        else high = l;
      }
      return cuts(high).map((x) => x / Math.abs(world.uM));
    }
  }
}

/** `when: negative-equity`: accounts under water at the mark leave, whole, whatever else they do. */
export function negativeEquity(world: World, reached: Holder[]): Holder[] {
  if (world.rules.adl.when !== 'negative-equity') return [];
  return reached.filter((holder) => {
    near(world, 'negative equity', e(world, holder), 0, N(world, holder));
    return isOpen(holder) && e(world, holder) < 0;
  });
}

/** What else stands in the block: lots of auctions, and what the vault sells. */
export interface BlockRest {
  readonly lots: readonly { holder: Holder }[];
  readonly vault: number;
}

export function deleverage(
  world: World,
  losers: Holder[],
  orders: Order[],
  reached: Holder[],
  others: BlockRest,
  { allowed, fundLeft } = { allowed: mayPay(world), fundLeft: mayPay(world) },
): Adl {
  const adl: Adl = { fills: [], orders: [...orders], needed: 0, any: false, allowed, fundLeft };
  for (const side of [1, -1] as const) {
    let removed: Order[];
    if (world.rules.adl.when === 'negative-equity') {
      removed = losers.filter((one) => one.side === side).map((holder) => ({ holder, quantity: holder.q }));
    } else {
      const closing = adl.orders
        .filter(({ holder, quantity }) => holder.side === side && quantity === holder.q && !holder.isPart)
        .sort(
          (a, b) => side * (bankruptcy(b.holder) - bankruptcy(a.holder)) || a.holder.index - b.holder.index,
        );
      const without = (k: number) => {
        const gone = closing.slice(0, k).map((order) => order.holder);
        const block = blockOf(
          world,
          adl.orders.filter((order) => !gone.includes(order.holder)),
          others.lots,
          others.vault,
        );
        return deficitsOf(closing.slice(k), block);
      };
      const carries = (k: number) => {
        const value = closing.reduce((sum, { quantity }) => sum + quantity * Math.abs(world.uM), 0);
        if (without(k) > 0) near(world, 'fund carries', without(k), adl.allowed, value);
        return without(k) <= adl.allowed;
      };
      let k = 0;
      while (k < closing.length && !carries(k)) k++;
      // Accounts restored to one margin ratio at one mark are bankrupt at one price: rounding ranks them.
      const [worst, next] = [closing[k - 1], closing[k]];
      if (worst && next)
        near(world, 'worst first', bankruptcy(worst.holder), bankruptcy(next.holder), world.uM);
      removed = closing.slice(0, k);
      adl.allowed -= without(k);
    }
    if (removed.length === 0) continue;
    adl.orders = adl.orders.filter((order) => !removed.includes(order));
    adl.fundLeft = close(world, removed, orders, reached, adl.fundLeft, adl);
  }
  return adl;
}

const deficitsOf = (orders: Order[], block: Block): number =>
  orders.reduce((sum, { holder, quantity }) => {
    const fill = holder.side > 0 ? block.saleUnit : block.purchaseUnit;
    return sum + Math.max(0, holder.side * quantity * (bankruptcy(holder) - fill));
  }, 0);

/** 5.3: all of the fund, or what keeps it from falling too far below its peak. */
export function mayPay({ rules, fund, n, funds }: World): number {
  if (rules.adl.when !== 'fund-drawdown') return fund;
  // Balances at the ends of the last ticks; the one of now is among them in any case.
  const peak = Math.max(fund, ...funds.slice(Math.max(0, n - rules.adl.windowTicks)));
  return Math.max(0, fund - (1 - rules.adl.drawdown) * peak);
}
