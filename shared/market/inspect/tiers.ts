import type { Accounts } from '../../cascade/margin/accounts.ts';
import type { Contract } from '../../cascade/margin/contract.ts';
import { type TierRow, tiersOf } from '../../cascade/margin/tiers.ts';
import { triggerPrice } from '../../cascade/margin/trigger.ts';
import { amount, counted, type Finding, percent } from './finding.ts';

/** Those whose triggers a table decides. */
export interface TriggeredMarket {
  readonly contract: Contract;
  readonly markPrice: number;
  readonly accounts: Accounts | null;
}

/** Of a margin table: where its requirement jumps or falls, whether its deductions are those of its rates, and which are missing. */
export function* tierFindings(rows: readonly TierRow[], market: TriggeredMarket): Generator<Finding> {
  const tiers = tiersOf(rows);
  const recursion = tiersOf(rows.map(({ deduction: _own, ...row }) => row));
  const requirement = (k: number, notional: number) => tiers.rate[k]! * notional - tiers.deduction[k]!;
  const steps = rows.slice(1).map(({ floor }, i) => requirement(i + 1, floor) - requirement(i, floor));
  const least = (k: number) => 1e-9 * Math.max(1, requirement(k, rows[k + 1]!.floor));
  const falls = steps.filter((step, k) => step < -least(k));
  const jumps = steps.filter((step, k) => step > least(k));
  if (falls.length > 0)
    yield {
      what: 'tiers-fall',
      value: falls.length,
      text: `at ${counted(falls.length, 'floor')} the requirement falls, by up to ${amount(-Math.min(...falls))}: more is asked below it than above`,
    };
  if (jumps.length > 0)
    yield {
      what: 'tiers-jump',
      value: jumps.length,
      text: `at ${counted(jumps.length, 'floor')} the requirement jumps, by up to ${amount(Math.max(...jumps))}`,
    };
  const isWhole = tiers.deduction.every((own) => own === 0);
  const others = tiers.deduction.filter(
    (own, k) => Math.abs(own - recursion.deduction[k]!) > 1e-9 * Math.max(1, recursion.deduction[k]!),
  ).length;
  if (others > 0 && !isWhole)
    yield {
      what: 'deductions',
      value: others,
      text: `${counted(others, 'deduction')} of ${rows.length} are not those of the rates`,
    };
  yield* missingFindings(rows, market);
}

/** A table without deductions is read as a continuous one; the other reading is that each rate holds for the whole position. */
function* missingFindings(
  rows: readonly TierRow[],
  { contract, markPrice, accounts }: TriggeredMarket,
): Generator<Finding> {
  const missing = rows.filter(({ deduction }, k) => k > 0 && deduction === undefined).length;
  if (missing === 0) return;
  const read = tiersOf(rows);
  const whole = tiersOf(rows.map((row) => ({ ...row, deduction: 0 })));
  const last = rows.length - 1;
  if (read.deduction.every((own) => own === 0)) return; // one rate: both readings are the same
  let text =
    `${counted(missing, 'tier')} without a deduction: read as continuous, ${amount(read.deduction[last]!)} off in the last one. ` +
    'Where each rate holds for the whole position, say deduction 0 in every row';
  if (accounts) {
    let moved = 0;
    let most = 0;
    const { count, side, quantity, entryPrice, collateral } = accounts;
    for (let i = 0; i < count; i++) {
      const [own, other] = [read, whole].map((tiers) =>
        triggerPrice(contract, tiers, side[i]!, quantity[i]!, entryPrice[i]!, collateral[i]!, markPrice),
      ) as [number, number];
      if (own === other) continue;
      const move = Math.abs(other / own - 1);
      moved++;
      if (Number.isFinite(move)) most = Math.max(most, move);
    }
    text +=
      moved === 0
        ? ": no account's trigger would move"
        : `: then ${counted(moved, 'account')} would have another trigger, up to ${percent(most)} away`;
  }
  yield { what: 'deductions-missing', value: missing, text };
}
