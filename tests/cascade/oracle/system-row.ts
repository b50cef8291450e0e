// The outcome of a path over several markets (section 9), in the names of golden `cross-margin-traces`.
import { sumOf, worth } from './crossed.ts';
import type { Many } from './markets.ts';
import { attribute } from './system.ts';
import { e, isOpen, lossPerUnit, near, unitOf } from './world.ts';

export function manyOutcome(many: Many, rounds: number) {
  const { worlds, logs, purses, deficits, scene, stress } = many;
  const ends = worlds.map(({ p }) => p);
  const house = worlds[0]!;
  const owing = new Map<number, number>();
  const owe = (owner: number, amount: number) => {
    if (amount > 0) owing.set(owner, (owing.get(owner) ?? 0) + amount);
  };
  const drawAttributed = worlds.map((_, k) => deficits.isolated[k]! + deficits.attributed[k]!);
  let openDeficit = 0;
  worlds.forEach((world, k) => {
    for (const holder of world.holders) {
      const short = isOpen(holder) ? Math.max(0, -e(world, holder, unitOf(world, ends[k]!))) : 0;
      openDeficit += short;
      drawAttributed[k]! += short;
      owe(holder.owner, holder.deficit + short);
    }
  });
  worlds.forEach((world, k) => {
    for (const order of world.inventory) {
      const short = order.q * lossPerUnit(world, order, unitOf(world, ends[k]!));
      openDeficit += short;
      drawAttributed[k]! += short;
      owe(order.holder.owner, short);
    }
  });
  for (const purse of purses) {
    const E = worth(worlds, purse, ends, false);
    // Exactly nothing is left of one whose deficit others have paid.
    if (E !== 0) {
      near(
        house,
        'open wallet',
        E,
        0,
        sumOf(purse.parts.map(({ q0, entryUnit }) => q0 * Math.abs(entryUnit))) || 1,
      );
    }
    const short = Math.max(0, -E);
    openDeficit += short;
    owe(purse.owner, purse.deficit + sumOf(purse.parts.map(({ deficit }) => deficit)) + short);
    if (short === 0) continue;
    // As if it were closed there.
    const loss = [...purse.loss];
    const start = (k: number) => unitOf(worlds[k]!, worlds[k]!.rules.startPrice);
    const end = (k: number) => unitOf(worlds[k]!, ends[k]!);
    for (const { market: k, side, q } of purse.parts) loss[k]! += side * q * (start(k) - end(k));
    for (const { terms, z } of purse.assets)
      if (terms.market !== undefined)
        loss[terms.market]! +=
          terms.factor * z * (Math.abs(start(terms.market)) - Math.abs(end(terms.market)));
    attribute(drawAttributed, loss, short);
  }
  const falling = [...owing.values()].sort((a, b) => b - a);
  const total = (of: (k: number) => number) => sumOf(worlds.map((_, k) => of(k)));
  return {
    rounds,
    accountsTriggered: total(
      (k) => worlds[k]!.holders.filter((own) => !Number.isNaN(own.triggerUnit)).length,
    ),
    walletsTriggered: purses.filter(({ wasReached }) => wasReached).length,
    deficit: logs[0]!.deficit + stress.memberPaid,
    fundIn: logs[0]!.fundIn,
    fundDraw: logs[0]!.fundDraw,
    fundEnd: house.fund,
    fundNeed: logs[0]!.fundNeed,
    adlQuantity: total((k) => logs[k]!.adlQuantity),
    adlHaircut: total((k) => logs[k]!.adlHaircut),
    socialised: logs[0]!.socialised,
    badDebt: house.badDebt,
    openDeficit,
    collateralSold: many.sold.proceeds,
    closeOutCost: total((k) => logs[k]!.closeOutCost),
    ownersDeficit: owing.size,
    deficitFirst: falling[0] ?? 0,
    deficitSecond: falling[1] ?? 0,
    deficitTopFive: sumOf(falling.slice(0, 5)),
    inventoryPeak: many.inventory.peak,
    inventoryLossPeak: many.inventory.lossPeak,
    topUp: stress.toppedUp,
    haltSeconds: sumOf(stress.halted) * house.rules.tickSeconds,
    membersPaid: stress.memberPaid,
    membersDefaulted: stress.members.filter(({ hasDefaulted }) => hasDefaulted).length,
    markets: worlds.map((world, k) => {
      const { startPrice } = world.rules;
      const { shock } = scene.markets[k]!;
      const moves = logs[k]!.prices.map((price) => price / startPrice - 1);
      const down = Math.min(0, ...moves);
      const up = Math.max(0, ...moves);
      return {
        movePeak: shock < 0 ? down : shock > 0 ? up : -down > up ? down : up,
        moveFinal: world.p / startPrice - 1,
        liquidatedQuantity: logs[k]!.liquidatedQuantity,
        liquidatedNotional: logs[k]!.liquidatedNotional,
        drawAttributed: drawAttributed[k]!,
      };
    }),
  };
}
