// The tick of model.md 2.5, the slow and obvious way: every account is looked at in every tick. It shares
// no code with shared/cascade (types only), so a bug has to be made twice to pass.
import type { OutcomeColumn } from '../../shared/cascade/outcome.ts';
import type { TraceTick } from '../../shared/cascade/trace.ts';
import { deleverage, negativeEquity } from './oracle/adl.ts';
import { blockOf } from './oracle/block.ts';
import { type Log, outcomeOf, startLog } from './oracle/columns.ts';
import { oracleDepth } from './oracle/depth.ts';
import { isJumping, trigger, u } from './oracle/margin.ts';
import { auction, backstop, isPending, ordersOf, unwind } from './oracle/mechanisms.ts';
import { settle } from './oracle/settle.ts';
import {
  type Fill,
  type Holder,
  isOpen,
  isReached,
  ladderOrder,
  near,
  profit,
  unitOf,
  V,
  type World,
} from './oracle/world.ts';
import type { Scenario } from './scenario.ts';

export interface OracleRun {
  readonly outcome: Record<OutcomeColumn, number>;
  readonly flags: ReadonlySet<string>;
  readonly ticks: readonly TraceTick[];
  /** Smallest relative distance of any comparison from its edge, and which. */
  readonly tightest: number;
  /** Smallest relative distance between the triggers of neighbours in the told order. */
  readonly closestRank: number;
  readonly edge: string;
  /** Quantities that only the golden traces name. */
  readonly liquidatedQuantity: number;
  readonly adlQuantity: number;
  /** Market fills that left part of an account open. */
  readonly partials: number;
}

