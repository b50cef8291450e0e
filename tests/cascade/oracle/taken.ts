// 6.2 for wallets: the venue takes all accounts of a reached one at their bankruptcy values, with its cash and its assets.
import { required, type SlowPurse, sumOf, worth } from './crossed.ts';
import type { Many } from './markets.ts';
import type { Takeover } from './terms.ts';
import { unitOf, type World } from './world.ts';

export const takesOver = ({ rules }: World): boolean => rules.mechanism.name === 'takeover';

export const takeoverOf = ({ rules }: World): Takeover => rules.mechanism as Takeover;

export function takeWallets(many: Many, marks: readonly number[]): void {
  if (!many.worlds.every(takesOver)) return;
  for (const own of many.purses) if (own.isReached) takeWallet(many, own, marks);
}

function takeWallet({ worlds, logs }: Many, own: SlowPurse, marks: readonly number[]): void {
  const MM = required(worlds, own, marks);
  const E = worth(worlds, own, marks, false);
  own.parts.forEach((part, j) => {
    if (part.q === 0) return;
    const world = worlds[part.market]!;
    const uB = world.uM - (part.side * E * (MM[j]! / sumOf(MM))) / part.q;
    logs[part.market]!.takeOver(world, part.q);
    world.inventory.push({ holder: part, side: part.side, q: part.q, q0: part.q, uB, since: world.n });
    own.loss[part.market]! += part.side * part.q * (unitOf(world, world.rules.startPrice) - uB);
    own.cash += part.side * part.q * (uB - part.entryUnit);
    part.q = 0;
  });
  own.isTaken = true;
  // Its equity is exactly zero: nothing, or what its assets are worth is owed.
  if (own.assets.every(({ z }) => z === 0)) own.cash = 0;
}

/** After the fills of a tick: what is left of the inventory, and what it stands at. */
export function holdInventory({ worlds, inventory }: Many): void {
  for (const world of worlds) world.inventory = world.inventory.filter(({ q }) => q > 0);
  const all = worlds.flatMap((world) => world.inventory.map((order) => ({ ...order, uM: world.uM })));
  inventory.peak = Math.max(inventory.peak, sumOf(all.map(({ q, uM }) => q * Math.abs(uM))));
  const loss = sumOf(all.map(({ side, q, uB, uM }) => -side * q * (uM - uB)));
  inventory.lossPeak = Math.max(inventory.lossPeak, loss);
}
