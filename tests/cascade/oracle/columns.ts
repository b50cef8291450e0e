// The outcome row of model.md 7, from what was written down along the way.
import type { Log } from './log.ts';
import type { OracleColumn, OracleScenario } from './terms.ts';
import { e, type Holder, isOpen, lossPerUnit, near, profit, unitOf, type World } from './world.ts';

const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** @param undisturbed visits the marks of the same path with `V = 0` throughout */
export function outcomeOf(
  scene: OracleScenario,
  world: World,
  log: Log,
  lastTick: number,
  undisturbed: (visit: (mark: number) => void) => void,
): Record<OracleColumn, number> {
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

  // Of accounts still open, and of what the inventory still holds for one.
  const openLoss = (holder: Holder) => {
    const own = isOpen(holder) ? Math.max(0, -e(world, holder, uEnd)) : 0;
    const orders = world.inventory.filter((order) => order.holder === holder);
    return own + sumOf(orders.map((order) => order.q * lossPerUnit(world, order, uEnd)));
  };
  for (const holder of holders)
    if (isOpen(holder)) near(world, 'open deficit', e(world, holder, uEnd), 0, holder.q * Math.abs(uEnd));
  const owners = [...holders, ...world.carried];
  const short = owners.filter((holder) => holder.deficit > 0 || openLoss(holder) > 0);
  const byOwner = new Map<number, number>();
  for (const holder of short)
    byOwner.set(holder.owner, (byOwner.get(holder.owner) ?? 0) + holder.deficit + openLoss(holder));
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
  const peak = log.own.indexOf(ownPeak);
  // What a tie may be apart holds no rounding of a peak far above 1.
  const isWide = Number.EPSILON * ownPeak > 1e-13;
  log.own.forEach((own, k) => {
    if (!(own > 0)) return;
    near(world, 'half of the peak', own, ownPeak / 2, ownPeak);
    const below = ownPeak - own;
    if (below > 1e-13 || (isWide && k !== peak)) near(world, 'peak', below, 1e-12, 1 + ownPeak);
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

  const accountsAtStart = holders.map((holder, i) => {
    const { side, quantity, collateral } = accounts[i]!;
    return collateral + side * quantity * (uEnd - holder.entryUnit);
  });
  const carried = (scene.start?.inventory ?? []).map(
    ({ side, quantity, bankruptcyUnit }) => side * quantity * (uEnd - bankruptcyUnit),
  );
  const start = sumOf([...accountsAtStart, ...carried, world.funds[0]!]);
  const held = world.inventory.map(({ side, q, uB }) => side * q * (uEnd - uB));
  const end = sumOf([...holders.map((holder) => holder.C + profit(holder, uEnd)), ...held]);
  const capital = rules.backstop?.capital ?? 0;
  const vaultEnd = Math.max(0, vaultEquity);
  const made =
    end +
    (world.buyers.K + world.buyers.Z * uEnd) +
    vaultEnd +
    world.takers +
    world.fund -
    world.badDebt -
    (start + capital);

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
    halfSeconds: ownPeak > 0 ? since(tickOf(ownPeak / 2 - 1e-12)) : -1,
    peakSeconds: ownPeak > 0 ? since(tickOf(ownPeak - 1e-12)) : -1,
    lastSeconds: since(log.last),
    ratePeak:
      rules.contract === 'linear' ? ratePeak(log, dt, 'notional') / OI : ratePeak(log, dt, 'quantity') / OQ,
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
    openDeficit: sumOf(owners.map(openLoss)),
    takenOverNotional: log.takenOverNotional,
    vaultPeak: log.vaultPeak,
    inventoryPeak: log.inventoryPeak,
    inventoryLossPeak: log.inventoryLossPeak,
    fundTrough: Math.min(...world.funds) - world.funds[0]!,
    dislocationHour: dislocationHour(log, rules.horizonSeconds),
    dislocationPeak: log.dislocationPeak,
    vaultProfit: vaultEnd - capital,
    takerProfit: world.takers,
    clampedShare: 0,
    conservation: Math.abs(made) / OI,
    flags: 0,
  };
}

/** Largest sum over the liquidations of any trailing 60 s, `(t - 60, t]`; one tick if `dt` is longer. */
function ratePeak({ liquidated }: Log, dt: number, of: 'notional' | 'quantity'): number {
  const sums = liquidated.map(({ n: last }) =>
    sumOf(
      liquidated.filter(({ n }) => n <= last && (n === last || (last - n) * dt < 60)).map((one) => one[of]),
    ),
  );
  return (Math.max(0, ...sums) * 60) / Math.max(60, dt);
}

/** What hourly bars of venue and index would show; a last hour that is not full is left out. */
function dislocationHour({ hours }: Log, horizon: number): number {
  const full = Math.max(1, Math.floor(horizon / 3600 + 1e-9));
  const shown = [...hours].filter(([hour]) => hour <= full).map(([, bar]) => bar);
  return Math.max(
    ...shown.flatMap(({ lowPrice, highPrice, lowIndex, highIndex }) => [
      Math.abs(lowPrice / lowIndex - 1),
      Math.abs(highPrice / highIndex - 1),
    ]),
  );
}
