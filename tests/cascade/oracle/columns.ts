// The outcome row of model.md 7, from what was written down along the way.
import type { OutcomeColumn } from '../../../shared/cascade/outcome.ts';
import type { Scenario } from '../scenario.ts';
import type { Block } from './block.ts';
import { e, type Fill, type Holder, isOpen, near, profit, unitOf, type World } from './world.ts';

/** What a path writes down, tick by tick. */
export interface Log {
  rounds: number;
  /** All pre- and post-trade prices. */
  prices: number[];
  /** |p/F - 1| after the trades of tick 1, 2, ... */
  own: number[];
  displaced: number[];
  /** What went to the depth in each tick. */
  net: number[];
  /** Fills and takeovers against the account's will. */
  liquidated: { n: number; notional: number }[];
  liquidatedNotional: number;
  liquidatedQuantity: number;
  closeOutCost: number;
  marketNotional: number;
  marketVolume: number;
  beyondVolume: number;
  takenOverNotional: number;
  vaultPeak: number;
  adlNotional: number;
  adlQuantity: number;
  adlHaircut: number;
  haircutNeeded: number;
  haircutWorst: number;
  socialised: number;
  counted: boolean;
  fundIn: number;
  fundDraw: number;
  fundNeed: number;
  fundEmpty: number;
  deficit: number;
  partials: number;
  takeOver(world: World, holder: Holder): void;
  liquidate(world: World, fill: Fill): void;
  haircut(world: World, fill: Fill): void;
  market(world: World, block: Block): void;
}

