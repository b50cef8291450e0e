// Step 8 of model.md 2.5: the waterfall of section 5.2.
import type { OwnedFill } from './inventory.ts';
import type { Log } from './log.ts';
import { e, type Fill, isOpen, lossPerUnit, N, near, profit, renewTrigger, type World } from './world.ts';

export function settle(world: World, log: Log, fills: readonly Fill[], worked: readonly OwnedFill[]): void {
  const { rules } = world;
  let { inflow, deficit } = settleFills(world, log, fills);

  const ofInventory = settleWorked(world, log, worked);
  inflow += ofInventory.inflow;
  deficit += ofInventory.deficit;

  world.fund += inflow;
  log.fundIn += inflow;
  const rest = drawn(world, log, deficit);
  if (!(rest > 0)) return;
  world.flags.add('FUND_EMPTY');
  if (log.fundEmpty < 0) log.fundEmpty = world.t;
  const unpaid = rules.socialised ? socialise(world, log, rest) : rest;
  world.badDebt += unpaid;
  if (unpaid > 0) world.flags.add('BAD_DEBT');
}

/** What the inventory's fills leave to the fund, and to others. */
export function settleWorked(world: World, log: Log, worked: readonly OwnedFill[]) {
  let inflow = 0;
  let deficit = 0;
  for (const fill of worked) {
    const { order, kind, quantity: y, unit } = fill;
    log.work(world, fill);
    if (kind === 'adl') continue;
    const loss = y * lossPerUnit(world, order, unit);
    order.holder.deficit += loss;
    deficit += loss;
    inflow += Math.max(0, y * order.side * (unit - order.uB));
  }
  return { inflow, deficit };
}

/** What accounts with a collateral of their own leave to the fund, and to others. */
export function settleFills(world: World, log: Log, fills: readonly Fill[]) {
  const { rules, uM } = world;
  let inflow = 0;
  let deficit = 0;

  for (const fill of fills) {
    const { holder, kind, quantity: y, unit } = fill;
    const { side, q0, entryUnit } = holder;
    const value = y * Math.abs(unit);
    const ratioBefore = e(world, holder) / N(world, holder);
    if (kind === 'adlwin') log.haircut(world, fill);
    else log.liquidate(world, fill);

    holder.C += side * y * (unit - entryUnit);
    holder.q = holder.q - y <= 1e-12 * q0 ? 0 : holder.q - y;

    if (isOpen(holder)) {
      if (kind === 'market' || kind === 'auction') {
        log.partials++;
        const fee = Math.min(rules.feeRate * value, Math.max(0, e(world, holder)));
        holder.C -= fee;
        inflow += fee;
        const after = e(world, holder) / N(world, holder);
        near(world, 'self-defeating', after, ratioBefore, 1);
        if (after < ratioBefore) world.flags.add('SELF_DEFEATING');
      }
      if (kind === 'reduction') {
        log.partials++;
        holder.reducedIn = world.n;
        holder.reductions++;
      }
      renewTrigger(world, holder);
      continue;
    }
    if (kind === 'adlwin') continue;
    holder.closed = true;
    if (kind === 'adl') {
      holder.C = 0;
      continue;
    }
    near(world, 'deficit', holder.C, 0, q0 * Math.abs(uM));
    if (holder.C < 0) {
      deficit -= holder.C;
      holder.deficit -= holder.C;
      holder.C = 0;
    } else {
      const fee = Math.min(rules.feeRate * value, holder.C);
      const kept = rules.leftover === 'fund' ? 0 : holder.C - fee;
      inflow += holder.C - kept;
      holder.C = kept;
    }
  }
  return { inflow, deficit };
}

/** What the fund leaves of the deficits. */
export function drawn(world: World, log: Log, deficit: number): number {
  const draw = Math.min(world.fund, deficit);
  if (deficit > 0) near(world, 'fund', world.fund, deficit, deficit);
  world.fund -= draw;
  log.fundDraw += draw;
  log.deficit += deficit;
  log.fundNeed = Math.max(log.fundNeed, log.deficit - log.fundIn);
  return deficit - draw;
}

/** What winners leave of the rest. */
function socialise(world: World, log: Log, rest: number): number {
  const { uM } = world;
  const payers = world.holders.filter((holder) => isOpen(holder) && profit(holder, uM) > 0);
  for (const holder of world.holders)
    if (isOpen(holder) && uM !== holder.entryUnit)
      near(world, 'payer', profit(holder, uM), 0, N(world, holder));
  const profits = payers.map((holder) => profit(holder, uM));
  const sum = profits.reduce((a, b) => a + b, 0);
  log.haircutNeeded += Math.min(rest, sum);
  if (!(sum > 0)) return rest;
  noteWinners(world, log);
  const h = Math.min(1, rest / sum);
  log.haircutWorst = Math.max(log.haircutWorst, h);
  payers.forEach((holder, j) => {
    holder.C -= h * profits[j]!;
    holder.haircut += h * profits[j]!;
    renewTrigger(world, holder);
  });
  log.socialised += h * sum;
  return h < 1 ? 0 : rest - sum;
}

/** Who has profit when the first haircut falls. */
export function noteWinners(world: World, log: Log): void {
  if (log.counted) return;
  log.counted = true;
  for (const holder of world.holders) holder.winner = isOpen(holder) && profit(holder, world.uM) > 0;
}
