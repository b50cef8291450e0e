import { atShock, Estimate, Known, Mean, pathCount, Side } from '../shapes/number.ts';
import { count, list, number, type Of, object, oneOf, probability, text } from '../shapes/shape.ts';

/** In the order in which they pay. */
export const LAYERS = ['collateral', 'fund', 'adl', 'socialised', 'badDebt', 'openDeficit'] as const;

/** Money of one path, in the order in which it pays. */
const WaterfallPath = object('a path', {
  quantile: oneOf('rank of draw', ['median', 'q99']),
  path: count('its number'),
  draw: number('money beyond margins'),
  fundIn: number('came into the fund: fees, leftovers and gains'),
  fundEnd: number('what the fund ends with'),
  // Of margins what they paid at least: fund/waterfall.ts.
  layers: list('who pays, in order', object('payer', { id: oneOf('payer', LAYERS), money: Known('paid') })),
});
export type WaterfallPath = Of<typeof WaterfallPath>;

const DepletionStep = object('a step', {
  seconds: number('since the start'),
  atRisk: count('paths'),
  events: count('paths that emptied it'),
  survival: probability('share whose fund is not empty'),
  se: number('standard error (Greenwood)'),
});
export type DepletionStep = Of<typeof DepletionStep>;

const FundShock = object('one', {
  ...atShock,
  weight: probability('in the mixture'),
  cell: text('cell id'),
  paths: object('trials', pathCount),
  waterfall: list('the one path at a rank of draw, lowest number among equals', WaterfallPath),
  depletion: list('Kaplan-Meier of the time to an empty fund; no step: never emptied', DepletionStep),
  floorHitPaths: count('near the price floor'),
  ceilingHitPaths: count('near the price ceiling'),
});
export type FundShock = Of<typeof FundShock>;

/** Quantiles of a mixture are those of its worst shock. */
export const Fund = object('who pays, and how far the money goes', {
  market: text('id'),
  side: Side,
  unit: text('settlement currency'),
  resources: number('the fund'),
  cover1: Estimate('99% quantile of the largest group shortfall'),
  cover2: Estimate('99% quantile of the two largest group shortfalls together'),
  draw999: Estimate('99.9% quantile of need'),
  expectedExcess: Mean('of max(0, need - fund)'),
  provenFund: Known('smallest fund proven enough'),
  tolerance: probability('for which'),
  shocks: list('of the mixture', FundShock),
});
export type Fund = Of<typeof Fund>;

/** P(need > x) over the mixture with pointwise 95% band; a table's row, not in the report itself. */
export const FundCurvePoint = object('a point of the survival curve', {
  market: text('id'),
  side: Side,
  need: number('x, ascending from 0'),
  p: probability('that need is larger'),
  lower: probability('end of the band'),
  upper: probability('end of the band'),
});
export type FundCurvePoint = Of<typeof FundCurvePoint>;
