import type { LendingInput } from '../../cascade/lender/lending-input.ts';
import type { LendingCell } from '../../sweep/lending/lending-cells.ts';
import type { LendingPath } from '../../sweep/lending/lending-paths.ts';
import type { LendingSweep } from '../../sweep/lending/lending-sweep.ts';
import { count, list, nullable, number, type Of, object, text } from '../shapes/shape.ts';
import { AtRisk, atRisk, breakingOfAll, HealthBand, healthBands } from './at-risk.ts';
import { FirstAndHalf, sumOf } from './first-and-half.ts';
import { LendingFinding, lendingFindings } from './lending-finding.ts';
import { lendingLimits } from './lending-limits.ts';
import { firstFall, LendingVerdict, lendingVerdict } from './lending-verdict.ts';
import {
  Headroom,
  headrooms,
  LoopsAtStart,
  loopsAtStart,
  PoolAtStart,
  poolsAtStart,
} from './market-at-start.ts';
import { standingsAt, startOracle } from './standing.ts';

/** Everything that is found of a lending market: what stands at the start, what each path came to, and the word. */
export const LENDING_ASSESSMENT = {
  borrowers: count('borrowers who owe something'),
  debt: number('money'),
  collateral: number('money'),
  claims: number('of lenders, over all pools, money'),
  reachedDebt: number('below a health of 1 before anything falls, money'),
  pools: list('in the order of the scenario', PoolAtStart),
  bands: list('by health, lowest first', HealthBand),
  atRisk: list('by fall, rising', AtRisk),
  breaking: object('of all debt', {
    liquidatable: FirstAndHalf,
    toxic: FirstAndHalf,
    uncovered: FirstAndHalf,
  }),
  loops: list('in the order of the sweep', LoopsAtStart),
  headroom: list('without a cut, then at each of the sweep’s; empty: it cuts none', Headroom),
  cells: list('one a point of the grid', LendingFinding),
  firstToxic: nullable(
    text(
      'along the falls, all else as at the design cell: the first cell in which repayments leave somebody worse',
    ),
  ),
  verdict: LendingVerdict,
};
export type LendingAssessment = {
  readonly [K in keyof typeof LENDING_ASSESSMENT]: Of<(typeof LENDING_ASSESSMENT)[K]>;
};

export function assessLending(
  input: LendingInput,
  sweep: LendingSweep,
  cells: readonly LendingCell[],
  paths: readonly LendingPath[],
): LendingAssessment {
  const { assets: fallen } = sweep.fall;
  const standings = standingsAt(input, startOracle(input));
  const pools = poolsAtStart(input);
  const findings = lendingFindings(input, cells, paths);
  const size = {
    debt: sumOf(standings, ({ debt }) => debt),
    collateral: sumOf(standings, ({ collateral }) => collateral),
    claims: sumOf(pools, ({ claims }) => claims),
    reachedDebt: sumOf(
      standings.filter(({ health }) => health < 1),
      ({ debt }) => debt,
    ),
  };
  return {
    borrowers: standings.length,
    ...size,
    pools,
    bands: healthBands(input, fallen),
    atRisk: atRisk(input, fallen, sweep.axes.fallBps),
    breaking: breakingOfAll(input, fallen),
    loops: loopsAtStart(input, sweep),
    headroom: headrooms(input, sweep),
    cells: findings,
    firstToxic: firstFall(sweep, findings, ({ toxic }) => toxic > 0)?.id ?? null,
    verdict: lendingVerdict(sweep, lendingLimits(sweep), findings, size),
  };
}
