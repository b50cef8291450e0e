import type { ConditionId } from '../findings/condition.ts';
import type { Unit } from '../shapes/number.ts';

/** All that is said of a condition beside its value. */
export const CONDITIONS: Readonly<
  Record<ConditionId, { readonly unit: Unit; readonly name: string; readonly isShare?: true }>
> = {
  mark_price: { unit: 'money', name: 'mark price' },
  open_interest: { unit: 'money', name: 'open interest' },
  fund: { unit: 'money', name: 'fund' },
  volatility: { unit: 'ratio', name: 'volatility of a day', isShare: true },
  ordinary_down: { unit: 'ratio', name: 'fall of one window in twenty', isShare: true },
  ordinary_up: { unit: 'ratio', name: 'rise of one window in twenty', isShare: true },
  depth_down: { unit: 'money', name: 'depth down to the design shock' },
  depth_up: { unit: 'money', name: 'depth up to the design shock' },
  largest_long: { unit: 'ratio', name: 'share of the ten largest longs', isShare: true },
  largest_short: { unit: 'ratio', name: 'share of the ten largest shorts', isShare: true },
  leverage_long: { unit: 'multiple', name: 'leverage of longs' },
  leverage_short: { unit: 'multiple', name: 'leverage of shorts' },
};
