import { QUANTITY_IDS } from '../cells/quantities.ts';
import { atShock, Estimate, pathCount, Side, Unit } from '../shapes/number.ts';
import { list, type Of, object, oneOf, text } from '../shapes/shape.ts';

export const DepthAndSpeed = object('how deep and how fast, at one mixture shock and base values', {
  market: text('id'),
  side: Side,
  ...atShock,
  cell: text('cell id'),
  paths: object('trials', pathCount),
  rows: list(
    'quantities',
    object('one', {
      id: oneOf('what', QUANTITY_IDS),
      unit: Unit,
      median: Estimate('50% quantile over paths'),
      q99: Estimate('99% quantile over paths'),
    }),
  ),
});
export type DepthAndSpeed = Of<typeof DepthAndSpeed>;
