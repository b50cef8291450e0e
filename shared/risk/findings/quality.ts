import { Known, pathCount } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import { count, flag, list, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';

export const Quality = object('what was seen of one market, and what was not', {
  market: text('id'),
  status: oneOf('of its cells', ['complete', 'partial']),
  gate: oneOf('of the data', ['pass', 'fail']),
  reasons: list(
    'gates that failed',
    object('a gate', { code: Reason, cells: list('it concerns', text('cell id')) }),
  ),
  cells: object('counts', {
    planned: count('cells'),
    complete: count('every path done'),
    partial: count('some paths done'),
    missing: count('no result'),
  }),
  paths: object('counts', {
    ...pathCount,
    unfinished: count('run, but not to an end: they count as failing'),
  }),
  verdictPaths: nullable(
    object(
      'those of cells that a verdict rests on: decision region, proposed tiers, alternatives, ordinary days',
      pathCount,
    ),
  ),
  missingCells: list(
    'as ranges, in cell order',
    object('a range', { from: text('cell id'), to: text('cell id'), cells: count('in it') }),
  ),
  unfinished: list(
    'paths that could not finish, by cell: the first 10,000 of these cells',
    object('a cell', {
      cell: text('cell id'),
      planned: count('paths'),
      unfinished: count('paths'),
      first: nullable(count('lowest number of such a path')),
    }),
  ),
  violations: count('paths that broke conservation or balance'),
  conservationMax: nullable(number('largest error of the conservation of money, fraction of open interest')),
  snapshotAgeHours: number('at asOf'),
  maxAgeHours: number('its limit'),
  positionsEstimated: flag('derived from open interest'),
  clampedShare: Known('share of quantity whose collateral the cushion rule raised, base cell'),
  raised: Known(
    'what the cushion rule added to collateral, base cell, settlement currency: a mean over paths',
  ),
  floorHit: count('paths of the base decision cells near the price floor'),
  ceilingHit: count('paths of the base decision cells near the price ceiling'),
  beyondDepth: count('paths of the base decision cells that traded beyond the visible depth'),
});
export type Quality = Of<typeof Quality>;
