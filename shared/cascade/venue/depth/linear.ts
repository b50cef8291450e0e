import { log } from '../../numbers/math.ts';
import { type Depth, LOWEST_FACTOR } from './depth.ts';
import { smooth } from './smooth.ts';

/**
 * Price falls by `slope` for each unit sold (Kyle 1985, doi:10.2307/1913210): `p = F - slope V`. Additive
 * in price, so whole ladders can be tested in integers and mirror exactly.
 *
 * @param slope quote currency per unit, > 0
 */
export const linear = (slope: number, startPrice: number): Depth =>
  smooth({
    factor: (displaced, fundamental) => (fundamental - slope * displaced) / fundamental,
    price: (displaced, fundamental) => fundamental - slope * displaced,
    sum: (from, to, fundamental) => (to - from) * (1 - (slope * (from + to)) / (2 * fundamental)),
    reciprocalSum(from, to, fundamental) {
      const price = fundamental - slope * from;
      return (fundamental / slope) * logRatio((slope * (to - from)) / price);
    },
    volumeWithin: (reach) => (reach * startPrice) / slope,
    fundamentalAt: (price, displaced) => price + slope * displaced,
    floorAt: (fundamental) => ((1 - LOWEST_FACTOR) * fundamental) / slope,
  });

/** -ln(1 - x), by its series where the difference would lose digits. */
const logRatio = (x: number): number =>
  x < 1e-5 && x > -1e-5 ? x * (1 + x * (1 / 2 + x * (1 / 3 + x / 4))) : -log(1 - x);
