// The tick of contagion.md 2 over several markets, the slow way: markets are those of the oracle of one, wallets stand beside.
import { deleverage, negativeEquity } from './adl.ts';
import { type Block, blockOf } from './block.ts';
import {
  cushion,
  mayBeReached,
  mergeSides,
  openParts,
  type Part,
  required,
  type SlowMarkets,
  type SlowPurse,
  sharesOf,
  sizeOf,
  sumOf,
  worth,
} from './crossed.ts';
import type { OwnedFill } from './inventory.ts';
import { type Log, startLog } from './log.ts';
import { ordersOf } from './mechanisms.ts';
import { canStillReach, decay, displace, nextMark, notePrice, rest, withdrawn } from './price.ts';
import { settleFills, settleWorked } from './settle.ts';
import { startWorld, untouched } from './start.ts';
import {
  isOut,
  isShut,
  mayAct,
  membersPay,
  owedBy,
  raiseMaintenance,
  type Stress,
  standsStill,
  startStress,
  topUp,
} from './stress.ts';
import { type Deficits, payAll, settlePurse } from './system.ts';
import { manyOutcome } from './system-row.ts';
import { holdInventory, takeoverOf, takesOver, takeWallets } from './taken.ts';
import { reachedNow, rounded, throughInventory } from './turn.ts';
import { type Fill, isOpen, isReached, near, type Order, renewTrigger, unitOf, type World } from './world.ts';

/** A sale of collateral: of an asset of a market, or of one without. */
export interface Sale {
  readonly purse: SlowPurse;
  readonly asset: number;
  amount: number;
  unit: number;
}

/** One tick, told in the words of golden `cross-margin-traces`; accounts by their numbers over all markets. */
export interface ManyTick {
  readonly n: number;
  readonly markets: readonly {
    readonly fundamental: number;
    readonly pre: number;
    readonly mark: number;
    readonly post: number;
    readonly displacedAfterDecay: number;
  }[];
  readonly reachedAccounts: readonly number[];
  readonly reachedWallets: readonly number[];
  readonly wallets: readonly {
    readonly wallet: number;
    readonly equity: number;
    readonly maintenance: number;
  }[];
  readonly fills: readonly (readonly [account: number, kind: string, quantity: number, price: number])[];
  readonly collateralSales: readonly (readonly [
    wallet: number,
    asset: number,
    amount: number,
    price: number,
  ])[];
  /** Markets that stand still, and those whose maintenance is raised. */
  readonly halted: readonly number[];
  readonly raised: readonly number[];
  /** Who pays in. */
  readonly topUps: readonly (readonly [what: 'account' | 'wallet', who: number, amount: number])[];
  /** Capital left. */
  readonly members: readonly number[];
  readonly socialisedShare: number;
  readonly fund: number;
  readonly badDebt: number;
  readonly cash: readonly number[];
  /** What exists, less what did at the start, at the marks of the tick; and positions, by market. Both are 0. */
  readonly made: number;
  readonly moved: readonly number[];
}

/** Everything at once; `worlds[0]` keeps the fund and the bad debt of all. */
export interface Many {
  readonly scene: SlowMarkets;
  readonly worlds: readonly World[];
  readonly logs: readonly Log[];
  readonly purses: readonly SlowPurse[];
  /** Of the holders of each market. */
  readonly numbers: readonly (readonly number[])[];
  readonly deficits: Deficits;
  readonly sold: { proceeds: number };
  /** Premiums since the last funding, by market; and what funding took from all positions together. */
  readonly premiums: number[][];
  readonly outside: { paid: number };
  readonly stress: Stress;
  /** Largest value at the marks, and largest loss, of what the venue held in all markets after a tick. */
  readonly inventory: { peak: number; lossPeak: number };
}

