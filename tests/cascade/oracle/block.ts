// Step 7 of model.md 2.5: what one tick sells and buys meets in the middle, the rest meets the depth.
import { type Holder, near, type Order, unitOf, V, type World } from './world.ts';

export interface Block {
  /** What everyone on each side gets for a unit. */
  readonly saleUnit: number;
  readonly purchaseUnit: number;
  /** Share of each side's orders that is filled; lots are filled whole. */
  readonly saleShare: number;
  readonly purchaseShare: number;
  /** Filled by the depth: > 0 sold, < 0 bought. */
  readonly net: number;
  /** Unit value that the depth paid. */
  readonly depthUnit: number;
  /** Displaced volumes between which it did. */
  readonly from: number;
  readonly to: number;
  readonly exhausted: boolean;
}

export function blockOf(
  world: World,
  orders: readonly Order[],
  lots: readonly { holder: Holder }[],
  vault: number,
): Block {
  const { depth, theta, F, p, rules } = world;
  const totalOf = (side: number) => {
    const ordered = orders
      .filter(({ holder }) => holder.side === side)
      .reduce((sum, o) => sum + o.quantity, 0);
    const lotted = lots.filter(({ holder }) => holder.side === side).reduce((sum, l) => sum + l.holder.q, 0);
    return { lotted, all: ordered + lotted + Math.max(0, side * vault) };
  };
  const sales = totalOf(1);
  const purchases = totalOf(-1);
  if (purchases.all > 0) near(world, 'crossing', sales.all, purchases.all, sales.all);
  const [larger, smaller, side] = sales.all >= purchases.all ? [sales, purchases, 1] : [purchases, sales, -1];
  const most = side > 0 ? depth.mostSold : depth.mostBought;
  const left = most - side * V(world);
  // 0: what rounding leaves of a full depth is none.
  const room = most === Infinity ? Infinity : left > 1e-12 * most ? left * theta : 0;
  const X = smaller.all;
  const rest = Math.min(larger.all - X, room);
  const exhausted = larger.all - X > room;
  const filled = X + rest;
  const share = exhausted ? (filled - larger.lotted) / (larger.all - larger.lotted) : 1;

  const from = side > 0 ? V(world) : V(world) - rest / theta;
  const to = side > 0 ? V(world) + rest / theta : V(world);
  const up = unitOf(world, p);
  const depthUnit =
    to > from ? depth.sumOfUnits(rules.contract === 'inverse', from, to, F) / (to - from) : up;
  const largerUnit = filled > 0 ? (X * up + rest * depthUnit) / filled : up;
  return {
    saleUnit: side > 0 ? largerUnit : up,
    purchaseUnit: side > 0 ? up : largerUnit,
    saleShare: side > 0 ? share : 1,
    purchaseShare: side > 0 ? 1 : share,
    net: side * rest,
    depthUnit,
    from,
    to,
    exhausted,
  };
}
