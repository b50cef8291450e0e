// Steps 4 to 7 of model.md 2.5: who is reached, and what of it is sold, bought, taken over or deleveraged.
import { deleverage, negativeEquity, type Pooled } from './adl.ts';
import { blockOf } from './block.ts';
import { deleverageInventory, type OwnedFill, workInventory } from './inventory.ts';
import type { Log } from './log.ts';
import { auction, backstop, ordersOf, unwind } from './mechanisms.ts';
import { displace, setPrice } from './price.ts';
import { noteWinners } from './settle.ts';
import { reductionsOf, takeOver } from './takeover.ts';
import type { Takeover } from './terms.ts';
import {
  type Fill,
  type Holder,
  isOpen,
  isReached,
  ladderOrder,
  near,
  type Order,
  type World,
} from './world.ts';

/** What a tick did. */
export interface Turn {
  readonly fills: Fill[];
  readonly worked: OwnedFill[];
  readonly takenOver: Holder[];
  readonly reduced: Holder[];
  /** Of collateral that stands in the vault's place: how much was filled, signed, and at which unit value. */
  readonly collateral?: { readonly filled: number; readonly unit: number };
}

export function reachedNow(world: World, log: Log): Holder[] {
  const onLadder = world.holders.filter((holder) => isOpen(holder) && !isOffLadder(world, holder));
  const reached = ladderOrder(onLadder.filter((holder) => isReached(world, holder)));
  noteRanks(world, reached);
  let first = false;
  for (const holder of reached) {
    if (!Number.isNaN(holder.triggerUnit)) continue;
    holder.triggerUnit = world.uM;
    first = true;
  }
  if (first) log.rounds++;
  return reached;
}

/** On auction, or queued to be closed whatever happens: no mark reaches it any more. */
export const isOffLadder = (world: World, holder: Holder): boolean => {
  const { mechanism } = world.rules;
  return (
    holder.onAuction || (mechanism.name === 'rate-limited' && !mechanism.cure && world.queue.includes(holder))
  );
};

/**
 * Rounding ranks triggers that stand together, as those of accounts restored to one ratio at one mark do. Where places
 * are given in ladder order that decides more than the order in which they are told.
 */
function noteRanks(world: World, reached: readonly Holder[]): void {
  const { mechanism, backstop: vault } = world.rules;
  const givesPlaces = vault || ['auction', 'rate-limited', 'takeover'].includes(mechanism.name);
  reached.forEach((holder, k) => {
    const next = reached[k + 1];
    if (!next || next.side !== holder.side) return;
    if (Number.isFinite(holder.T - next.T))
      world.closestRank = Math.min(world.closestRank, Math.abs(holder.T - next.T) / world.M);
    // Equal ones stand by account. What is nearly equal, or equal since parts of unequal accounts were closed, rounding decides.
    const isEqual = holder.T === next.T && (world.jumping || isTwin(holder, next));
    if (givesPlaces && !isEqual) near(world, 'ladder order', holder.T, next.T, world.M);
  });
}

/** Do their triggers stand where the path began, or are they the same sum of the same numbers? */
const isTwin = (a: Holder, b: Holder): boolean =>
  (a.T === a.T0 && b.T === b.T0) || (a.q === b.q && a.C === b.C && a.entryPrice === b.entryPrice);

/** Step 5; returns those that the vault took. */
function throughVault(world: World, log: Log, active: Holder[]): Holder[] {
  const taken = backstop(world, active);
  for (const holder of taken) {
    log.takeOver(world, holder.q);
    log.closeOutCost += holder.q * holder.side * (holder.triggerUnit - world.uM);
    holder.q = 0;
    holder.C = 0;
    holder.closed = true;
  }
  log.vaultPeak = Math.max(log.vaultPeak, Math.abs(world.vault.Z * world.uM));
  return taken;
}

function unwound(world: World, quantity: number, unit: number): void {
  world.vault.Z -= quantity;
  world.vault.cash += quantity * unit;
}

