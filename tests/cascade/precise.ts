// exp and log to some 240 bits in whole numbers: what the product's own are measured against, in units in the
// last place of the exact result.
const BITS = 320n;
const ONE = 1n << BITS;

/** A double as a whole number of 2^-BITS; exact for doubles of at least 2^-260 or so. */
function fixed(x: number): bigint {
  if (x === 0) return 0n;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))) - 52, -1074);
  const mantissa = BigInt(Math.round(x / 2 ** Math.max(exponent, -1000) / 2 ** Math.min(0, exponent + 1000)));
  const shift = BITS + BigInt(exponent);
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;

/** Taylor's series, for |r| < 1. */
function expSeries(r: bigint): bigint {
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n && n < 400n; n++) {
    term = times(term, r) / n;
    sum += term;
  }
  return sum;
}

/** 2 artanh((m - 1)/(m + 1)). */
function logSeries(m: bigint): bigint {
  const s = ((m - ONE) << BITS) / (m + ONE);
  // Shifting rounds down, and nothing negative down to 0.
  if (s < 0n) return -logSeries((ONE << BITS) / m);
  const square = times(s, s);
  let power = s;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return 2n * sum;
}

const LN2 = logSeries(2n * ONE);

/** A result as `mantissa 2^(exponent - BITS)`. */
interface Precise {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export function preciseExp(x: number): Precise {
  const exponent = Math.round(x / Math.LN2);
  return { mantissa: expSeries(fixed(x) - BigInt(exponent) * LN2), exponent };
}

export function preciseLog(x: number): Precise {
  const exponent = Math.floor(Math.log2(x));
  const scaled =
    exponent > 0
      ? x / 2 ** exponent
      : x * 2 ** Math.min(-exponent, 1000) * 2 ** Math.max(0, -exponent - 1000);
  return { mantissa: logSeries(fixed(scaled)) + BigInt(exponent) * LN2, exponent: 0 };
}

/** exp(x) - 1, for |x| < 4: the difference is taken in whole numbers. */
export const preciseExpm1 = (x: number): Precise => ({ mantissa: expSeries(fixed(x)) - ONE, exponent: 0 });

/** ln(1 + x), for `x` from -0.99 to 4; the sum is one of whole numbers. */
export const preciseLog1p = (x: number): Precise => ({ mantissa: logSeries(ONE + fixed(x)), exponent: 0 });

/** How far a double lies from the exact value, in units in the last place of that value. */
export function ulpsFrom(obtained: number, { mantissa, exponent }: Precise): number {
  const size = mantissa < 0n ? -mantissa : mantissa;
  // Leading bit of the exact value decides the size of a last place.
  const leading = size.toString(2).length - 1 - Number(BITS) + exponent;
  const scaled = exponent > 0 ? obtained / 2 ** exponent : obtained * 2 ** -exponent;
  const distance = fixed(scaled) - mantissa;
  const ulp = Number(BITS) + Math.max(leading, -1022) - 52 - exponent;
  return Math.abs(Number(distance) / 2 ** ulp);
}
