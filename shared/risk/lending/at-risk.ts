import type { LendingInput } from '../../cascade/lender/lending-input.ts';
import { count, nullable, number, type Of, object } from '../shapes/shape.ts';
import { type BreakingFall, breakingFalls } from './breaking-fall.ts';
import { FirstAndHalf, firstAndHalf, sumOf } from './first-and-half.ts';
import { isToxic, oracleAfter, type Standing, standingsAt, startOracle } from './standing.ts';

export const HealthBand = object('borrowers whose health lies in [from, to) at the start', {
  from: number('health'),
  to: nullable(number('health; null: without end')),
  borrowers: count('borrowers'),
  debt: number('money'),
  collateral: number('money'),
  liquidatable: FirstAndHalf,
  // Of repayments that make positions worse.
  toxic: FirstAndHalf,
});
export type HealthBand = Of<typeof HealthBand>;

export const AtRisk = object(
  'what a fall makes liquidatable at once, before anybody acts and with an oracle that has followed',
  {
    fallBps: count('fall, basis points'),
    borrowers: count('borrowers'),
    debt: number('money'),
    collateral: number('money'),
    toxicBorrowers: count('of them: whom a repayment makes worse'),
    toxicDebt: number('money'),
    uncovered: number('debt that collateral at these prices does not cover, money'),
  },
);
export type AtRisk = Of<typeof AtRisk>;

const BANDS = [0, 1, 1.05, 1.1, 1.25, 1.5, 2] as const;
/** Beside the falls of the sweep. */
const ALWAYS = [500, 1_000, 2_000, 3_000] as const;

/** Debt and collateral by health, and the falls that break them. */
export function healthBands(input: LendingInput, fallen: readonly number[]): HealthBand[] {
  const standings = standingsAt(input, startOracle(input));
  const falls = breakingFalls(input, fallen);
  return BANDS.map((from, i) => {
    const to = BANDS[i + 1] ?? null;
    const own = standings.filter(({ health }) => health >= from && health < (to ?? Infinity));
    const when = (of: (fall: BreakingFall) => number | null) =>
      firstAndHalf(own.map(({ borrower, debt }) => ({ debt, fall: of(falls[borrower]!) })));
    return {
      from,
      to,
      borrowers: own.length,
      debt: sumOf(own, ({ debt }) => debt),
      collateral: sumOf(own, ({ collateral }) => collateral),
      liquidatable: when(({ liquidatable }) => liquidatable),
      toxic: when(({ toxic }) => toxic),
    };
  });
}

/** Over all debt: falls from which on the first of it, and half of it, can be liquidated, is toxic and is not covered. */
export function breakingOfAll(input: LendingInput, fallen: readonly number[]) {
  const standings = standingsAt(input, startOracle(input));
  const falls = breakingFalls(input, fallen);
  const when = (of: keyof BreakingFall) =>
    firstAndHalf(standings.map(({ borrower, debt }) => ({ debt, fall: falls[borrower]![of] })));
  return { liquidatable: when('liquidatable'), toxic: when('toxic'), uncovered: when('uncovered') };
}

/** By falls of 5, 10, 20 and 30 % and those of a sweep, rising. */
export function atRisk(input: LendingInput, fallen: readonly number[], fallBps: readonly number[]): AtRisk[] {
  const falls = [...new Set([...ALWAYS, ...fallBps])].sort((a, b) => a - b);
  return falls.map((bps) => {
    const standings = standingsAt(input, oracleAfter(input, fallen, bps / 10_000));
    const reached = standings.filter(({ health }) => health < 1);
    const toxic = reached.filter(isToxic);
    const debtOf = ({ debt }: Standing) => debt;
    return {
      fallBps: bps,
      borrowers: reached.length,
      debt: sumOf(reached, debtOf),
      collateral: sumOf(reached, ({ collateral }) => collateral),
      toxicBorrowers: toxic.length,
      toxicDebt: sumOf(toxic, debtOf),
      uncovered: sumOf(standings, ({ debt, collateral }) => Math.max(0, debt - collateral)),
    };
  });
}