/** @param toHorizon never stops early */
export function runOracle(scene: Scenario, toHorizon = false): OracleRun {
  const { rules, factors } = scene;
  const world = startWorld(scene);
  const log = startLog();
  const ticks: TraceTick[] = [];
  const lastTick = Math.ceil(rules.horizonSeconds / rules.tickSeconds);
  const inputs: number[] = [];

  for (;;) {
    // 1-3: where the price and the mark are.
    world.n++;
    world.t = world.n * rules.tickSeconds;
    world.F = rules.startPrice * factors[Math.min(world.n, factors.length) - 1]!;
    notePrice(world, log);
    const pre = world.p;
    world.theta = scene.depthScale * withdrawn(rules.withdrawal, world.m);
    inputs[world.n] = world.F + rules.ownShare * (world.p - world.F);
    world.M = nextMark(world, inputs);
    world.uM = unitOf(world, world.M);

    // 4: who is reached.
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
    let active = reached.filter((holder) => world.t >= holder.ready);

    // 5, 6: who is closed, and how.
    const losers = negativeEquity(world, reached);
    active = active.filter((holder) => !losers.includes(holder));
    world.queue = world.queue.filter((holder) => !losers.includes(holder));
    const vaultBefore = world.vault.Z;
    const taken = backstop(world, active);
    for (const holder of taken) {
      log.takeOver(world, holder);
      holder.q = 0;
      holder.C = 0;
      holder.closed = true;
    }
    log.vaultPeak = Math.max(log.vaultPeak, Math.abs(world.vault.Z * world.uM));
    active = active.filter((holder) => !taken.includes(holder));
    const drafted = ordersOf(world, active, reached).flatMap((order) => {
      const { q, q0 } = order.holder;
      if (order.quantity <= 1e-12 * q0) return [];
      return [{ ...order, quantity: q - order.quantity <= 1e-12 * q0 ? q : order.quantity }];
    });
    const sold = auction(world, active);
    const lots = sold.map(({ lot }) => ({ holder: lot.holder }));
    const vault = unwind(world, vaultBefore);
    const adl =
      rules.adl.when === 'never'
        ? { fills: [], orders: drafted, needed: 0, any: false }
        : deleverage(world, losers, drafted, reached, lots, vault);
    log.haircutNeeded += adl.needed;
    if (adl.any) noteWinners(world, log);

    // 7: one block.
    const block = blockOf(world, adl.orders, lots, vault);
    if (block.exhausted) world.flags.add('DEPTH_EXHAUSTED');
    const fills: Fill[] = [...adl.fills];
    for (const { holder, quantity } of adl.orders) {
      const long = holder.side > 0;
      const share = long ? block.saleShare : block.purchaseShare;
      if (share > 0)
        fills.push({
          holder,
          kind: 'market',
          quantity: quantity * share,
          unit: long ? block.saleUnit : block.purchaseUnit,
        });
    }
    for (const { lot, ask } of sold) {
      const { side, q } = lot.holder;
      fills.push({ holder: lot.holder, kind: 'auction', quantity: q, unit: ask });
      world.takers += side * q * ((side > 0 ? block.saleUnit : block.purchaseUnit) - ask);
      lot.holder.onAuction = false;
    }
    const unwound = vault * (vault > 0 ? block.saleShare : block.purchaseShare);
    world.vault.Z -= unwound;
    world.vault.cash += unwound * (vault > 0 ? block.saleUnit : block.purchaseUnit);
    log.market(world, block);
    world.permanent += (rules.permanentShare * block.net) / world.theta;
    world.temporary += ((1 - rules.permanentShare) * block.net) / world.theta;
    const moved = Math.abs(block.net) / world.theta;
    world.moved.permanent += rules.permanentShare * moved;
    world.moved.temporary += (1 - rules.permanentShare) * moved;

    // 8: who pays.
    fills.sort((a, b) => a.holder.index - b.holder.index || (a.kind < b.kind ? -1 : 1));
    settle(world, log, fills, () => noteWinners(world, log));
    world.funds.push(world.fund);

    // 9, 10.
    notePrice(world, log);
    log.displaced.push(V(world));
    log.own.push(Math.abs(world.depth.D(V(world), world.F) - 1));
    const post = world.p;
    world.temporary *= rules.decayPerTick;
    world.moved.temporary *= rules.decayPerTick;
    ticks.push({
      n: world.n,
      fundamental: world.F,
      pre,
      mark: world.M,
      depthScale: world.theta,
      triggered: reached.map((holder) => holder.index),
      takenOver: taken.map((holder) => holder.index),
      fills: fills.map(({ holder, kind, quantity, unit }) => [
        holder.index,
        kind,
        quantity,
        rules.contract === 'linear' ? unit : -1 / unit,
      ]),
      post,
      displacedAfterDecay: V(world),
      fund: world.fund,
      badDebt: world.badDebt,
    });

    // 11.
    if (world.n >= lastTick) break;
    if (!toHorizon && world.n >= factors.length && isQuiescent(world, inputs)) break;
  }

  const stillReached = world.holders.some(
    (holder) => isOpen(holder) && !isOffLadder(world, holder) && isReached(world, holder),
  );
  if (world.n >= lastTick && (isPending(world) || stillReached)) world.flags.add('UNFINISHED');
  const left = rules.decayPerTick ** (lastTick - world.n);
  world.temporary *= left;
  world.moved.temporary *= left;
  notePrice(world, log);
  return {
    outcome: outcomeOf(scene, world, log, lastTick, (marks) => undisturbed(scene, lastTick, marks)),
    flags: world.flags,
    ticks,
    tightest: world.tightest,
    closestRank: world.closestRank,
    edge: world.edge,
    liquidatedQuantity: log.liquidatedQuantity,
    adlQuantity: log.adlQuantity,
    partials: log.partials,
  };
}

function startWorld(scene: Scenario): World {
  const { rules, tiers } = scene;
  const { contract, startPrice } = rules;
  const holders = scene.accounts.map((account, index): Holder => {
    const { side, quantity: q, entryPrice, collateral: C, owner } = account;
    const T = trigger(contract, tiers, side, q, entryPrice, C, startPrice);
    return {
      index,
      side,
      owner,
      entryPrice,
      entryUnit: u(contract, entryPrice),
      q0: q,
      T0: T,
      q,
      C,
      T,
      triggerUnit: NaN,
      ready: 0,
      stepped: false,
      onAuction: false,
      closed: false,
      deficit: 0,
      haircut: 0,
      winner: false,
      hit: false,
    };
  });
  return {
    rules,
    tiers,
    jumping: isJumping(tiers),
    depth: oracleDepth(scene.depth, startPrice),
    depthScale: scene.depthScale,
    holders,
    n: 0,
    t: 0,
    F: startPrice,
    p: startPrice,
    M: startPrice,
    uM: u(contract, startPrice),
    permanent: 0,
    temporary: 0,
    moved: { permanent: 0, temporary: 0 },
    m: 0,
    theta: scene.depthScale,
    fund: rules.fund,
    funds: [rules.fund],
    badDebt: 0,
    vault: { Z: 0, cash: rules.backstop?.capital ?? 0 },
    takers: 0,
    buyers: { Z: 0, K: 0 },
    queue: [],
    waiting: [],
    lots: [],
    flags: new Set(),
    tightest: Infinity,
    closestRank: Infinity,
    edge: 'none',
  };
}

