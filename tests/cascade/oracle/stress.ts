// Section 7 and 2.10 the slow way: markets that stand still, maintenance that is raised, owners who are called, members who pay first.
import { openParts, required, type SlowPurse, sumOf, worth } from './crossed.ts';
import type { Many } from './markets.ts';
import { e, type Holder, isOpen, MM, near, renewTrigger, unitOf, type World } from './world.ts';

/** What is remembered of it, by market where a list has no other name. */
export interface Stress {
  /** Prices before trades by tick, that of the start first; and the tick from which they are looked at. */
  readonly seen: number[][];
  readonly from: number[];
  /** Last tick of the halt. */
  readonly until: number[];
  readonly halted: number[];
  /** Tick in which the move was first as large as that; none yet. */
  readonly since: (number | undefined)[];
  readonly raised: boolean[];
  /** Tick in which each account or wallet that was called pays in, unless it has. */
  readonly calls: Map<object, number | 'over'>;
  topUps: (readonly ['account' | 'wallet', number, number])[];
  toppedUp: number;
  readonly members: { capital: number; hasDefaulted: boolean }[];
  memberPaid: number;
}

export const startStress = ({ markets, members }: Many['scene']): Stress => ({
  seen: markets.map(({ rules }) => [rules.startPrice]),
  from: markets.map(() => 0),
  until: markets.map(() => 0),
  halted: markets.map(() => 0),
  since: markets.map(() => undefined),
  raised: markets.map(() => false),
  calls: new Map(),
  topUps: [],
  toppedUp: 0,
  members: (members ?? []).map(({ capital }) => ({ capital, hasDefaulted: false })),
  memberPaid: 0,
});

const ticksOf = (world: World, seconds: number) => Math.ceil(seconds / world.rules.tickSeconds);

/** 7.2, in step 2: has the price moved so far within the window that the market stands still? */
export function standsStill(world: World, k: number, stress: Stress): boolean {
  const { halt } = world.rules;
  const { n, p } = world;
  const seen = stress.seen[k]!;
  seen[n] = p;
  if (!halt) return false;
  if (n > stress.until[k]!) {
    const back = Math.min(n - stress.from[k]!, ticksOf(world, halt.windowSeconds));
    const move = Math.abs(p / seen[n - back]! - 1);
    near(world, 'halt', move, halt.move, 1);
    if (!(move >= halt.move)) return false;
    stress.until[k] = n + ticksOf(world, halt.pauseSeconds) - 1;
    stress.from[k] = stress.until[k]!;
  }
  stress.halted[k]!++;
  return true;
}

export const isShut = ({ until }: Stress, k: number, n: number): boolean => n <= until[k]!;

/** Nobody is reached, called or paid for whose accounts all stand in markets that stand still. */
export const isOut = (many: Many, own: SlowPurse): boolean =>
  openParts(own).every(({ market }) => isShut(many.stress, market, many.worlds[0]!.n));

/** 7.4, after step 3: returns whether the rates are raised in this tick. */
export function raiseMaintenance(world: World, k: number, stress: Stress): boolean {
  const { stressMaintenance: rule } = world.rules;
  if (!rule || stress.raised[k]) return false;
  near(world, 'stress', world.m, rule.move, 1);
  if (world.m >= rule.move) stress.since[k] ??= world.n;
  const since = stress.since[k];
  if (since === undefined || world.n < since + ticksOf(world, rule.delaySeconds)) return false;
  stress.raised[k] = true;
  world.tiers = world.tiers.map(({ deduction, rate, ...tier }) => ({
    ...tier,
    rate: rate * rule.factor,
    ...(deduction !== undefined && { deduction: deduction * rule.factor }),
  }));
  for (const holder of world.holders) if (isOpen(holder)) renewTrigger(world, holder);
  return true;
}

