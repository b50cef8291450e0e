import { Known, Unit } from '../shapes/number.ts';
import { type Of, object, oneOf, text } from '../shapes/shape.ts';

export const CONDITION_IDS = [
  'mark_price',
  'open_interest',
  'fund',
  'volatility',
  'ordinary_down',
  'ordinary_up',
  'depth_down',
  'depth_up',
  'largest_long',
  'largest_short',
  'leverage_long',
  'leverage_short',
] as const;
export type ConditionId = (typeof CONDITION_IDS)[number];

export const ConditionId = oneOf('what', CONDITION_IDS);

export const Condition = object('what a market was like before anything was simulated', {
  market: text('id'),
  id: ConditionId,
  unit: Unit,
  value: Known('as of the snapshot'),
});
export type Condition = Of<typeof Condition>;
