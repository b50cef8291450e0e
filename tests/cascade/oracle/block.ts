// Step 7 of model.md 2.5: what one tick sells and buys meets in the middle, the rest meets the depth.
import { grey, type Holder, near, unitOf, V, type World } from './world.ts';

/** What went to the depth. */
export interface Meeting {
  /** > 0 sold, < 0 bought. */
  readonly net: number;
  /** Unit value that the depth paid. */
  readonly depthUnit: number;
  /** Displaced volumes between which it did. */
  readonly from: number;
  readonly to: number;
}

export interface Block extends Meeting {
  /** What everyone on each side gets for a unit. */
  readonly saleUnit: number;
  readonly purchaseUnit: number;
  /** Share of each side's orders that is filled; lots are filled whole. */
  readonly saleShare: number;
  readonly purchaseShare: number;
  readonly exhausted: boolean;
  /** By the band, and not by the end of the depth. */
  readonly isBanded?: boolean;
}

/** Sells `rest` to the depth (`side` 1) or buys it. */
export function meet(world: World, side: number, rest: number): Meeting {
  const { depth, theta, J, p, rules } = world;
  const from = side > 0 ? V(world) : V(world) - rest / theta;
  const to = side > 0 ? V(world) + rest / theta : V(world);
  const sum = to > from ? depth.sumOfUnits(rules.contract === 'inverse', from, to, J) / (to - from) : NaN;
  return { net: side * rest, depthUnit: to > from ? sum : unitOf(world, p), from, to };
}

/** What the larger side gets: `X` at the price, the rest from the depth. */
export const sharedUnit = (world: World, X: number, { net, depthUnit }: Meeting): number => {
  const filled = X + Math.abs(net);
  return filled > 0
    ? (X * unitOf(world, world.p) + Math.abs(net) * depthUnit) / filled
    : unitOf(world, world.p);
};

/** What the depth takes until the price meets the band; 0: what rounding leaves of one that is filled is none. */
function roomInBand(world: World, side: number, width: number): number {
  const { depth, J, M, theta } = world;
  const end = side * depth.volumeTo((M * (1 - side * width)) / J, side, J);
  const room = end - side * V(world);
  if (!Number.isFinite(end)) return room > 0 ? Infinity : 0;
  grey(world, 'room in the band', room, end);
  return room > 1e-12 * Math.abs(end) ? room * theta : 0;
}

export function blockOf(
  world: World,
  orders: readonly { readonly holder: Pick<Holder, 'side'>; readonly quantity: number }[],
  lots: readonly { holder: Holder }[],
  vault: number,
): Block {
  const { depth, theta } = world;
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
  const whole = most === Infinity ? Infinity : left > 1e-12 * most ? left * theta : 0;
  const { band } = world.rules;
  const within = band ? roomInBand(world, side, band.width) : Infinity;
  const room = Math.min(whole, within);
  const X = smaller.all;
  if (band && larger.all > X) near(world, 'band', larger.all - X, within, larger.all);
  const rest = Math.min(larger.all - X, room);
  const exhausted = larger.all - X > room;
  const filled = X + rest;
  const share = exhausted ? (filled - larger.lotted) / (larger.all - larger.lotted) : 1;

  const meeting = meet(world, side, rest);
  const up = unitOf(world, world.p);
  const largerUnit = sharedUnit(world, X, meeting);
  return {
    ...meeting,
    saleUnit: side > 0 ? largerUnit : up,
    purchaseUnit: side > 0 ? up : largerUnit,
    saleShare: side > 0 ? share : 1,
    purchaseShare: side > 0 ? 1 : share,
    exhausted,
    isBanded: within < whole,
  };
}