function startMany(scene: SlowMarkets): Many {
  const { markets, accounts, wallets } = scene;
  const isolated = accounts
    .map((own, index) => ({ ...own, index }))
    .filter(({ wallet }) => wallet === undefined);
  const worlds = markets.map((market, k) =>
    startWorld({
      ...market,
      accounts: isolated
        .filter((own) => own.market === k)
        .map(({ side, quantity, entryPrice, collateral, owner }) => ({
          side,
          quantity,
          entryPrice,
          collateral: collateral!,
          owner: owner!,
        })),
    }),
  );
  const purses = wallets.map(({ cash, assets, owner }, index): SlowPurse => {
    const parts = accounts.flatMap((own, number): Part[] => {
      if (own.wallet !== index) return [];
      const { market, side, quantity: q, entryPrice } = own;
      const entryUnit = unitOf(worlds[market]!, entryPrice);
      return [
        {
          ...untouched,
          T: NaN,
          T0: NaN,
          index: number,
          market,
          side,
          owner,
          entryPrice,
          entryUnit,
          q0: q,
          q,
          C: 0,
        },
      ];
    });
    return {
      index,
      owner,
      worthAtStart: 0,
      cash,
      assets: assets.map((terms) => ({ terms, z: terms.amount })),
      parts,
      isReached: false,
      wasReached: false,
      isTaken: false,
      loss: markets.map(() => 0),
      deficit: 0,
      haircut: 0,
    };
  });
  if (scene.hedge === 'net') purses.forEach(mergeSides);
  const starts = markets.map(({ rules }) => rules.startPrice);
  for (const own of purses) own.worthAtStart = worth(worlds, own, starts, false);
  const numbers = markets.map((_, k) => isolated.filter((own) => own.market === k).map(({ index }) => index));
  const logs = markets.map(startLog);
  const none = () => markets.map(() => 0);
  const deficits = { isolated: none(), attributed: none(), share: 0 };
  return {
    scene,
    worlds,
    logs,
    purses,
    numbers,
    deficits,
    sold: { proceeds: 0 },
    premiums: markets.map(() => []),
    outside: { paid: 0 },
    stress: startStress(scene),
    inventory: { peak: 0, lossPeak: 0 },
  };
}

export function runMarkets(scene: SlowMarkets, toHorizon = false) {
  const many = startMany(scene);
  const { worlds, logs, purses, numbers, stress } = many;
  const { rules } = worlds[0]!;
  const lastTick = Math.ceil(rules.horizonSeconds / rules.tickSeconds);
  const inputs: number[][] = worlds.map(() => []);
  const ticks: ManyTick[] = [];
  const before = exists(many);
  let rounds = 0;
  for (;;) {
    worlds.forEach((world, k) => {
      openMarket(world, logs[k]!, scene.markets[k]!, inputs[k]!, () => standsStill(world, k, stress));
    });
    const { n } = worlds[0]!;
    const halted = [...worlds.keys()].filter((k) => isShut(stress, k, n));
    const raised = [...worlds.keys()].filter((k) => raiseMaintenance(worlds[k]!, k, stress));
    worlds.forEach((world, k) => {
      if (!isShut(stress, k, n)) payFunding(many, world, k);
    });
    topUp(many);
    const marks = worlds.map(({ M }) => M);
    const pre = worlds.map(({ p }) => p);
    const reached = worlds.map((world, k) => {
      const was = logs[k]!.rounds;
      const own = isShut(stress, k, n) ? [] : reachedNow(world, logs[k]!);
      return { own, isNew: logs[k]!.rounds > was };
    });
    const isNewWallet = reachWallets(many, marks);
    if (isNewWallet || reached.some(({ isNew }) => isNew)) rounds++;
    const wallets = purses
      .filter((own) => openParts(own).length > 0)
      .map((own) => ({
        wallet: own.index,
        equity: worth(worlds, own, marks, true),
        maintenance: sumOf(required(worlds, own, marks)),
      }));

    const { fills, sales } = trade(
      many,
      reached.map(({ own }) => own),
      marks,
    );

    holdInventory(many);
    ticks.push({
      n,
      markets: worlds.map((world, k) => {
        const post = world.p;
        decay(world, 1);
        const { F, M, permanent, temporary } = world;
        return { fundamental: F, pre: pre[k]!, mark: M, post, displacedAfterDecay: permanent + temporary };
      }),
      reachedAccounts: reached.flatMap(({ own }, k) => own.map(({ index }) => numbers[k]![index]!)),
      reachedWallets: purses.filter(({ isReached }) => isReached).map(({ index }) => index),
      wallets,
      fills,
      collateralSales: sales.map(({ purse, asset, amount, unit }) => [purse.index, asset, amount, unit]),
      halted,
      raised,
      topUps: stress.topUps,
      members: stress.members.map(({ capital }) => capital),
      socialisedShare: many.deficits.share,
      fund: worlds[0]!.fund,
      badDebt: worlds[0]!.badDebt,
      cash: purses.map(({ cash }) => cash),
      ...since(before, exists(many)),
    });
    if (n >= lastTick) break;
    const moves = worlds.some(({ n, rules }, k) => n < scene.markets[k]!.factors.length || rules.funding);
    const isWorking = worlds.some(({ inventory }) => inventory.some(({ q }) => q > 0));
    if (toHorizon || moves || isWorking || mayAct(many) || purses.some(owes)) continue;
    const isQuiet =
      !worlds.some((world, k) => canStillReach(world, inputs[k]!)) &&
      !purses.some((own) => mayBeReached(worlds, own, inputs));
    if (isQuiet) break;
  }
  worlds.forEach((world, k) => {
    rest(world, logs[k]!, lastTick);
  });
  return {
    ticks,
    outcome: manyOutcome(many, rounds),
    tightest: Math.min(...worlds.map(({ tightest }) => tightest)),
    closestRank: Math.min(...worlds.map(({ closestRank }) => closestRank)),
    edge: worlds.map(({ edge }) => edge).join(', '),
    flags: new Set(worlds.flatMap(({ flags }) => [...flags])),
  };
}

