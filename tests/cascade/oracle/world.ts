// Everything the oracle knows between two lines of model.md 2.5: plain objects, looked at from scratch.
import type { TierRow } from '../../../shared/cascade/margin/tiers.ts';
import type { OracleDepth } from './depth.ts';
import { equity, maintenance, trigger, u } from './margin.ts';
import type { OracleRules } from './terms.ts';

export interface Holder {
  readonly index: number;
  readonly side: 1 | -1;
  readonly owner: number;
  readonly entryPrice: number;
  readonly entryUnit: number;
  readonly q0: number;
  readonly T0: number;
  q: number;
  C: number;
  T: number;
  /** Mark at which it was first reached; NaN before. */
  triggerUnit: number;
  /** Time from which it may act again. */
  ready: number;
  stepped: boolean;
  /** Tick of its last reduction (4.8), and how many there were. */
  reducedIn: number;
  reductions: number;
  onAuction: boolean;
  /** Closed entirely, and against its will. */
  closed: boolean;
  deficit: number;
  haircut: number;
  /** Had profit when the first haircut fell. */
  winner: boolean;
  hit: boolean;
  /** One account of a wallet that keeps others: closing it does not end its owner. */
  isPart?: boolean;
}

export interface Order {
  readonly holder: Holder;
  quantity: number;
}

export interface Lot {
  readonly holder: Holder;
  /** Notional at the start; restarts keep it. */
  readonly notional: number;
  t0: number;
  top: number;
}

/** What the venue took over and has not yet closed (4.8); by arrival. */
export interface Owned {
  /** Whose it was. */
  readonly holder: Holder;
  readonly side: 1 | -1;
  q: number;
  /** Taken over in all. */
  q0: number;
  /** Bankruptcy, as a unit value. */
  uB: number;
  /** Tick of the takeover. */
  readonly since: number;
}

export type FillKind = 'adl' | 'adlwin' | 'market' | 'auction' | 'reduction';

export interface Fill {
  readonly holder: Holder;
  readonly kind: FillKind;
  readonly quantity: number;
  readonly unit: number;
}

export interface World {
  readonly rules: OracleRules;
  tiers: readonly TierRow[];
  readonly jumping: boolean;
  readonly depth: OracleDepth;
  readonly depthScale: number;
  readonly holders: Holder[];
  n: number;
  t: number;
  F: number;
  /** The index; `F` where the permanent part stays at the venue. */
  J: number;
  p: number;
  M: number;
  uM: number;
  permanent: number;
  temporary: number;
  /** All that ever moved either, decayed like it: what their rounding is measured against. */
  moved: { permanent: number; temporary: number };
  /** A block has just taken back all that was displaced: `V` is 0 by the rule of step 7, and not by rounding. */
  isTakenBack: boolean;
  /** Largest |p/p0 - 1| so far. */
  m: number;
  /** The same without what a chain brought along. */
  ownM: number;
  theta: number;
  fund: number;
  /** `funds[n]`: at the end of tick `n`; `funds[0]` at the start. */
  readonly funds: number[];
  badDebt: number;
  vault: { Z: number; cash: number };
  takers: number;
  buyers: { Z: number; K: number };
  queue: Holder[];
  waiting: Holder[];
  lots: Lot[];
  inventory: Owned[];
  /** Whose orders a chain brought along; they hold nothing here. */
  readonly carried: readonly Holder[];
  flags: Set<string>;
  /** Smallest relative distance of any comparison from its edge: below some 1e-11, rounding decides. */
  tightest: number;
  /** Where it was. */
  edge: string;
  /** Smallest relative distance between triggers that follow each other in a tick. */
  closestRank: number;
}

export const isOpen = (holder: Holder): boolean => holder.q > 0;

/** What the law is asked: under `permanentTo: index` the permanent part has moved the index instead. */
export const V = (world: World): number =>
  world.rules.permanentTo === 'index' ? world.temporary : world.permanent + world.temporary;

export const e = (world: World, holder: Holder, unit = world.uM): number =>
  equity(holder.C, holder.side, holder.q, unit, holder.entryUnit);

export const N = (world: World, holder: Holder): number => holder.q * Math.abs(world.uM);

export const MM = (world: World, holder: Holder): number => maintenance(world.tiers, N(world, holder));

export const profit = (holder: Holder, unit: number): number =>
  holder.side * holder.q * (unit - holder.entryUnit);

/** What an order of the inventory loses per unit at a unit value; at most rounding is none. */
export function lossPerUnit(world: World, order: Owned, unit: number): number {
  const loss = -order.side * (unit - order.uB);
  grey(world, 'loss of an order', loss, Math.abs(order.uB));
  return loss > 1e-12 * Math.abs(order.uB) ? loss : 0;
}

/** Bankruptcy: `u_b = u(P0) - s C / q`. */
export const bankruptcy = (holder: Holder): number => holder.entryUnit - (holder.side * holder.C) / holder.q;

export function renewTrigger(world: World, holder: Holder): void {
  const { rules, tiers } = world;
  // On a floor of a jumping table a bit of notional decides about the tier.
  if (world.jumping)
    for (const { floor } of tiers) near(world, 'jump', N(world, holder), floor, N(world, holder));
  holder.T = trigger(rules.contract, tiers, holder.side, holder.q, holder.entryPrice, holder.C, world.M);
}

/** Notes how close a comparison of `a` and `b` came to its edge, in units of `size`. */
export function near(world: World, what: string, a: number, b: number, size: number): void {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return;
  const distance = Math.abs(a - b) / (Math.abs(size) || 1);
  if (distance < world.tightest) {
    world.tightest = distance;
    world.edge = `${what} in tick ${world.n}`;
  }
}

/** Between rounding for sure and something for sure, about the 1e-12 of section 0, an edge is close. */
export function grey(world: World, what: string, rest: number, size: number): void {
  const share = Math.abs(rest / size);
  if (share > 2e-13 && share < 1e-10) near(world, what, share, 1e-12, 1);
}

/** A long is reached when `M <= T`, a short when `M >= T`. */
export function isReached(world: World, holder: Holder, mark = world.M): boolean {
  // Under a jumping table a trigger may be set to the mark itself, and then equals it to the bit.
  if (!world.jumping || mark !== holder.T) near(world, `trigger of ${holder.index}`, mark, holder.T, mark);
  return holder.side > 0 ? mark <= holder.T : mark >= holder.T;
}

/** Longs by `T` descending, then shorts by `T` ascending; equal `T` by account index. */
export function ladderOrder(holders: readonly Holder[]): Holder[] {
  const rank = (a: Holder, b: Holder) => (a.T === b.T ? a.index - b.index : a.T > b.T ? -a.side : a.side);
  const longs = holders.filter((holder) => holder.side > 0).sort(rank);
  const shorts = holders.filter((holder) => holder.side < 0).sort(rank);
  return [...longs, ...shorts];
}

export const unitOf = (world: World, price: number): number => u(world.rules.contract, price);
