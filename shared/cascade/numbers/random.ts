import { log } from './math.ts';
import { philox } from './philox.ts';

/** What a stream's draws are for (model.md 8.1); adding a purpose changes no other stream. */
export const PURPOSE = {
  price: 1,
  volatility: 2,
  depthScale: 3,
  sizes: 4,
  entries: 5,
  bootstrap: 6,
  common: 7,
  calls: 8,
  barNoise: 9,
} as const;

/**
 * Names a stream of draws: all unsigned 32-bit. The cell is not part of it, so the same path draws
 * the same numbers in every cell (common random numbers).
 */
export interface Stream {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly path: number;
  readonly purpose: number;
  readonly lane: number;
}

/** Two blocks of four words: four draws. */
const blocks = new Uint32Array(8);

/** Draws `first` to `first + count - 1` of a stream into `into[0..count)`: uniforms in (0, 1). */
export function uniforms(stream: Stream, first: number, count: number, into: Float64Array): void {
  const { seedLow, seedHigh, path, purpose, lane } = stream;
  // Draw i comes from words 2 (i mod 2) and the next of block floor(i / 2).
  let block = Math.floor(first / 2);
  let word = 2 * (first % 2);
  for (let i = 0; i < count; block += 2) {
    philox(block, lane, path, purpose, seedLow, seedHigh, blocks);
    for (; word < 8 && i < count; word += 2, i++)
      into[i] = ((blocks[word]! >>> 6) * 67108864 + (blocks[word + 1]! >>> 6) + 0.5) * 2.220446049250313e-16;
    word = 0;
  }
}

/** As `uniforms`, but standard normals: one uniform each, so that draws stay aligned. */
export function normals(stream: Stream, first: number, count: number, into: Float64Array): void {
  uniforms(stream, first, count, into);
  for (let i = 0; i < count; i++) into[i] = normalQuantile(into[i]!);
}

/**
 * Normal quantile by algorithm AS 241, PPND16 (Wichura 1988, doi:10.2307/2347330); about 1e-16
 * relative.
 *
 * @param u probability, in (0, 1)
 */
export function normalQuantile(u: number): number {
  const q = u - 0.5;
  if (q <= 0.425 && q >= -0.425) {
    const r = 0.180625 - q * q;
    return (
      (q *
        (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
          45921.953931549871457) *
          r +
          13731.693765509461125) *
          r +
          1971.5909503065514427) *
          r +
          133.14166789178437745) *
          r +
          3.387132872796366608)) /
      (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
        21213.794301586595867) *
        r +
        5394.1960214247511077) *
        r +
        687.1870074920579083) *
        r +
        42.313330701600911252) *
        r +
        1)
    );
  }
  let r = Math.sqrt(-log(q < 0 ? u : 1 - u));
  let z: number;
  if (r <= 5) {
    r -= 1.6;
    z =
      (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r +
        1.27045825245236838258) *
        r +
        3.64784832476320460504) *
        r +
        5.7694972214606914055) *
        r +
        4.6303378461565452959) *
        r +
        1.42343711074968357734) /
      (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r +
        0.14810397642748007459) *
        r +
        0.68976733498510000455) *
        r +
        1.6763848301838038494) *
        r +
        2.05319162663775882187) *
        r +
        1);
  } else {
    r -= 5;
    z =
      (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r +
        0.026532189526576123093) *
        r +
        0.29656057182850489123) *
        r +
        1.7848265399172913358) *
        r +
        5.4637849111641143699) *
        r +
        6.6579046435011037772) /
      (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
        7.868691311456132591e-4) *
        r +
        0.0148753612908506148525) *
        r +
        0.13692988092273580531) *
        r +
        0.59983220655588793769) *
        r +
        1);
  }
  return q < 0 ? -z : z;
}
