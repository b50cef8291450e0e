import type { TriggerRule } from '../rules.ts';

/** What the mark remembers between ticks: itself, and past inputs where they come late. */
export interface Mark {
  value: number;
  /** Input `x_n` by tick, for `lagged` only. */
  inputs: Float64Array;
}

export const createMark = (): Mark => ({ value: 0, inputs: new Float64Array(0) });

export const lagOf = (rule: TriggerRule): number => (rule.rule === 'lagged' ? rule.ticks : 0);

export function startMark(mark: Mark, startPrice: number, rule: TriggerRule, lastTick: number): void {
  mark.value = startPrice;
  if (rule.rule === 'lagged' && mark.inputs.length <= lastTick) mark.inputs = new Float64Array(lastTick + 1);
}

/**
 * The mark of tick `n` (model.md 3), from the pre-trade price of the tick.
 *
 * @param input `x_n`, between index and own price by `ownShare`
 */
export function nextMark(
  mark: Mark,
  rule: TriggerRule,
  tick: number,
  price: number,
  input: number,
  startPrice: number,
): number {
  switch (rule.rule) {
    case 'last':
      mark.value = price;
      break;
    case 'ema':
      mark.value += rule.weight * (input - mark.value);
      break;
    case 'lagged':
      mark.inputs[tick] = input;
      mark.value = tick <= rule.ticks ? startPrice : mark.inputs[tick - rule.ticks]!;
      break;
    case 'capped': {
      const most = rule.capPerTick * mark.value;
      mark.value += Math.min(most, Math.max(-most, input - mark.value));
      break;
    }
  }
  return mark.value;
}
