import { log1p } from '../../numbers/math.ts';
import type { Depth } from './depth.ts';
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
    reciprocalSum: (from, to, fundamental) =>
      -(fundamental / slope) * log1p((-slope * (to - from)) / (fundamental - slope * from)),
    volumeWithin: (reach) => (reach * startPrice) / slope,
    volumeTo: (factor, fundamental) => ((1 - factor) * fundamental) / slope,
    fundamentalAt: (price, displaced) => price + slope * displaced,
  });
