import { marketUnder } from '../market/change.ts';
import type { Market } from '../market/market.ts';
import { mechanismUnder } from '../market/mechanism.ts';
import { refuse } from '../market/parse.ts';
import type { Sweep } from './sweep-file.ts';
import { marketPart } from './world.ts';

/** What the market demands of alternatives: inputs that it has, and assumptions that it states. Makes each market once. */
export function refuseAlternatives({ alternatives = [], mechanisms, base }: Sweep, market: Market): void {
  const stated = market.assumptions.map(({ id }) => id);
  for (const [i, { assumption, change }] of alternatives.entries()) {
    const subject = `sweep.alternatives.${i}`;
    if (assumption !== undefined && !stated.includes(assumption))
      refuse(`${subject}.assumption`, 'be one of the snapshot', assumption);
    marketUnder(market, marketPart(change), `${subject}.change`);
    mechanismUnder(mechanisms[change.mechanism ?? base.mechanism]!, change, `${subject}.change`);
  }
}