/** Steps 1 to 3. */
function openMarket(
  world: World,
  log: Log,
  { factors, depthScale }: SlowMarkets['markets'][number],
  inputs: number[],
  standsStill: () => boolean,
) {
  const { rules } = world;
  world.n++;
  world.t = world.n * rules.tickSeconds;
  world.F = rules.startPrice * factors[Math.min(world.n, factors.length) - 1]!;
  notePrice(world, log);
  world.theta = depthScale * withdrawn(rules.withdrawal, world.m);
  inputs[world.n] = world.J + rules.ownShare * (world.p - world.J);
  if (!standsStill()) world.M = nextMark(world, inputs);
  world.uM = unitOf(world, world.M);
}

/** 6.1: what positions pay one another is no money made, but where longs and shorts do not balance. */
function payFunding({ purses, premiums, outside }: Many, world: World, k: number): void {
  const { funding, tickSeconds } = world.rules;
  if (!funding) return;
  premiums[k]!.push(world.p / world.F - 1);
  const times = (world.n * tickSeconds) / funding.intervalSeconds;
  if (Math.abs(times - Math.round(times)) > 1e-9) return;
  const premium = sumOf(premiums[k]!) / premiums[k]!.length;
  premiums[k] = [];
  const within = (value: number, most: number) => Math.max(-most, Math.min(most, value));
  const rate =
    'rate' in funding
      ? funding.rate
      : within(premium + within(funding.interest - premium, funding.band), funding.cap);
  const due = (side: number, q: number) => side * q * Math.abs(world.uM) * rate;
  for (const holder of world.holders) {
    if (!isOpen(holder)) continue;
    holder.C -= due(holder.side, holder.q);
    outside.paid += due(holder.side, holder.q);
    renewTrigger(world, holder);
  }
  for (const own of purses)
    for (const { market, side, q } of own.parts) {
      if (market !== k) continue;
      own.cash -= due(side, q);
      outside.paid += due(side, q);
    }
  world.buyers.K -= due(1, world.buyers.Z);
  outside.paid += due(1, world.buyers.Z);
}

/** Who is reached; is anybody for the first time? */
function reachWallets(many: Many, marks: readonly number[]): boolean {
  const { worlds, purses } = many;
  let isNew = false;
  for (const own of purses) {
    own.isReached = openParts(own).length > 0 && !isOut(many, own) && cushion(worlds, own, marks) <= 0;
    if (!own.isReached || own.wasReached) continue;
    own.wasReached = true;
    isNew = true;
    for (const part of own.parts) part.triggerUnit = worlds[part.market]!.uM;
  }
  return isNew;
}

const owes = (own: SlowPurse): boolean =>
  openParts(own).length === 0 && own.cash < 0 && own.assets.some(({ z }) => z > 0);

