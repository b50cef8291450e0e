import type { LendingInput } from '../../cascade/lender/lending-input.ts';
import type { LendingCell } from '../../sweep/lending/lending-cells.ts';
import type { LendingPath } from '../../sweep/lending/lending-paths.ts';
import type { LendingSweep } from '../../sweep/lending/lending-sweep.ts';
import { type AtRisk, atRisk, breakingOfAll, type HealthBand, healthBands } from './at-risk.ts';
import { type FirstAndHalf, sumOf } from './first-and-half.ts';
import { type LendingFinding, lendingFindings } from './lending-finding.ts';
import { lendingLimits } from './lending-limits.ts';
import { firstFall, type LendingVerdict, lendingVerdict } from './lending-verdict.ts';
import {
  type Headroom,
  headrooms,
  type LoopsAtStart,
  loopsAtStart,
  type PoolAtStart,
  poolsAtStart,
} from './market-at-start.ts';
import { standingsAt, startOracle } from './standing.ts';

/** Everything that is found of a lending market: what stands at the start, what each path came to, and the word. */
export interface LendingAssessment {
  /** Borrowers who owe something. */
  readonly borrowers: number;
  readonly debt: number;
  readonly collateral: number;
  /** Of lenders, over all pools. */
  readonly claims: number;
  /** Below a health of 1 before anything falls. */
  readonly reachedDebt: number;
  readonly pools: readonly PoolAtStart[];
  readonly bands: readonly HealthBand[];
  readonly atRisk: readonly AtRisk[];
  readonly breaking: {
    readonly liquidatable: FirstAndHalf;
    readonly toxic: FirstAndHalf;
    readonly uncovered: FirstAndHalf;
  };
  readonly loops: readonly LoopsAtStart[];
  readonly headroom: readonly Headroom[];
  readonly cells: readonly LendingFinding[];
  /** Along the falls, all else as at the design cell: the first cell in which repayments leave somebody worse. */
  readonly firstToxic: string | null;
  readonly verdict: LendingVerdict;
}

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
