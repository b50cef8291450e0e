import { unitValue } from '../../margin/contract.ts';
import { maintenanceMargin } from '../../margin/tiers.ts';
import type { Path } from '../../tick.ts';
import { type MarkRange, marksToCome } from '../../venue/quiet.ts';
import { walletOf } from './columns.ts';
import { type Crossed, isOut, marginEquity, type ToldWallets, WALLET } from './crossed.ts';
import { letWait, moveTo, wake, within } from './slack.ts';
import { standingOf, sum } from './wallet.ts';
import { awake } from './wheel.ts';

/**
 * Step 4 of a tick for wallets (contagion.md 2.1): each open one is tested at the marks, since with several of them moving no
 * trigger price exists; those that the marks cannot have reached yet are left out. Returns whether anything is to be done: somebody reached, or collateral of one who owes still for sale.
 */
export function findReached({ ticks, crossed }: Path): boolean {
  if (!crossed) return false;
  for (const [k, { venue }] of ticks.entries()) {
    crossed.marks[k] = venue.mark;
    crossed.units[k] = unitValue(venue.rules.contract, venue.mark);
  }
  crossed.busy.length = 0;
  crossed.isNew = false;
  if (crossed.told) tellStandings(crossed, crossed.told);
  const { slack } = crossed;
  const count = moveTo(slack, crossed.units);
  for (let i = 0; i < count; i++) test(crossed, slack.due[i]!);
  crossed.busy.sort((a, b) => a - b);
  if (crossed.told)
    for (const w of crossed.busy)
      if ((crossed.state[w]! & WALLET.REACHED) !== 0) crossed.told.reached.push(w);
  return crossed.busy.length > 0;
}

/** Is a wallet reached, or does it owe? Whoever is neither waits. */
function test(crossed: Crossed, w: number): void {
  const { state, busy, slack } = crossed;
  const own = state[w]!;
  if ((own & (WALLET.OPEN | WALLET.OWES)) === 0) return;
  if ((own & WALLET.OPEN) !== 0) {
    const cushion = cushionOf(crossed, w);
    if (cushion > 0) {
      letWait(slack, w, cushion);
      return;
    }
    if (isOut(crossed, w)) {
      wake(slack, w);
      return;
    }
    state[w] = own | WALLET.REACHED;
    if ((own & WALLET.TRIGGERED) === 0) trigger(crossed, w);
  }
  busy.push(w);
  wake(slack, w);
}

/** Begins what is told of a tick. */
function tellStandings(crossed: Crossed, told: ToldWallets): void {
  for (const list of [told.standings, told.reached, told.fills, told.sales]) list.length = 0;
  for (let w = 0; w < crossed.wallets.count; w++) {
    if ((crossed.state[w]! & WALLET.OPEN) === 0) continue;
    const { equity, maintenance } = standingOf(walletOf(crossed, w), crossed.markets, crossed.marks);
    told.standings.push({ wallet: w, equity, maintenance: sum(maintenance) });
  }
}

/** First touch: the marks of now are what closing it is measured against. */
function trigger(crossed: Crossed, w: number): void {
  const { first, market } = crossed.wallets;
  crossed.state[w]! |= WALLET.TRIGGERED;
  crossed.isNew = true;
  for (let a = first[w]!; a < first[w + 1]!; a++) crossed.triggerUnit[a] = crossed.units[market[a]!]!;
}

/** Margin equity less maintenance, in the order of `standingOf`: no more than 0 is reached. */
function cushionOf(crossed: Crossed, w: number): number {
  const { wallets, markets, units, quantity } = crossed;
  const { first, market } = wallets;
  const equity = marginEquity(crossed, w);
  let maintenance = 0;
  for (let a = first[w]!; a < first[w + 1]!; a++) {
    const held = quantity[a]!;
    if (held === 0) continue;
    const k = market[a]!;
    maintenance += maintenanceMargin(markets[k]!.tiers, held * Math.abs(units[k]!));
  }
  return equity <= maintenance ? 0 : equity - maintenance;
}

/** Is a wallet reached at the marks of the last tick, or is collateral for sale still? */
export function isAnyReached({ crossed }: Path): boolean {
  if (!crossed) return false;
  const { state, slack } = crossed;
  const count = awake(slack);
  for (let i = 0; i < count; i++) {
    const w = slack.due[i]!;
    if ((state[w]! & WALLET.OWES) !== 0) return true;
    if ((state[w]! & WALLET.OPEN) !== 0 && !(cushionOf(crossed, w) > 0)) return true;
  }
  return false;
}

const marks: MarkRange = { least: 0, most: 0 };

/**
 * Could marks that are still to come reach a wallet (contagion.md 2.9)? Equity less maintenance is concave in every unit value and
 * a sum over markets, so that over the box of all joint marks it is least in a corner, found market by market.
 */
export function mayReach({ ticks, crossed }: Path): boolean {
  if (!crossed) return false;
  const { state, markets, slack } = crossed;
  const jumps = markets.some(({ tiers }) => tiers.jumping);
  const low = new Float64Array(ticks.length);
  const high = new Float64Array(ticks.length);
  for (const [k, { venue }] of ticks.entries()) {
    marksToCome(venue, marks);
    low[k] = unitValue(venue.rules.contract, marks.least);
    high[k] = unitValue(venue.rules.contract, marks.most);
  }
  const atLow = new Float64Array(ticks.length);
  const atHigh = new Float64Array(ticks.length);
  const count = within(slack, low, high);
  for (let i = 0; i < count; i++) {
    const w = slack.due[i]!;
    if ((state[w]! & WALLET.OWES) !== 0) return true;
    if ((state[w]! & WALLET.OPEN) === 0) continue;
    // A table that jumps is not convex: no corner says what lies between.
    if (jumps) return true;
    const fixed = addParts(crossed, w, low, atLow);
    addParts(crossed, w, high, atHigh);
    let least = fixed;
    for (let k = 0; k < ticks.length; k++) least += Math.min(atLow[k]!, atHigh[k]!);
    if (!(least > 0)) return true;
  }
  return false;
}

/** What each market adds to a wallet's equity less maintenance at a unit value; returns what no market moves. */
function addParts(crossed: Crossed, w: number, units: Float64Array, into: Float64Array): number {
  const { wallets, markets, amount, quantity, entryUnit } = crossed;
  const { first, market, side, firstAsset, assetMarket, factor, haircut } = wallets;
  let fixed = crossed.cash[w]!;
  into.fill(0);
  for (let i = firstAsset[w]!; i < firstAsset[w + 1]!; i++) {
    const k = assetMarket[i]!;
    const worth = amount[i]! * factor[i]! * (1 - haircut[i]!);
    if (k < 0) fixed += worth;
    else into[k]! += worth * Math.abs(units[k]!);
  }
  for (let a = first[w]!; a < first[w + 1]!; a++) {
    const held = quantity[a]!;
    if (held === 0) continue;
    const k = market[a]!;
    into[k]! += side[a]! * held * (units[k]! - entryUnit[a]!);
    into[k]! -= maintenanceMargin(markets[k]!.tiers, held * Math.abs(units[k]!));
  }
  return fixed;
}