/** Collateral of a wallet that owes and has nothing else: asset by asset until covered, haircuts taken. */
function salesOf({ worlds }: Many, purse: SlowPurse): Sale[] {
  let need = -purse.cash;
  return purse.assets.flatMap(({ terms, z }, asset) => {
    const { market, factor, haircut, amount } = terms;
    if (!(need > 0) || z === 0) return [];
    const price = factor * (market === undefined ? 1 : Math.abs(worlds[market]!.uM)) * (1 - haircut);
    const wanted = Math.min(z, need / price);
    need = wanted < z ? 0 : need - z * price;
    const sold = z - wanted <= 1e-12 * amount ? z : wanted;
    return [{ purse, asset, amount: sold, unit: 1 }];
  });
}

/** What ADL may take an account for: the loser's share of its wallet's equity, or all of it to win with. */
function dress({ worlds, purses }: Many, marks: readonly number[]): void {
  for (const own of purses) {
    const MM = required(worlds, own, marks);
    const E = worth(worlds, own, marks, false);
    own.parts.forEach((part, j) => {
      const share = own.isReached ? E * (MM[j]! / sumOf(MM)) : E;
      part.C = share - part.side * part.q * (worlds[part.market]!.uM - part.entryUnit);
    });
  }
}

type Reached = readonly (readonly World['holders'][number][])[];

/** Steps 4 to 9 of all markets. */
function trade(many: Many, reached: Reached, marks: readonly number[]) {
  const { worlds, logs, purses, numbers, deficits, scene, stress } = many;
  deficits.share = 0;
  dress(many, marks);
  // Those of now: what is taken over in this tick is sold from the next one on.
  const owing = purses.filter(owes);
  takeWallets(many, marks);
  const isUnder = (own: SlowPurse) => {
    if (worlds[0]!.rules.adl.when !== 'negative-equity' || !own.isReached || own.isTaken) return false;
    const E = worth(worlds, own, marks, false);
    // A fee that took all there was leaves nothing, which rounding makes more or less than nothing.
    near(worlds[0]!, 'full equity of a reached wallet', E, 0, sizeOf(worlds, own, marks));
    return E < 0;
  };
  const wanted = purses
    .filter((own) => own.isReached && !own.isTaken && !isUnder(own))
    .flatMap((own): { holder: Part; quantity: number }[] => {
      const shares = sharesOf(worlds, own, scene.closeOut, marks);
      const orders = own.parts.flatMap((holder, j) =>
        holder.q > 0 ? rounded({ holder, quantity: shares[j]! * holder.q }) : [],
      );
      const isAll = openParts(own).every((part) =>
        orders.some((o) => o.holder === part && o.quantity === part.q),
      );
      for (const part of own.parts) part.isPart = !isAll;
      return orders;
    });
  const sales = owing.flatMap((own) => salesOf(many, own));
  for (const sale of sales) {
    const { market, factor } = sale.purse.assets[sale.asset]!.terms;
    if (market === undefined) sale.unit = factor;
  }
  let fund = { allowed: worlds[0]!.fund, fundLeft: worlds[0]!.fund };
  const blocks = worlds.map((world, k) => {
    if (isShut(stress, k, world.n)) {
      for (const sale of sales) if (sale.purse.assets[sale.asset]!.terms.market === k) sale.amount = 0;
      return { fills: [], worked: [], net: 0 };
    }
    const own = reached[k]!;
    if (takesOver(world)) return { ...workedIn(many, k, [...own], sales), net: 0 };
    const isMine = (part: Part) => part.market === k && isOpen(part);
    const losers = [
      ...negativeEquity(world, [...own]),
      ...purses.filter(isUnder).flatMap(({ parts }) => parts.filter(isMine)),
    ];
    const active = own.filter((one) => world.t >= one.ready && !losers.includes(one));
    const orders: Order[] = [
      ...ordersOf(world, active, [...own]).flatMap(rounded),
      ...wanted.filter(({ holder }) => holder.market === k),
    ];
    const adl = deleverageIn(many, k, [...own], losers, orders, fund);
    fund = { allowed: adl.allowed, fundLeft: adl.fundLeft };
    if (adl.any) world.flags.add('ADL');
    logs[k]!.haircutNeeded += adl.needed;
    const assets = sales.filter(({ purse, asset }) => purse.assets[asset]!.terms.market === k);
    const side = world.rules.contract === 'linear' ? 1 : -1;
    const block = blockOf(
      world,
      [
        ...adl.orders,
        ...assets.map(({ purse, asset, amount }) => ({
          holder: { side } as const,
          quantity: purse.assets[asset]!.terms.factor * amount,
        })),
      ],
      [],
      0,
    );
    if (block.exhausted) world.flags.add(block.isBanded ? 'BANDED' : 'DEPTH_EXHAUSTED');
    for (const sale of assets) {
      const share = side > 0 ? block.saleShare : block.purchaseShare;
      sale.amount *= share;
      sale.unit =
        sale.purse.assets[sale.asset]!.terms.factor *
        Math.abs(side > 0 ? block.saleUnit : block.purchaseUnit);
    }
    logs[k]!.market(world, block);
    return { fills: [...adl.fills, ...marketFills(adl.orders, block)], worked: [], net: block.net };
  });
  const told = settleAll(many, blocks, sales, marks);
  worlds.forEach((world, k) => {
    displace(world, blocks[k]!.net);
    notePrice(world, logs[k]!);
  });
  const price = (k: number, unit: number) => (worlds[k]!.rules.contract === 'linear' ? unit : -1 / unit);
  return {
    sales: sales.filter(({ amount }) => amount > 0),
    fills: told.map(({ market, fill: { holder, kind, quantity, unit } }): ManyTick['fills'][number] => {
      const number = 'market' in holder ? holder.index : numbers[market]![holder.index]!;
      return [number, kind, quantity, price(market, unit)];
    }),
  };
}