/**
 * Rounding ranks triggers that stand together, as those of accounts restored to one ratio at one mark do. Where places
 * are given in ladder order that decides more than the order in which they are told.
 */
function noteRanks(world: World, reached: readonly Holder[]): void {
  const { mechanism, backstop } = world.rules;
  const givesPlaces = backstop || mechanism.name === 'auction' || mechanism.name === 'rate-limited';
  reached.forEach((holder, k) => {
    const next = reached[k + 1];
    if (!next || next.side !== holder.side) return;
    if (Number.isFinite(holder.T - next.T))
      world.closestRank = Math.min(world.closestRank, Math.abs(holder.T - next.T) / world.M);
    // Equal ones stand by account; what is nearly equal, rounding decides.
    if (givesPlaces && holder.T !== next.T) near(world, 'ladder order', holder.T, next.T, world.M);
  });
}

/** On auction, or queued to be closed whatever happens: no mark reaches it any more. */
const isOffLadder = (world: World, holder: Holder): boolean => {
  const { mechanism } = world.rules;
  return (
    holder.onAuction || (mechanism.name === 'rate-limited' && !mechanism.cure && world.queue.includes(holder))
  );
};

function notePrice(world: World, log: Log): void {
  const { depth, F } = world;
  const v = V(world);
  const size = world.moved.permanent + world.moved.temporary;
  if (size > 0)
    for (const step of depth.steps) near(world, 'level of the walk', v, step, size + Math.abs(step));
  world.p = F * depth.D(v, F);
  if (depth.isClamped(v, F)) world.flags.add('FLOOR_HIT');
  world.m = Math.max(world.m, Math.abs(world.p / world.rules.startPrice - 1));
  log.prices.push(world.p);
}

/** 2.4: linear between the given points, constant outside. */
function withdrawn(points: readonly (readonly [number, number])[] | null, m: number): number {
  if (!points) return 1;
  if (m <= points[0]![0]) return points[0]![1];
  if (m >= points.at(-1)![0]) return points.at(-1)![1];
  const k = points.findIndex(([move]) => move >= m);
  const [x0, y0] = points[k - 1]!;
  const [x1, y1] = points[k]!;
  return y0 + ((m - x0) * (y1 - y0)) / (x1 - x0);
}

/** Section 3. */
function nextMark({ rules, n, p, M }: World, inputs: readonly number[]): number {
  const rule = rules.triggerRule;
  const x = inputs[n]!;
  switch (rule.rule) {
    case 'last':
      return p;
    case 'ema':
      return M + rule.weight * (x - M);
    case 'lagged':
      return n <= rule.ticks ? rules.startPrice : inputs[n - rule.ticks]!;
    case 'capped':
      return M + Math.max(-rule.capPerTick * M, Math.min(rule.capPerTick * M, x - M));
  }
}

/** Marks of the same path with `V = 0` throughout, over the whole horizon. */
function undisturbed(scene: Scenario, lastTick: number, visit: (mark: number) => void): void {
  const world = startWorld(scene);
  const inputs: number[] = [];
  for (world.n = 1; world.n <= lastTick; world.n++) {
    world.p = scene.rules.startPrice * scene.factors[Math.min(world.n, scene.factors.length) - 1]!;
    inputs[world.n] = world.p;
    world.M = nextMark(world, inputs);
    visit(world.M);
  }
}

/** No mark that can still come reaches anybody, and nothing is under way. */
function isQuiescent(world: World, inputs: readonly number[]): boolean {
  const { rules, depth, F, M, n } = world;
  if (isPending(world)) return false;
  const own = rules.triggerRule.rule === 'last' ? 1 : rules.ownShare;
  const x = (v: number) => F + own * (F * depth.D(v, F) - F);
  const marks = [M, x(V(world)), x(world.permanent)];
  if (rules.triggerRule.rule === 'lagged')
    for (let k = Math.max(1, n - rules.triggerRule.ticks + 1); k <= n; k++) marks.push(inputs[k]!);
  const least = Math.min(...marks);
  const most = Math.max(...marks);
  return !world.holders.some(
    (holder) => isOpen(holder) && isReached(world, holder, holder.side > 0 ? least : most),
  );
}

/** Who has profit when the first haircut falls. */
function noteWinners(world: World, log: Log): void {
  if (log.counted) return;
  log.counted = true;
  for (const holder of world.holders) holder.winner = isOpen(holder) && profit(holder, world.uM) > 0;
}
