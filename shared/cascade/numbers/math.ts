// Engines may differ in the last bit of their built-in exp and log; a report may not. These two use
// only + - * / and are therefore the same everywhere. Method and coefficients are those of fdlibm,
// which asks that this notice be kept:
//   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy,
//   modify, and distribute this software is freely granted, provided that this notice is preserved.

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
export const LN2 = 6.931471805599453094e-1;

/** 2^-1074 ... 2^1023 by repeated doubling and halving, so each is exact. */
const POWER_OF_TWO = new Float64Array(2098);
POWER_OF_TWO[1074] = 1;
for (let i = 1075; i < 2098; i++) POWER_OF_TWO[i] = POWER_OF_TWO[i - 1]! * 2;
for (let i = 1073; i >= 0; i--) POWER_OF_TWO[i] = POWER_OF_TWO[i + 1]! / 2;

/**
 * e to the power `x`; error below 1 unit in the last place for results above 2^-1022.
 * Overflows to Infinity above 709.78, underflows to 0 below -745.13; NaN for NaN.
 */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Infinity : x;
  if (x < -745.1332191019412) return 0;
  if (x < 2.5e-10 && x > -2.5e-10) return 1 + x;
  const k = Math.round(x * 1.442695040888963387);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k === 1024) return y * 2 * POWER_OF_TWO[1074 + 1023]!;
  // Subnormal results are scaled in two steps so that they are rounded once.
  if (k < -1021) return y * POWER_OF_TWO[1074 + k + 54]! * POWER_OF_TWO[1074 - 54]!;
  return y * POWER_OF_TWO[1074 + k]!;
}

const DOUBLE = new Float64Array(1);
const WORDS = new Int32Array(DOUBLE.buffer);
DOUBLE[0] = 1;
const HIGH = WORDS[1] !== 0 ? 1 : 0; // byte order of this machine

/** Natural logarithm; error below 1 unit in the last place. -Infinity for 0, NaN below 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  let scaled = x;
  if (x < 2.2250738585072014e-308) {
    scaled = x * 18014398509481984; // 2^54: out of the subnormal range
    k = -54;
  }
  DOUBLE[0] = scaled;
  let high = WORDS[HIGH]!;
  k += (high >> 20) - 1023;
  high &= 0x000fffff;
  // Mantissa into [sqrt(2)/2, sqrt(2)).
  const i = (high + 0x95f64) & 0x100000;
  WORDS[HIGH] = high | (i ^ 0x3ff00000);
  k += i >> 20;
  const f = DOUBLE[0]! - 1;
  if (f === 0) return k * LN2_HIGH + k * LN2_LOW;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const t2 =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + t1 + t2) + k * LN2_LOW) - f);
}

/**
 * e to the power `x`, less 1, with all its digits for small `x`: `E` of model.md 2.2. What rounding takes off
 * `w = exp(x)` it takes off `log(w)`, too (W. Kahan; Higham 2002, doi:10.1137/1.9780898718027, section 1.14.1).
 */
export function expm1(x: number): number {
  const w = exp(x);
  const less = w - 1;
  if (less === 0) return x;
  // So far from 1 the difference loses no digit, and neither infinity nor -1 needs a rule of its own.
  if (x > 0.7 || x < -0.7) return less;
  return (less * x) / log(w);
}

/** Natural logarithm of `1 + x`, with all its digits for small `x`: `L` of model.md 2.2, by the same thought. */
export function log1p(x: number): number {
  const w = 1 + x;
  if (w === 1) return x;
  if (x > 1 || x < -0.5) return log(w);
  return (x * log(w)) / (w - 1);
}

/** `base` multiplied `count` times, in ascending order. */
export function integerPower(base: number, count: number): number {
  let power = 1;
  for (let i = 0; i < count && power !== 0; i++) power *= base;
  return power;
}

/** Powers of a base by repeated multiplication, in ascending order, as far as they were asked for. */
export interface Powers {
  base: number;
  /** `base` to the power of the index; rows in use are `[0, count)`. */
  values: Float64Array;
  count: number;
}

export const createPowers = (): Powers => ({ base: NaN, values: Float64Array.of(1), count: 1 });

/** `integerPower`, O(1) once it was asked for. */
export function rememberedPower(powers: Powers, base: number, exponent: number): number {
  if (powers.base !== base) {
    powers.base = base;
    powers.count = 1;
  }
  if (powers.values.length <= exponent) {
    const longer = new Float64Array(2 * exponent + 1);
    longer.set(powers.values);
    powers.values = longer;
  }
  const { values } = powers;
  for (; powers.count <= exponent; powers.count++) values[powers.count] = values[powers.count - 1]! * base;
  return values[exponent]!;
}
