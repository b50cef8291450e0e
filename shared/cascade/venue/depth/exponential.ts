import { exp, expm1, log } from '../../numbers/math.ts';
import type { Depth } from './depth.ts';
import { smooth } from './smooth.ts';

/**
 * Each unit sold takes the same share off the price (Cifuentes, Ferrucci and Shin 2005,
 * doi:10.1162/jeea.2005.3.2-3.556): `D(V) = exp(-beta V)`.
 *
 * @param beta per unit, > 0
 */
export const exponential = (beta: number): Depth =>
  smooth({
    factor: (displaced) => exp(-beta * displaced),
    sum: (from, to) => (-exp(-beta * from) * expm1(-beta * (to - from))) / beta,
    reciprocalSum: (from, to) => (exp(beta * from) * expm1(beta * (to - from))) / beta,
    volumeWithin: (reach, side) => (side > 0 ? -log(1 - reach) : log(1 + reach)) / beta,
    volumeTo: (factor) => -log(factor) / beta,
  });
