// Outside depth (model.md 2.3), merged into the levels before anything else sees them.
import type { Level, OutsideWalk } from './terms.ts';

export function withOutside({ outside, ...law }: OutsideWalk): OutsideWalk {
  if (!outside) return law;
  const { reference } = law;
  const { cost } = outside;
  const side = (own: readonly Level[], theirs: readonly Level[], sign: 1 | -1): Level[] => {
    const others = theirs.map(
      ([price, size]): Level =>
        'multiple' in outside
          ? [price - sign * cost * reference, outside.multiple * size]
          : [reference * (price / outside.levels.reference - sign * cost), size],
    );
    const standing = [...own, ...others].filter(([price, size]) => price > 0 && size > 0);
    const prices = [...new Set(standing.map(([price]) => price))].sort((a, b) => sign * (b - a));
    return prices.map((price) => [
      price,
      standing.filter((level) => level[0] === price).reduce((sum, level) => sum + level[1], 0),
    ]);
  };
  const theirs = 'multiple' in outside ? law : outside.levels;
  return { ...law, bids: side(law.bids, theirs.bids, 1), asks: side(law.asks, theirs.asks, -1) };
}
