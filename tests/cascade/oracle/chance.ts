// Draws of model.md 8.1 from their definitions: Philox in whole numbers of any size, the normal quantile by
// bisection of the distribution.

const LOW = 0xffffffffn;

/** The ten rounds as Salmon et al. (2011) print them. */
export function philoxByHand(counter: readonly number[], key: readonly number[]): number[] {
  let [x0, x1, x2, x3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const a = 0xd2511f53n * x0;
    const b = 0xcd9e8d57n * x2;
    [x0, x1, x2, x3] = [(b >> 32n) ^ x1 ^ k0, b & LOW, (a >> 32n) ^ x3 ^ k1, a & LOW];
    k0 = (k0 + 0x9e3779b9n) & LOW;
    k1 = (k1 + 0xbb67ae85n) & LOW;
  }
  return [x0, x1, x2, x3].map(Number);
}

/** Names a stream; as in the product, but spelled out. */
export interface OracleStream {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly path: number;
  readonly purpose: number;
  readonly lane: number;
}

/** Draw `i` of a stream, a uniform between 0 and 1. */
export function uniformAt({ seedLow, seedHigh, path, purpose, lane }: OracleStream, i: number): number {
  const words = philoxByHand([Math.floor(i / 2), lane, path, purpose], [seedLow, seedHigh]);
  const [a, b] = i % 2 === 0 ? [words[0]!, words[1]!] : [words[2]!, words[3]!];
  return ((a >>> 6) * 2 ** 26 + (b >>> 6) + 0.5) * 2 ** -52;
}

export const normalAt = (stream: OracleStream, i: number): number => quantile(uniformAt(stream, i));

/** The `z` of which a share `u` of normals lies below. */
export function quantile(u: number): number {
  const [share, sign] = u < 0.5 ? [u, -1] : [1 - u, 1];
  let low = 0;
  let high = 40;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (above(middle) > share) low = middle;
    else high = middle;
  }
  return sign * low;
}

/** Share of normals above `z >= 0`: the series about 0, the continued fraction of Mills's ratio far out. */
function above(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) {
    let ratio = z;
    for (let k = 200; k > 0; k--) ratio = z + k / ratio;
    return density / ratio;
  }
  let term = z;
  let sum = z;
  for (let k = 1; k < 200; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 - density * sum;
}
