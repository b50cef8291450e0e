import { TIER_SETS } from '../../sweep/tier-sets.ts';
import { Side } from '../shapes/number.ts';
import { count, nullable, number, type Of, object, oneOf, probability, text } from '../shapes/shape.ts';

const Status = oneOf('of its paths', ['complete', 'partial', 'missing', 'failed']);
export type CellStatus = Of<typeof Status>;

const money = (description: string) =>
  nullable(number(`${description}, settlement currency; null: no path is done`));
const mean = (description: string) => nullable(number(`${description}, mean over the done paths`));

/** A row of the `cells` table, which also draws the maps; not in the report itself. */
export const CellRow = object('one cell of the sweep', {
  cellId: text('cell id'),
  market: text('id'),
  side: Side,
  mechanism: text('label'),
  leverage: number('multiple of today’s'),
  maintenance: number('multiple of today’s'),
  depthScale: number('multiple of today’s'),
  shock: number('signed fraction'),
  pathsPlanned: count('paths'),
  pathsDone: count('finished'),
  failing: nullable(count('done paths with need > fund')),
  p: probability('missing paths counted as failing; what colours the maps'),
  lower: probability('two-sided 95%, missing paths against both ends'),
  upper: probability('two-sided 95%, missing paths against both ends'),
  upperOptimistic: nullable(probability('from the done paths alone')),
  uncoveredMean: nullable(number('money beyond margins, share of open interest')),
  uncoveredLower: number('two-sided 95%'),
  uncoveredUpper: number('two-sided 95%'),
  drawMean: money('mean of draw'),
  drawQ95: money('95% quantile of draw'),
  drawQ99: money('99% quantile of draw'),
  drawEs975: money('expected shortfall 97.5% of need, each path at most open interest'),
  liquidatedQ95: money('95% quantile of liquidated notional, at the prices of the path'),
  amplificationMedian: nullable(number('median')),
  amplificationQ99: nullable(number('99% quantile')),
  secondsQ95: nullable(number('95% quantile of the time from first to last liquidation')),
  adlAccounts: mean('accounts hit by ADL'),
  haircutNeeded: mean('money'),
  haircutTaken: mean('money'),
  innocent: mean('accounts that the shock alone would not have reached'),
  belowZeroMean: nullable(number('open interest whose accounts end below zero, share')),
  belowZeroLower: number('two-sided 95%'),
  belowZeroUpper: number('two-sided 95%'),
  needMean: money('mean of need'),
  needQ99: money('99% quantile of need'),
  fundChangeMedian: money('median of what came into the fund less what it paid'),
  status: Status,
  tiers: oneOf('margin table', TIER_SETS),
  splitting: count('tier above whose cap accounts are split, from 1; 0: nobody splits'),
  world: nullable(
    text(
      'of an alternative, a line of the sensitivity table or a rung of the ladder, or ordinary; null: today’s market at the grid’s shocks',
    ),
  ),
  drawEs975OfFund: nullable(number('drawEs975 over the fund')),
});
export type CellRow = Of<typeof CellRow>;
