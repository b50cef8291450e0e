import * as z from 'zod/mini';
import type { Contract } from '../cascade/margin/contract.ts';
import { above, atLeast, type Broken, between, described, lawful, list, object } from './fields.ts';

/** A fixed amount above rate times notional would be a deduction below 0: no account could be closed in parts under it. */
function deduction() {
  const rule =
    'must be a number >= 0 and at most 2^53: a fixed amount on top of rate times notional is not supported';
  return z.number(rule).check(z.minimum(0, rule), z.maximum(Number.MAX_SAFE_INTEGER, rule));
}

/** How a contract settles; with a multiplier it is a quanto, and settles in a coin though it is linear. */
interface Settled {
  readonly contract: Contract;
  readonly quantoMultiplier?: number | undefined;
}

/** Floors and caps are whole cents (linear) or satoshi (inverse, quanto): this many make one of the settlement currency. */
export const minorUnits = ({ contract, quantoMultiplier }: Settled): number =>
  contract === 'linear' && quantoMultiplier === undefined ? 100 : 100_000_000;

/** Floors and caps that are finer than that. */
export function* brokenUnits(rows: readonly Tier[], market: Settled): Generator<Broken> {
  const perOne = minorUnits(market);
  for (const [k, row] of rows.entries()) {
    for (const field of ['floor', 'cap'] as const) {
      const value = row[field];
      if (value !== undefined && Math.round(value * perOne) / perOne !== value)
        yield { path: [k, field], rule: `must be a multiple of 1/${perOne}`, got: value };
    }
  }
}

const Tier = object({
  floor: described('notional above which the row applies, settlement currency; the first is 0', atLeast(0)),
  cap: described(
    'notional up to which it applies: the next floor. The last row may leave it out: no limit',
    z.exactOptional(above(0)),
  ),
  rate: described('maintenance margin as a fraction of notional, 0.005 for 0.5 %', between(0, 1)),
  maxLeverage: described('largest notional over margin at entry', between(1, 1_000)),
  deduction: described(
    'maintenance amount taken off rate x notional. Left out: the one that makes the requirement continuous. ' +
      '0 in every row: the rate holds for the whole notional, and the requirement jumps at each floor',
    z.exactOptional(deduction()),
  ),
});
type Tier = z.infer<typeof Tier>;

/** A venue's margin table: rows that touch, with rates that do not fall and leverage that does not rise. */
export const TierTable = list(Tier, 1, 1_000).check(
  lawful(function* (rows) {
    for (const [k, row] of rows.entries()) yield* brokenIn(k, row, rows[k - 1], rows[k + 1]);
  }),
);

function* brokenIn(
  k: number,
  row: Tier,
  before: Tier | undefined,
  after: Tier | undefined,
): Generator<Broken> {
  const { floor, cap, rate, maxLeverage, deduction } = row;
  const broken = (field: keyof Tier, rule: string): Broken => ({ path: [k, field], rule, got: row[field] });
  if (!before && floor !== 0) yield broken('floor', 'must be 0 in the first row');
  if (before && !(floor > before.floor))
    yield broken('floor', `must be above the floor before it, ${before.floor}`);
  if (after && cap !== undefined && cap !== after.floor)
    yield broken('cap', `must touch the next floor, ${after.floor}`);
  if (cap !== undefined && !(cap > floor)) yield broken('cap', `must be above its floor, ${floor}`);
  if (!(rate > 0 && rate < 1)) yield broken('rate', 'must be above 0 and below 1');
  if (before && !(rate >= before.rate))
    yield broken('rate', `must not fall below the rate before it, ${before.rate}`);
  if (before && !(maxLeverage <= before.maxLeverage)) {
    yield broken('maxLeverage', `must not rise above the one before it, ${before.maxLeverage}`);
  }
  if (!(maxLeverage * rate <= 1 + 1e-9)) {
    yield broken('maxLeverage', `must leave a margin at entry of at least the maintenance rate, ${rate}`);
  }
  if (deduction !== undefined && !(deduction <= rate * floor * (1 + 1e-9))) {
    yield broken('deduction', `must leave a requirement >= 0 at its floor, at most ${rate * floor}`);
  }
}