/** 7.1, after funding: who stands between its maintenance and a multiple of it is called; who was called in time pays in. */
export function topUp(many: Many): void {
  const { scene, worlds, purses, stress, numbers } = many;
  stress.topUps = [];
  const { topUp: rule } = scene;
  if (!rule) return;
  const marks = worlds.map(({ M }) => M);
  const { n } = worlds[0]!;
  const call = (who: object, equity: number, maintenance: number, start: number): number => {
    near(worlds[0]!, 'call', equity, rule.callAt * maintenance, maintenance);
    near(worlds[0]!, 'called at all', equity, maintenance, maintenance);
    if (!stress.calls.has(who)) {
      if (!(maintenance < equity && equity < rule.callAt * maintenance)) return 0;
      stress.calls.set(who, n + ticksOf(worlds[0]!, rule.withinSeconds));
    }
    const due = stress.calls.get(who)!;
    if (due === 'over' || n < due) return 0;
    stress.calls.set(who, 'over');
    const paid = Math.min(Math.max(0, rule.to * maintenance - equity), Math.max(0, rule.most * start));
    near(worlds[0]!, 'top-up', rule.to * maintenance, equity, maintenance);
    stress.toppedUp += paid;
    many.outside.paid -= paid;
    return paid;
  };
  const startUnit = (k: number) => unitOf(worlds[k]!, worlds[k]!.rules.startPrice);
  worlds.forEach((world, k) => {
    if (isShut(stress, k, n)) return;
    for (const holder of world.holders) {
      if (!isOpen(holder) || !Number.isNaN(holder.triggerUnit) || !rule.answers[holder.owner]) continue;
      const start =
        scene.accounts[numbers[k]![holder.index]!]!.collateral! + profitAtStart(holder, startUnit(k));
      const paid = call(holder, e(world, holder), MM(world, holder), start);
      if (paid === 0) continue;
      holder.C += paid;
      renewTrigger(world, holder);
      stress.topUps.push(['account', numbers[k]![holder.index]!, paid]);
    }
  });
  stress.topUps.sort(([, a], [, b]) => a - b);
  for (const own of purses) {
    if (own.wasReached || openParts(own).length === 0 || isOut(many, own)) continue;
    if (!rule.answers[own.owner]) continue;
    const equity = worth(worlds, own, marks, true);
    const paid = call(own, equity, sumOf(required(worlds, own, marks)), own.worthAtStart);
    if (paid === 0) continue;
    own.cash += paid;
    stress.topUps.push(['wallet', own.index, paid]);
  }
}

const profitAtStart = ({ side, q0, entryUnit }: Holder, unit: number) => side * q0 * (unit - entryUnit);

/** May it still act though nobody moves? */
export const mayAct = ({ worlds, scene, stress }: Many): boolean =>
  (scene.topUp?.answers.some((own) => own) ?? false) ||
  worlds.some(({ rules }, k) => rules.halt || (rules.stressMaintenance && !stress.raised[k]));

/** 2.10: what members pay of the deficits that came upon their owners since `before`. */
export function membersPay(many: Many, before: ReadonlyMap<number, number>): number {
  const after = owedBy(many);
  let all = 0;
  (many.scene.members ?? []).forEach(({ owners }, g) => {
    const member = many.stress.members[g]!;
    const owed = sumOf(owners.map((owner) => (after.get(owner) ?? 0) - (before.get(owner) ?? 0)));
    if (owed > 0) near(many.worlds[0]!, 'member', owed, member.capital, owed);
    const paid = Math.min(member.capital, owed);
    if (owed > member.capital) member.hasDefaulted = true;
    member.capital -= paid;
    all += paid;
  });
  many.stress.memberPaid += all;
  many.outside.paid -= all;
  return all;
}

/** What closing the accounts and wallets of each owner has cost beyond their collateral so far. */
export function owedBy({ worlds, purses }: Many): Map<number, number> {
  const owed = new Map<number, number>();
  const pockets = [
    ...worlds.flatMap(({ holders }) => holders),
    ...purses,
    ...purses.flatMap(({ parts }) => parts),
  ];
  for (const { owner, deficit } of pockets) owed.set(owner, (owed.get(owner) ?? 0) + deficit);
  return owed;
}