const marketFills = (orders: readonly Order[], block: Block): Fill[] =>
  orders.flatMap(({ holder, quantity }) => {
    const share = holder.side > 0 ? block.saleShare : block.purchaseShare;
    const unit = holder.side > 0 ? block.saleUnit : block.purchaseUnit;
    return share > 0 ? [{ holder, kind: 'market', quantity: quantity * share, unit }] : [];
  });

/** 2.5: crossed accounts stand among the holders of their market while winners are looked for. */
function deleverageIn(
  { worlds, purses }: Many,
  k: number,
  reached: World['holders'],
  losers: World['holders'],
  orders: Order[],
  fund: { allowed: number; fundLeft: number },
) {
  const world = worlds[k]!;
  if (world.rules.adl.when === 'never') return { fills: [], orders, needed: 0, any: false, ...fund };
  const parts = purses.flatMap((own) => own.parts.filter(({ market, q }) => market === k && q > 0));
  const busy = purses.filter(({ isReached }) => isReached).flatMap((own) => own.parts);
  const all: World = { ...world, holders: [...world.holders, ...parts] };
  const adl = deleverage(all, losers, orders, [...reached, ...busy], { lots: [], vault: 0 }, fund);
  world.tightest = all.tightest;
  world.edge = all.edge;
  return adl;
}

type Told = Omit<Fill, 'kind'> & { readonly kind: Fill['kind'] | OwnedFill['kind'] };

const toldOf = (worked: readonly OwnedFill[]): Told[] =>
  worked.map(({ order: { holder }, kind, quantity, unit }) => ({ holder, kind, quantity, unit }));

/** 6.2: the inventory of a market; collateral of those who owe stands before it, at any price. */
function workedIn(many: Many, k: number, reached: World['holders'], sales: readonly Sale[]) {
  const { worlds, logs, purses } = many;
  const world = worlds[k]!;
  const parts = purses.flatMap((own) => own.parts.filter(({ market, q }) => market === k && q > 0));
  const own = sales.filter(({ purse, asset }) => purse.assets[asset]!.terms.market === k);
  const asked = sumOf(own.map(({ purse, asset, amount }) => purse.assets[asset]!.terms.factor * amount));
  const side = world.rules.contract === 'linear' ? 1 : -1;
  // Among the holders while winners are looked for.
  world.holders.push(...parts);
  const turn = throughInventory(world, logs[k]!, reached, takeoverOf(world), side * asked);
  world.holders.splice(world.holders.length - parts.length);
  const { filled, unit } = turn.collateral!;
  for (const sale of own) {
    sale.amount *= asked > 0 ? Math.abs(filled) / asked : 0;
    sale.unit = sale.purse.assets[sale.asset]!.terms.factor * Math.abs(unit);
  }
  return { fills: turn.fills, worked: turn.worked };
}

