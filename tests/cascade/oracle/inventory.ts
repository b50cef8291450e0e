// Step 7 of model.md 2.5 for the inventory (4.8): orders with limits cross and meet the depth; before that ADL
// closes what the fund cannot carry (5.4).
import { mayPay, type Pooled, pool } from './adl.ts';
import { type Meeting, meet, sharedUnit } from './block.ts';
import { byWillingness, limitOf, roomTo } from './takeover.ts';
import type { Takeover } from './terms.ts';
import { grey, type Holder, lossPerUnit, near, type Owned, unitOf, type World } from './world.ts';

export interface OwnedFill {
  readonly order: Owned;
  readonly kind: 'adl' | 'inventory';
  readonly quantity: number;
  readonly unit: number;
}

/** Removes what ADL closes; what finds no winner stays in its order. */
export function deleverageInventory(world: World, reached: readonly Holder[], into: Pooled): OwnedFill[] {
  const out: OwnedFill[] = [];
  const removed = removals(world);
  let fundLeft = mayPay(world);
  for (const side of [1, -1] as const) {
    const own = [...removed].filter(([order]) => order.side === side);
    if (own.length === 0) continue;
    const told = own.map(([order, quantity]) => ({
      side,
      quantity,
      bankruptcy: order.uB,
      loss: quantity * lossPerUnit(world, order, world.uM),
    }));
    const pooled = pool(world, told, (holder) => reached.includes(holder), fundLeft, into);
    fundLeft = pooled.fundLeft;
    for (const [order, quantity] of own) {
      const share = quantity * pooled.share;
      if (share > 0) out.push({ order, kind: 'adl', quantity: share, unit: order.uB });
      order.q = order.q - share <= 1e-12 * order.q0 ? 0 : order.q - share;
    }
  }
  return out;
}

function removals(world: World): Map<Owned, number> {
  const { adl } = world.rules;
  const removed = new Map<Owned, number>();
  if (adl.when === 'never') return removed;
  const loss = (order: Owned) => lossPerUnit(world, order, world.uM);
  const losing = world.inventory.filter((order) => loss(order) > 0);
  if (adl.when === 'negative-equity') {
    for (const order of losing) removed.set(order, order.q);
    return removed;
  }
  const value = world.inventory.reduce((sum, { side, q, uB }) => sum + side * q * (world.uM - uB), 0);
  const losses = losing.reduce((sum, order) => sum + order.q * loss(order), 0);
  let short = -(mayPay(world) + value);
  if (losing.length > 0) grey(world, 'fund carries', short, losses);
  const worstFirst = [...losing].sort((a, b) => loss(b) - loss(a));
  worstFirst.forEach((order, k) => {
    const next = worstFirst[k + 1];
    if (next) near(world, 'worst first', loss(order), loss(next), world.uM);
    grey(world, 'all removed', short, losses);
    if (!(short > 1e-12 * losses)) return;
    const part = short / loss(order);
    grey(world, 'last in part', order.q - part, order.q0);
    grey(world, 'crumb of the last', part, order.q0);
    const whole = order.q - part <= 1e-12 * order.q0;
    removed.set(order, whole ? order.q : part);
    short -= order.q * loss(order);
  });
  return removed;
}

export interface Worked extends Meeting {
  readonly fills: OwnedFill[];
  /** Of what the vault offers: > 0 sold, < 0 bought; at this unit value. */
  readonly unwound: number;
  readonly vaultUnit: number;
  readonly exhausted: boolean;
}

interface Offer {
  /** null: the vault's. */
  readonly order: Owned | null;
  readonly side: number;
  readonly limit: number;
  readonly q: number;
  readonly q0: number;
}

/** Crosses and fills whatever is eligible at the price. */
export function workInventory(world: World, spec: Takeover, vault: number): Worked {
  const { depth, p, J } = world;
  const offers = offersOf(world, spec, vault).filter(({ side, limit }) => {
    grey(world, 'eligible', limit / p - 1, 1);
    return side > 0 ? limit <= p * (1 + 1e-12) : limit >= p * (1 - 1e-12);
  });
  const of = (side: number) => offers.filter((offer) => offer.side === side);
  const total = (side: number) => of(side).reduce((sum, { q }) => sum + q, 0);
  const [S, B] = [total(1), total(-1)];
  if (B > 0) near(world, 'crossing', S, B, S);
  const side = S >= B ? 1 : -1;
  const X = Math.min(S, B);
  const filled = new Map<Offer, number>(of(-side).map((offer) => [offer, offer.q]));
  let exhausted = false;
  let z = 0;
  // What goes to the depth, order by order: a difference of sums would leave rounding where all crosses.
  let R = 0;
  for (const offer of byWillingness(world, side, of(side), ({ limit }) => limit)) {
    const { q, q0, limit } = offer;
    const can = X + roomTo(world, side, limit) - z;
    const crossed = Math.max(0, Math.min(q, X - z));
    near(world, 'filled whole', can, q, q);
    grey(world, 'crumb', Math.max(0, can) - crossed, q0);
    let fill = Math.max(0, Math.min(q, can));
    if (fill <= 1e-12 * q0) fill = crossed;
    if (q - fill <= 1e-12 * q0) fill = q;
    filled.set(offer, fill);
    R += Math.max(0, fill - crossed);
    z += q;
    if (fill === q) continue;
    const most = side > 0 ? depth.mostSold : -depth.mostBought;
    // The levels ended it, not its limit: it would have taken the last price, too.
    exhausted = Number.isFinite(most) && side * (depth.D(most, J) - limit / J) >= 0;
    break;
  }
  const meeting = meet(world, side, R);
  const unitFor = (own: number) => (own === side ? sharedUnit(world, X, meeting) : unitOf(world, p));
  const fills = [...filled].flatMap(([{ order, side: own }, quantity]): OwnedFill[] =>
    order && quantity > 0 ? [{ order, kind: 'inventory', quantity, unit: unitFor(own) }] : [],
  );
  for (const { order, quantity } of fills)
    order.q = order.q - quantity <= 1e-12 * order.q0 ? 0 : order.q - quantity;
  const unwinding = offers.find(({ order }) => order === null);
  return {
    ...meeting,
    fills,
    unwound: unwinding ? unwinding.side * (filled.get(unwinding) ?? 0) : 0,
    vaultUnit: unitFor(Math.sign(vault)),
    exhausted,
  };
}

/** The vault's unwinding first, at any price; then the orders by arrival. */
function offersOf(world: World, spec: Takeover, vault: number): Offer[] {
  const unwinding: Offer = {
    order: null,
    side: Math.sign(vault),
    limit: vault > 0 ? 0 : Infinity,
    q: Math.abs(vault),
    q0: Math.abs(vault),
  };
  const orders = world.inventory
    .filter(({ q }) => q > 0)
    .map((order) => ({
      order,
      side: order.side,
      limit: limitOf(world, order, spec),
      q: order.q,
      q0: order.q0,
    }));
  return vault === 0 ? orders : [unwinding, ...orders];
}
