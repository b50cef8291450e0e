import { ordinaryMoves } from '../../sweep/ordinary.ts';
import type { PathColumns } from '../../sweep/results.ts';
import { type CellView, type Scene, viewsOf } from '../cells/cell-view.ts';
import type { OrdinaryDay } from '../findings/ordinary-day.ts';
import { type Evidence, lowerOf, upperOf } from '../proof/evidence.ts';
import { type Estimate, type Known, known, unknown } from '../shapes/number.ts';
import { ALPHA } from '../statistics/level.ts';
import { quantileRank } from '../statistics/quantile-ranks.ts';
import { observedDay } from './observed-day.ts';
import { shareEstimate } from './share-estimate.ts';

/** An ordinary window that leaves the index by more than this is not ordinary ... */
const FAR = 0.1;
/** ... and must be proven rarer than this (report.md 2.5). */
const RARE = 0.01;

/**
 * What the model predicts for ordinary days (report.md 3.14): the base cell at the median and the 95 % move of the design's
 * own window, down before up; beside it what a record shows. Empty where the sweep has no such cells, because the history has no quantiles.
 */
export function ordinaryDays(scene: Scene): OrdinaryDay[] {
  const { manifest, market } = scene;
  const { sweep } = manifest;
  const views = viewsOf(scene, 'ordinary');
  const moves = ordinaryMoves(sweep, market.snapshot);
  return moves.flatMap(({ side, level, shockBps }): OrdinaryDay[] => {
    const view = views.find(({ cell }) => cell.shockBps === shockBps);
    if (!view) return [];
    const predicted = {
      paths: { planned: view.planned, done: view.done },
      dislocation: {
        over1: shareOver(view, 0.01),
        over3: shareOver(view, 0.03),
        over10: shareOver(view, FAR),
      },
      liquidatedShare: {
        median: quantile(view, 500_000, (paths, row) => paths.liquidatedShare[row]!),
        q95: quantile(view, 950_000, (paths, row) => paths.liquidatedShare[row]!),
      },
      fundChange: {
        median: quantile(view, 500_000, fundChange),
        q05: quantile(view, 50_000, fundChange),
        q95: quantile(view, 950_000, fundChange),
      },
    };
    return [
      {
        market: manifest.market,
        side,
        minutes: sweep.design.minutes,
        level,
        shockBps,
        shock: shockBps / 10_000,
        cell: view.cell.id,
        ...predicted,
        gate: gateOf(partings(view, FAR), moves.length),
        observed: observedDay(market, { side, level }, sweep.design.minutes, predicted),
      },
    ];
  });
}

/**
 * Each cell is tested alone at the full level: the claim is that all hold, and the one that fails would have to slip through
 * its own test (Berger 1982). Naming any of `cells` as broken takes that part of the level. Missing paths are events where
 * we try to prove, and none where we try to name.
 */
export function gateOf(evidence: Evidence, cells: number): OrdinaryDay['gate'] {
  const upper = upperOf(evidence, ALPHA);
  const lower = lowerOf(evidence, ALPHA / cells);
  const state = upper <= RARE ? 'proven' : lower > RARE ? 'broken' : 'open';
  return { state, events: evidence.amount, lower, upper };
}

/** The gate's failures, with the cells that they concern. */
export function ordinaryFailures(days: readonly OrdinaryDay[]): {
  code: 'NO_ORDINARY_MOVES' | 'ORDINARY_DAY_BREAKS' | 'ORDINARY_DAY_OPEN' | 'PATHS_TOO_FEW';
  cells: string[];
}[] {
  if (days.length === 0) return [{ code: 'NO_ORDINARY_MOVES', cells: [] }];
  const named = (state: OrdinaryDay['gate']['state']) =>
    days.filter(({ gate }) => gate.state === state).map(({ cell }) => cell);
  const [broken, open] = [named('broken'), named('open')];
  if (broken.length > 0) return [{ code: 'ORDINARY_DAY_BREAKS', cells: broken }];
  if (open.length === 0) return [];
  const few = days.filter(({ paths }) => !couldPass(paths.planned)).map(({ cell }) => cell);
  return [
    { code: 'ORDINARY_DAY_OPEN', cells: open },
    ...(few.length > 0 ? [{ code: 'PATHS_TOO_FEW' as const, cells: few }] : []),
  ];
}

/** Whether so many paths would prove it if nothing happened: from 299 on. */
const couldPass = (planned: number): boolean =>
  upperOf({ kind: 'count', amount: 0, done: planned, planned }, ALPHA) <= RARE;

/** Paths in which the hourly bars of venue and index part further than `size`. */
function partings({ paths, done, planned }: CellView, size: number): Evidence {
  const amount = paths ? paths.dislocationHour.reduce((sum, own) => sum + (own > size ? 1 : 0), 0) : 0;
  return { kind: 'count', amount, done, planned };
}

const shareOver = (view: CellView, size: number): Estimate => shareEstimate(partings(view, size));

function quantile(
  { paths }: CellView,
  ppm: number,
  numberOf: (paths: PathColumns, row: number) => number,
): Known {
  if (!paths) return unknown('NO_PATHS_DONE');
  const ascending = paths.path.map((_, row) => numberOf(paths, row)).sort();
  return known(ascending[quantileRank(ascending.length, ppm) - 1]!);
}

const fundChange = ({ fundIn, fundDraw }: PathColumns, row: number): number => fundIn[row]! - fundDraw[row]!;