/** Step 8; returns the fills in the order in which they are told. */
function settleAll(
  many: Many,
  blocks: readonly { readonly fills: readonly Fill[]; readonly worked: readonly OwnedFill[] }[],
  sales: readonly Sale[],
  marks: readonly number[],
) {
  const { worlds, logs, purses, deficits } = many;
  const owed = owedBy(many);
  let inflow = 0;
  let deficit = 0;
  const told: { market: number; fill: Told }[] = [];
  const order = (a: Told, b: Told) => a.holder.index - b.holder.index || (a.kind < b.kind ? -1 : 1);
  worlds.forEach((world, k) => {
    const { fills, worked } = blocks[k]!;
    const own = fills.filter(({ holder }) => !('market' in holder)).sort(order);
    const left = settleFills(world, logs[k]!, own);
    const more = settleWorked(world, logs[k]!, worked);
    left.inflow += more.inflow;
    left.deficit += more.deficit;
    inflow += left.inflow;
    deficit += left.deficit;
    deficits.isolated[k]! += left.deficit;
    const ofAccounts = toldOf(worked).filter(({ holder }) => !('market' in holder));
    told.push(...[...own, ...ofAccounts].sort(order).map((fill) => ({ market: k, fill })));
  });
  for (const purse of purses) {
    const own = purse.parts.flatMap((part) =>
      blocks[part.market]!.fills.filter(({ holder }) => holder === part).sort(order),
    );
    const ofVenue = blocks.flatMap(({ worked }) =>
      toldOf(worked).filter(({ holder }) => purse.parts.includes(holder as Part)),
    );
    told.push(
      ...[...own, ...ofVenue].sort(order).map((fill) => ({ market: (fill.holder as Part).market, fill })),
    );
    const left = settlePurse(
      many,
      purse,
      own,
      sales.filter((sale) => sale.purse === purse),
      marks,
    );
    inflow += left.inflow;
    deficit += left.deficit;
  }
  payAll(many, inflow, deficit - membersPay(many, owed), marks);
  return told;
}

/** Is an isolated account still reached, or a wallet, at the last marks? */
export const isLeftReached = ({ worlds, purses }: Many): boolean =>
  worlds.some((world) => world.holders.some((one) => isOpen(one) && isReached(world, one))) ||
  purses.some(
    (own) =>
      owes(own) ||
      (openParts(own).length > 0 &&
        cushion(
          worlds,
          own,
          worlds.map(({ M }) => M),
        ) <= 0),
  );

/** All money, at some marks, and all positions by market: what no tick may change. */
function exists({ worlds, purses, outside }: Many): { money: number; held: number[] } {
  const marks = worlds.map(({ rules }, k) => rules.startPrice * (0.8 + 0.07 * k));
  const isolated = worlds.flatMap((world, k) =>
    world.holders.map(({ C, side, q, entryUnit }) => C + side * q * (unitOf(world, marks[k]!) - entryUnit)),
  );
  const crossed = purses.map((own) => worth(worlds, own, marks, false));
  const bought = worlds.map((world, k) => world.buyers.K + world.buyers.Z * unitOf(world, marks[k]!));
  const owned = worlds.flatMap((world, k) =>
    world.inventory.map(({ side, q, uB }) => side * q * (unitOf(world, marks[k]!) - uB)),
  );
  const held = worlds.map((world, k) => {
    const parts = purses.flatMap((own) => own.parts.filter(({ market }) => market === k));
    const assets = purses.flatMap((own) => own.assets.filter(({ terms }) => terms.market === k));
    const pledged = sumOf(assets.map(({ terms, z }) => z * terms.factor));
    const positions = sumOf([...world.holders, ...parts].map(({ side, q }) => side * q));
    const owned = sumOf(world.inventory.map(({ side, q }) => side * q));
    return owned + positions + (world.rules.contract === 'linear' ? pledged : -pledged) + world.buyers.Z;
  });
  const { fund, badDebt } = worlds[0]!;
  return {
    money: fund - badDebt + outside.paid + sumOf([...isolated, ...crossed, ...bought, ...owned]),
    held,
  };
}

const since = (was: ReturnType<typeof exists>, is: ReturnType<typeof exists>) => ({
  made: is.money - was.money,
  moved: is.held.map((own, k) => own - was.held[k]!),
});
