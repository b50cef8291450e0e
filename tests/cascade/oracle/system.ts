// Step 8 of section 2.6 for wallets, and the one waterfall of all markets.
import { openParts, type SlowPurse, sizeOf, sumOf, worth } from './crossed.ts';
import { maintenance } from './margin.ts';
import type { Many, Sale } from './markets.ts';
import { drawn } from './settle.ts';
import { type Fill, grey, isOpen, near, profit, renewTrigger, unitOf } from './world.ts';

/** By market: of its isolated accounts, and wallets' deficits as 2.8 attributes them. */
export interface Deficits {
  readonly isolated: number[];
  readonly attributed: number[];
  /** Of profits, in the last tick. */
  share: number;
}

/** Fills and sales of one wallet in a tick; what it pays to the fund, and leaves to others. */
export function settlePurse(
  many: Many,
  purse: SlowPurse,
  fills: readonly Fill[],
  sales: readonly Sale[],
  marks: readonly number[],
) {
  const { worlds, logs, scene } = many;
  const none = { inflow: 0, deficit: 0 };
  const { closeOut } = scene;
  const penalty = closeOut.amount === 'step' ? closeOut.penalty : 0;
  let due = 0;
  for (const fill of fills) {
    const part = purse.parts.find((own) => own === fill.holder)!;
    const world = worlds[part.market]!;
    const { quantity: y, unit, kind } = fill;
    if (kind === 'adlwin') logs[part.market]!.haircut(world, fill);
    else logs[part.market]!.liquidate(world, fill);
    purse.cash += part.side * y * (unit - part.entryUnit);
    purse.loss[part.market]! += part.side * y * (unitOf(world, world.rules.startPrice) - unit);
    const had = part.q;
    part.q = had - y <= 1e-12 * part.q0 ? 0 : had - y;
    const size = Math.abs(world.uM);
    if (kind === 'market')
      due +=
        world.rules.feeRate * y * Math.abs(unit) +
        penalty * (maintenance(world.tiers, had * size) - maintenance(world.tiers, part.q * size));
  }
  const owed = -purse.cash;
  for (const { asset, amount, unit } of sales) {
    const own = purse.assets[asset]!;
    const { market, factor } = own.terms;
    own.z = own.z - amount <= 1e-12 * own.terms.amount ? 0 : own.z - amount;
    purse.cash += amount * unit;
    many.sold.proceeds += amount * unit;
    if (market === undefined) continue;
    const { rules } = worlds[market]!;
    purse.loss[market]! += amount * (factor * Math.abs(unitOf(worlds[market]!, rules.startPrice)) - unit);
  }
  if (fills.length === 0 && sales.every(({ amount }) => amount === 0)) return none;
  if (sales.length > 0) {
    // Sold at what it was counted for, collateral leaves nothing.
    grey(worlds[0]!, 'what collateral leaves', Math.abs(purse.cash), owed);
    if (Math.abs(purse.cash) <= 1e-12 * owed) purse.cash = 0;
  }
  if (openParts(purse).length > 0) {
    const e = worth(worlds, purse, marks, true);
    near(worlds[0]!, 'fee of a wallet', e, 0, sizeOf(worlds, purse, marks));
    const fee = Math.min(due, Math.max(0, e));
    purse.cash -= fee;
    return { inflow: fee, deficit: 0 };
  }
  // At its bankruptcy values nothing is left, to the digit.
  if (
    fills.length > 0 &&
    fills.every(({ kind }) => kind === 'adl') &&
    purse.assets.every(({ z }) => z === 0)
  ) {
    purse.cash = 0;
    return none;
  }
  const scale = sumOf(purse.parts.map(({ q0, entryUnit }) => q0 * Math.abs(entryUnit)));
  if (purse.cash !== 0) near(worlds[0]!, 'what a wallet leaves', purse.cash, 0, scale);
  if (purse.cash >= 0) {
    const fee = Math.min(due, purse.cash);
    const isForced = purse.isTaken || (purse.wasReached && worlds[0]!.rules.leftover === 'fund');
    const paid = isForced ? purse.cash : fee;
    purse.cash -= paid;
    return { inflow: paid, deficit: 0 };
  }
  if (purse.assets.some(({ z }) => z > 0)) return none;
  const deficit = -purse.cash;
  purse.deficit += deficit;
  purse.cash = 0;
  attribute(many.deficits.attributed, purse.loss, deficit);
  return { inflow: 0, deficit };
}

/** 2.8: over the markets in proportion to what was lost there; to none if nothing was. */
export function attribute(into: number[], loss: readonly number[], deficit: number): void {
  const lost = loss.map((own) => Math.max(0, own));
  const all = sumOf(lost);
  if (all > 0)
    lost.forEach((own, k) => {
      into[k]! += (deficit * own) / all;
    });
}

/** The fund, then winners, then nobody. */
export function payAll(many: Many, inflow: number, deficit: number, marks: readonly number[]): void {
  const { worlds, logs, purses, deficits } = many;
  const house = worlds[0]!;
  house.fund += inflow;
  logs[0]!.fundIn += inflow;
  const rest = drawn(house, logs[0]!, deficit);
  if (!(rest > 0)) return;
  house.flags.add('FUND_EMPTY');
  let unpaid = rest;
  if (house.rules.socialised) {
    const payers = worlds.flatMap((world) =>
      world.holders.filter(isOpen).map((holder) => ({
        own: profit(holder, world.uM),
        pay(amount: number) {
          holder.C -= amount;
          holder.haircut += amount;
          renewTrigger(world, holder);
        },
      })),
    );
    for (const purse of purses) {
      const parts = purse.parts.map((part) => profit(part, worlds[part.market]!.uM));
      payers.push({
        own: sumOf(parts),
        pay(amount: number) {
          purse.cash -= amount;
          purse.haircut += amount;
        },
      });
    }
    const size = sumOf(purses.map((own) => sizeOf(worlds, own, marks))) + rest;
    for (const { own } of payers) if (own !== 0) near(house, 'payer', own, 0, size);
    const winners = payers.filter(({ own }) => own > 0);
    const profits = sumOf(winners.map(({ own }) => own));
    if (profits > 0) {
      deficits.share = Math.min(1, rest / profits);
      for (const { own, pay } of winners) pay(deficits.share * own);
      logs[0]!.socialised += deficits.share * profits;
      unpaid = deficits.share < 1 ? 0 : rest - profits;
    }
  }
  house.badDebt += unpaid;
  if (unpaid > 0) house.flags.add('BAD_DEBT');
}