/** Every mechanism but the takeover: one block, and all it orders gets one price a side. */
export function throughBlock(world: World, log: Log, reached: Holder[]): Turn {
  const { rules } = world;
  const losers = negativeEquity(world, reached);
  const spared = reached.filter((holder) => world.t >= holder.ready && !losers.includes(holder));
  world.queue = world.queue.filter((holder) => !losers.includes(holder));
  const vaultBefore = world.vault.Z;
  const takenOver = throughVault(world, log, spared);
  const active = spared.filter((holder) => !takenOver.includes(holder));
  const drafted = ordersOf(world, active, reached).flatMap(rounded);
  const sold = auction(world, active);
  const lots = sold.map(({ lot }) => ({ holder: lot.holder }));
  const vault = unwind(world, vaultBefore);
  const adl =
    rules.adl.when === 'never'
      ? { fills: [], orders: drafted, needed: 0, any: false }
      : deleverage(world, losers, drafted, reached, { lots, vault });
  log.haircutNeeded += adl.needed;
  if (adl.any) noteWinners(world, log);

  const block = blockOf(world, adl.orders, lots, vault);
  if (block.exhausted) world.flags.add('DEPTH_EXHAUSTED');
  const fills: Fill[] = [...adl.fills];
  for (const { holder, quantity } of adl.orders) {
    const long = holder.side > 0;
    const share = long ? block.saleShare : block.purchaseShare;
    const unit = long ? block.saleUnit : block.purchaseUnit;
    if (share > 0) fills.push({ holder, kind: 'market', quantity: quantity * share, unit });
  }
  for (const { lot, ask } of sold) {
    const { side, q } = lot.holder;
    fills.push({ holder: lot.holder, kind: 'auction', quantity: q, unit: ask });
    world.takers += side * q * ((side > 0 ? block.saleUnit : block.purchaseUnit) - ask);
    lot.holder.onAuction = false;
  }
  const share = vault > 0 ? block.saleShare : block.purchaseShare;
  unwound(world, vault * share, vault > 0 ? block.saleUnit : block.purchaseUnit);
  log.market(world, block);
  displace(world, block.net);
  return { fills, worked: [], takenOver, reduced: [] };
}

/** 0: a negligible order is dropped, a negligible rest closed along. */
export function rounded<T extends { readonly q: number; readonly q0: number }>(order: {
  readonly holder: T;
  readonly quantity: number;
}): { holder: T; quantity: number }[] {
  const { q, q0 } = order.holder;
  if (order.quantity <= 1e-12 * q0) return [];
  return [{ ...order, quantity: q - order.quantity <= 1e-12 * q0 ? q : order.quantity }];
}

/** 4.8: reductions in a block of their own, then the inventory from where they left the price. */
export function throughInventory(
  world: World,
  log: Log,
  reached: Holder[],
  spec: Takeover,
  collateral = 0,
): Turn {
  const vaultBefore = world.vault.Z;
  const taken = throughVault(world, log, reached);
  const active = reached.filter((holder) => !taken.includes(holder));
  const reductions = reductionsOf(world, active, spec);
  const reduced = reductions.map(({ holder }) => holder);
  const venues = active.filter((holder) => !reduced.includes(holder));
  for (const holder of venues) takeOver(world, log, holder, spec);
  const vault = collateral === 0 ? unwind(world, vaultBefore) : collateral;

  const adl: Pooled = { fills: [], needed: 0, any: false };
  const worked = deleverageInventory(world, reached, adl);
  log.haircutNeeded += adl.needed;
  if (adl.any) noteWinners(world, log);

  const fills = [...adl.fills, ...reduce(world, log, reductions)];
  const block = workInventory(world, spec, vault);
  if (block.exhausted) world.flags.add('DEPTH_EXHAUSTED');
  if (collateral === 0) unwound(world, block.unwound, block.vaultUnit);
  log.market(world, block);
  displace(world, block.net);
  const takenOver = reached.filter((holder) => taken.includes(holder) || venues.includes(holder));
  const { unwound: filled, vaultUnit: unit } = block;
  return {
    fills,
    worked: [...worked, ...block.fills],
    takenOver,
    reduced,
    collateral: { filled, unit },
  };
}

function reduce(world: World, log: Log, reductions: Order[]): Fill[] {
  if (reductions.length === 0) return [];
  const block = blockOf(world, reductions, [], 0);
  log.market(world, block);
  displace(world, block.net);
  setPrice(world);
  return reductions.map(({ holder, quantity }) => ({
    holder,
    kind: 'reduction',
    quantity,
    unit: holder.side > 0 ? block.saleUnit : block.purchaseUnit,
  }));
}