export function startLog(): Log {
  const log: Log = {
    rounds: 0,
    prices: [],
    own: [],
    displaced: [],
    net: [],
    liquidated: [],
    liquidatedNotional: 0,
    liquidatedQuantity: 0,
    closeOutCost: 0,
    marketNotional: 0,
    marketVolume: 0,
    beyondVolume: 0,
    takenOverNotional: 0,
    vaultPeak: 0,
    adlNotional: 0,
    adlQuantity: 0,
    adlHaircut: 0,
    haircutNeeded: 0,
    haircutWorst: 0,
    socialised: 0,
    counted: false,
    fundIn: 0,
    fundDraw: 0,
    fundNeed: 0,
    fundEmpty: -1,
    deficit: 0,
    partials: 0,
    takeOver(world, holder) {
      log.takenOverNotional += holder.q * Math.abs(world.uM);
      close(world, holder, holder.q, world.uM);
    },
    liquidate(world, { holder, kind, quantity, unit }) {
      if (kind === 'adl') {
        log.adlNotional += quantity * Math.abs(unit);
        log.adlQuantity += quantity;
      }
      close(world, holder, quantity, unit);
    },
    haircut(world, { holder, quantity, unit }) {
      const own = Math.max(0, quantity * holder.side * (world.uM - unit));
      holder.hit = true;
      holder.haircut += own;
      log.adlHaircut += own;
      log.haircutWorst = Math.max(log.haircutWorst, own / profit(holder, world.uM));
    },
    market(world, { net, depthUnit, from, to }) {
      log.marketNotional += Math.abs(net * depthUnit);
      log.net.push(net);
      log.marketVolume += Math.abs(net);
      log.beyondVolume += world.depth.beyond(from, to) * world.theta;
      if (world.depth.beyond(from, to) > 0) world.flags.add('BEYOND_DEPTH');
      world.buyers.Z += net;
      world.buyers.K -= net * depthUnit;
    },
  };
  const close = (world: World, holder: Holder, quantity: number, unit: number) => {
    log.liquidated.push({ n: world.n, notional: quantity * Math.abs(unit) });
    log.liquidatedNotional += quantity * Math.abs(unit);
    log.liquidatedQuantity += quantity;
    log.closeOutCost += quantity * holder.side * (holder.triggerUnit - unit);
  };
  return log;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** @param undisturbed visits the marks of the same path with `V = 0` throughout */
export function outcomeOf(
  scene: Scenario,
  world: World,
  log: Log,
  lastTick: number,
  undisturbed: (visit: (mark: number) => void) => void,
): Record<OutcomeColumn, number> {
  const { rules, shock, accounts } = scene;
  const { holders, flags } = world;
  const p0 = rules.startPrice;
  const dt = rules.tickSeconds;
  const uEnd = unitOf(world, world.p);
  const u0 = Math.abs(unitOf(world, p0));
  const quantityOf = (side: number) => sumOf(accounts.filter((a) => a.side === side).map((a) => a.quantity));
  const OQ = Math.max(quantityOf(1), quantityOf(-1));
  const OI = OQ * u0;
  const fundBeforeVault = world.fund;

  const vaultEquity = world.vault.cash + world.vault.Z * uEnd;
  if (rules.backstop) near(world, 'vault', vaultEquity, 0, rules.backstop.capital || OI);
  if (vaultEquity < 0) {
    flags.add('VAULT_FAILED');
    const draw = Math.min(world.fund, -vaultEquity);
    log.deficit -= vaultEquity;
    log.fundDraw += draw;
    world.fund -= draw;
    world.badDebt += -vaultEquity - draw;
    log.fundNeed = Math.max(log.fundNeed, log.deficit - log.fundIn);
    if (-vaultEquity > fundBeforeVault) {
      flags.add('FUND_EMPTY');
      flags.add('BAD_DEBT');
      if (log.fundEmpty < 0) log.fundEmpty = lastTick * dt;
    }
  }

  const under = holders.filter((holder) => isOpen(holder) && e(world, holder, uEnd) < 0);
  for (const holder of holders)
    if (isOpen(holder)) near(world, 'open deficit', e(world, holder, uEnd), 0, holder.q * Math.abs(uEnd));
  const short = holders.filter((holder) => holder.deficit > 0 || under.includes(holder));
  const byOwner = new Map<number, number>();
  for (const holder of short) {
    const own = holder.deficit + (under.includes(holder) ? -e(world, holder, uEnd) : 0);
    byOwner.set(holder.owner, (byOwner.get(holder.owner) ?? 0) + own);
  }
  const largest = [...byOwner.values()].sort((a, b) => b - a);

  const triggered = holders.filter((holder) => !Number.isNaN(holder.triggerUnit));
  const guilty = new Set<Holder>();
  undisturbed((mark) => {
    for (const holder of triggered) {
      near(world, 'undisturbed mark', mark, holder.T0, mark);
      if (holder.side > 0 ? mark <= holder.T0 : mark >= holder.T0) guilty.add(holder);
    }
  });
  const innocent = triggered.filter((holder) => !guilty.has(holder));
  const X = sumOf(triggered.map((holder) => holder.q0));
  const X0 = sumOf([...guilty].map((holder) => holder.q0));

  const moves = log.prices.map((price) => price / p0 - 1);
  const down = Math.min(0, ...moves);
  const up = Math.max(0, ...moves);
  const movePeak = shock < 0 ? down : shock > 0 ? up : -down > up ? down : up;
  const moveFinal = world.p / p0 - 1;

  const ownPeak = Math.max(...log.own);
  const first = log.liquidated[0]?.n ?? -1;
  const peakAt = log.own.indexOf(ownPeak);
  log.own.forEach((own, i) => {
    if (!(own > 0)) return;
    near(world, 'half of the peak', own, ownPeak / 2, ownPeak);
    // Equal to the bit where nothing traded since, and within a level of a walk; else only by chance.
    const rested = log.displaced[i] === log.displaced[peakAt] && log.net[i] === 0;
    const level = own === ownPeak && world.depth.steps.length > 1;
    if (i !== peakAt && !rested && !level) near(world, 'peak', own, ownPeak, ownPeak);
  });
  const tickOf = (size: number) => log.own.findIndex((own) => own >= size) + 1;
  const since = (n: number) => (first < 0 ? -1 : (n - first) * dt);

  const F = p0 * (1 + shock);
  const next = holders.filter(({ side, T0 }) =>
    shock > 0 ? side < 0 && F < T0 && T0 <= 1.01 * F : side > 0 && 0.99 * F <= T0 && T0 < F,
  );
  for (const { T0 } of holders)
    for (const bound of [F, shock > 0 ? 1.01 * F : 0.99 * F]) near(world, 'static bound', T0, bound, bound);
  const A = sumOf(next.map((holder) => holder.q0)) / scene.depthScale;
  const jump = world.depth.D(shock > 0 ? -Math.min(A, world.depth.mostBought) : A, F);
  for (const step of world.depth.steps) if (A > 0) near(world, 'static level', shock > 0 ? -A : A, step, A);

  const haircuts = holders.filter((holder) => holder.haircut > 0).map((holder) => holder.haircut);
  const winners = holders.filter((holder) => holder.winner).length;
  const population = Math.max(winners, haircuts.length);
  const spread = [...haircuts, ...Array.from({ length: population - haircuts.length }, () => 0)];
  const taken = sumOf(haircuts);
  const gaps = sumOf(spread.map((a) => sumOf(spread.map((b) => Math.abs(a - b)))));

  const start = sumOf(
    holders.map((holder, i) => {
      const { side, quantity, collateral } = accounts[i]!;
      return collateral + side * quantity * (uEnd - holder.entryUnit);
    }),
  );
  const end = sumOf(holders.map((holder) => holder.C + profit(holder, uEnd)));
  const capital = rules.backstop?.capital ?? 0;
  const vaultEnd = Math.max(0, vaultEquity);
  const made =
    end +
    (world.buyers.K + world.buyers.Z * uEnd) +
    vaultEnd +
    world.takers +
    world.fund -
    world.badDebt -
    (start + rules.fund + capital);

  if (triggered.length > 0) flags.add('TRIGGERED');
  if (triggered.some(({ side }) => side > 0) && triggered.some(({ side }) => side < 0))
    flags.add('BOTH_SIDES');
  if (shock === 0) flags.add('ZERO_SHOCK');

  return {
    moveExogenous: world.F / p0 - 1,
    movePeak,
    moveFinal,
    amplificationPeak: shock === 0 ? 1 : movePeak / shock,
    amplificationFinal: shock === 0 ? 1 : moveFinal / shock,
    ownPeak,
    firstSeconds: first < 0 ? -1 : first * dt,
    halfSeconds: ownPeak > 0 ? since(tickOf(ownPeak / 2)) : -1,
    peakSeconds: ownPeak > 0 ? since(tickOf(ownPeak)) : -1,
    lastSeconds: since(log.liquidated.at(-1)?.n ?? -1),
    ratePeak: ratePeak(log, dt) / OI,
    rounds: log.rounds,
    ticks: world.n,
    liquidatedNotional: log.liquidatedNotional,
    liquidatedShare: log.liquidatedQuantity / OQ,
    marketNotional: log.marketNotional,
    beyondDepthShare: log.marketVolume > 0 ? log.beyondVolume / log.marketVolume : 0,
    accountsTriggered: triggered.length,
    accountsClosed: holders.filter((holder) => holder.closed).length,
    accountsInnocent: innocent.length,
    branchingRatio: X > 0 ? 1 - X0 / X : 0,
    branchingStatic: Math.abs(1 - jump) / 0.01,
    closeOutCost: log.closeOutCost,
    accountsDeficit: short.length,
    deficitNotional: sumOf(short.map((holder) => holder.q0 * u0)),
    deficit: log.deficit,
    deficitFirst: largest[0] ?? 0,
    deficitSecond: largest[1] ?? 0,
    fundIn: log.fundIn,
    fundDraw: log.fundDraw,
    fundEnd: world.fund,
    fundNeed: log.fundNeed,
    adlNotional: log.adlNotional,
    adlAccounts: holders.filter((holder) => holder.hit).length,
    adlHaircut: log.adlHaircut,
    socialised: log.socialised,
    badDebt: world.badDebt,
    haircutTaken: log.adlHaircut + log.socialised,
    haircutNeeded: log.haircutNeeded,
    haircutWorst: log.haircutWorst,
    haircutGini: taken > 0 ? gaps / (2 * population * taken) : 0,
    haircutHhi: taken > 0 ? sumOf(haircuts.map((h) => (h / taken) ** 2)) : 0,
    winners,
    fundEmptySeconds: log.fundEmpty,
    openDeficit: sumOf(under.map((holder) => -e(world, holder, uEnd))),
    takenOverNotional: log.takenOverNotional,
    vaultPeak: log.vaultPeak,
    vaultProfit: vaultEnd - capital,
    takerProfit: world.takers,
    clampedShare: 0,
    conservation: Math.abs(made) / OI,
    inventoryPeak: 0,
    inventoryLossPeak: 0,
    fundTrough: 0,
    dislocationHour: 0,
    dislocationPeak: 0,
    flags: 0,
  };
}

/** Largest sum over the liquidations of any trailing 60 s, `(t - 60, t]`; one tick if `dt` is longer. */
function ratePeak({ liquidated }: Log, dt: number): number {
  const sums = liquidated.map(({ n: last }) =>
    sumOf(
      liquidated
        .filter(({ n }) => n <= last && (n === last || (last - n) * dt < 60))
        .map((one) => one.notional),
    ),
  );
  return (Math.max(0, ...sums) * 60) / Math.max(60, dt);
}
