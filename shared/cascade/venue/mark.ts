import type { TriggerRule } from '../rules.ts';
import type { MarkRange } from './quiet.ts';
import type { Venue } from './venue.ts';

export const lagOf = (rule: TriggerRule): number => (rule.rule === 'lagged' ? rule.ticks : 0);

/** Is the mark a price that was heard, now or some ticks ago, with no memory beside? */
export const isPrice = ({ rule }: TriggerRule): boolean => rule === 'last' || rule === 'lagged';

/** Step 3 of a tick: the mark follows the pre-trade price, or the index, by the venue's rule (model.md 3). */
export function moveMark(venue: Venue): void {
  if (venue.rules.triggerRule.rule === 'last') venue.mark = venue.price;
  else follow(venue, venue.rules.triggerRule);
}

/** What the mark may go by: between the index and the price. */
const inputOf = ({ rules, price, index }: Venue): number => index + rules.ownShare * (price - index);

/** Keeps the input of a tick in which the mark does not follow it, for one that will hear it late. */
export function hearInput(venue: Venue): void {
  if (venue.rules.triggerRule.rule === 'lagged') venue.inputs[venue.tick] = inputOf(venue);
}

function follow(venue: Venue, triggerRule: TriggerRule): void {
  const { rules, tick } = venue;
  const input = inputOf(venue);
  switch (triggerRule.rule) {
    case 'ema':
      venue.mark += triggerRule.weight * (input - venue.mark);
      break;
    case 'lagged':
      venue.inputs[tick] = input;
      venue.mark = tick <= triggerRule.ticks ? rules.startPrice : venue.inputs[tick - triggerRule.ticks]!;
      break;
    case 'capped': {
      const most = triggerRule.capPerTick * venue.mark;
      venue.mark += Math.min(most, Math.max(-most, input - venue.mark));
      break;
    }
  }
}

/** Extremes of the marks of a path on which nobody is ever liquidated. */
export function undisturbedMarks({ rules, path, lastTick }: Venue, into: MarkRange): void {
  const { startPrice, triggerRule } = rules;
  const last = path.ticks - 1;
  if (triggerRule.rule === 'last' || triggerRule.rule === 'lagged') {
    const lag = lagOf(triggerRule);
    // No mark at all where the lag outlasts the horizon.
    const seen = Math.min(last + 1, lastTick - lag);
    into.least = startPrice * (seen > 0 ? path.lowest[seen - 1]! : Infinity);
    into.most = startPrice * (seen > 0 ? path.highest[seen - 1]! : -Infinity);
    if (lag === 0) return;
    into.least = Math.min(startPrice, into.least);
    into.most = Math.max(startPrice, into.most);
    return;
  }
  let mark = startPrice;
  into.least = Infinity;
  into.most = -Infinity;
  for (let n = 1; n <= lastTick; n++) {
    const input = startPrice * path.factors[Math.min(n - 1, last)]!;
    if (triggerRule.rule === 'ema') mark += triggerRule.weight * (input - mark);
    else {
      const most = triggerRule.capPerTick * mark;
      mark += Math.min(most, Math.max(-most, input - mark));
    }
    into.least = Math.min(into.least, mark);
    into.most = Math.max(into.most, mark);
  }
}
