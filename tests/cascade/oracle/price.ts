// Where price, index and mark stand (model.md 2.1, 2.4, 3), what of them can still come, and where they end.
import type { Log } from './log.ts';
import { startWorld } from './start.ts';
import type { OracleScenario } from './terms.ts';
import { grey, type Holder, isOpen, isReached, near, V, type World } from './world.ts';

export const isIndex = (world: World): boolean => world.rules.permanentTo === 'index';

/** Index and price from fundamental and displaced volume. */
export function setPrice(world: World): void {
  const { depth, F } = world;
  world.J = isIndex(world) ? F * depth.D(world.permanent, F) : F;
  world.p = world.J * depth.D(V(world), world.J);
}

/** A pre- or post-trade price, or that of the end. */
export function notePrice(world: World, log: Log): void {
  const { depth, rules } = world;
  noteLevels(world);
  setPrice(world);
  const clamps = [depth.clamp(V(world), world.J), isIndex(world) && depth.clamp(world.permanent, world.F)];
  for (const clamp of clamps) if (clamp) world.flags.add(clamp);
  const move = Math.abs(world.p / rules.startPrice - 1);
  world.m = Math.max(world.m, move);
  world.ownM = Math.max(world.ownM, move);
  log.prices.push(world.p);
}

/**
 * Where `D` jumps, rounding decides on which side a volume stands; unless the rule of 2.3 does, or a block takes back what
 * was displaced. A volume that only comes to 0 as a sum of many stands there by the luck of its rounding.
 */
function noteLevels(world: World): void {
  const { depth, moved } = world;
  const volumes = isIndex(world)
    ? [
        { volume: world.permanent, size: moved.permanent },
        { volume: world.temporary, size: moved.temporary },
      ]
    : [{ volume: V(world), size: world.isTakenBack ? 0 : moved.permanent + moved.temporary }];
  for (const { volume, size } of volumes) {
    if (size === 0) continue;
    for (const step of depth.steps) {
      const onLevel = step !== 0 && Math.abs(volume - step) <= 0.1 * depth.rounding(Math.sign(step));
      if (!onLevel) near(world, 'level of the walk', volume, step, size + Math.abs(step));
    }
  }
}

/** What the depth filled moves `V`; what rounding leaves of it is nothing. */
export function displace(world: World, net: number): void {
  const { rules, moved, theta } = world;
  const by = net / theta;
  if (by === 0) return;
  const share = isIndex(world) ? 0 : rules.permanentShare;
  world.permanent += share * by;
  world.temporary += (1 - share) * by;
  moved.permanent += share * Math.abs(by);
  moved.temporary += (1 - share) * Math.abs(by);
  grey(world, 'nothing displaced', V(world), by);
  const least = 1e-12 * Math.abs(by);
  world.isTakenBack = Math.abs(V(world)) <= least;
  if (!world.isTakenBack) return;
  if (!isIndex(world) && Math.abs(world.permanent) <= least) {
    world.permanent = 0;
    moved.permanent = 0;
  }
  world.temporary = isIndex(world) ? 0 : -world.permanent;
  moved.temporary = isIndex(world) ? 0 : moved.permanent;
}

/** Step 10, for so many ticks at once. */
export function decay(world: World, ticks: number): void {
  const { rules, moved } = world;
  const left = rules.decayPerTick ** ticks;
  if (left < 1) world.isTakenBack = false;
  if (isIndex(world)) {
    world.permanent += rules.permanentShare * (1 - left) * world.temporary;
    moved.permanent += rules.permanentShare * (1 - left) * moved.temporary;
  }
  world.temporary *= left;
  moved.temporary *= left;
}

/** 2.4: linear between the given points, constant outside. */
export function withdrawn(points: readonly (readonly [number, number])[] | null, m: number): number {
  if (!points) return 1;
  if (m <= points[0]![0]) return points[0]![1];
  if (m >= points.at(-1)![0]) return points.at(-1)![1];
  const k = points.findIndex(([move]) => move >= m);
  const [x0, y0] = points[k - 1]!;
  const [x1, y1] = points[k]!;
  return y0 + ((m - x0) * (y1 - y0)) / (x1 - x0);
}

/** Section 3. */
export function nextMark({ rules, n, p, M }: World, inputs: readonly number[]): number {
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
export function undisturbed(scene: OracleScenario, lastTick: number, visit: (mark: number) => void): void {
  const world = startWorld(scene);
  const inputs: number[] = [];
  for (world.n = 1; world.n <= lastTick; world.n++) {
    world.p = scene.rules.startPrice * scene.factors[Math.min(world.n, scene.factors.length) - 1]!;
    inputs[world.n] = world.p;
    world.M = nextMark(world, inputs);
    visit(world.M);
  }
}

/** Would a mark that can still come reach anybody? */
export function canStillReach(world: World, inputs: readonly number[]): boolean {
  const { least, most } = marksAhead(world, inputs);
  const reaches = (holder: Holder) =>
    isOpen(holder) && isReached(world, holder, holder.side > 0 ? least : most);
  return world.holders.some(reaches);
}

/** Between which marks those lie that can still come. The fundamental stays where it is. */
export function marksAhead(world: World, inputs: readonly number[]) {
  const { rules, depth, F, M, n, permanent, temporary } = world;
  const own = rules.triggerRule.rule === 'last' ? 1 : rules.ownShare;
  const marks = [M];
  const come = (J: number, volume: number) => marks.push(J + own * (J * depth.D(volume, J) - J));
  if (isIndex(world)) {
    const healed = rules.decayPerTick < 1 ? [0, rules.permanentShare * temporary] : [0];
    for (const more of healed)
      for (const volume of [temporary, 0]) come(F * depth.D(permanent + more, F), volume);
  } else {
    come(F, V(world));
    come(F, permanent);
  }
  if (rules.triggerRule.rule === 'lagged')
    for (let k = Math.max(1, n - rules.triggerRule.ticks + 1); k <= n; k++) marks.push(inputs[k]!);
  return { least: Math.min(...marks), most: Math.max(...marks) };
}

/** End of path: the ticks left, without a trade. They count for the hours and for a chain as if run. */
export function rest(world: World, log: Log, lastTick: number): void {
  const { startPrice, tickSeconds } = world.rules;
  const left = lastTick - world.n;
  const ahead = { ...world, moved: { ...world.moved } };
  for (let n = world.n + 1; n <= lastTick; n++) {
    setPrice(ahead);
    log.hour(n * tickSeconds, ahead.p, ahead.J);
    world.ownM = Math.max(world.ownM, Math.abs(ahead.p / startPrice - 1));
    decay(ahead, 1);
  }
  decay(world, left);
  notePrice(world, log);
}
