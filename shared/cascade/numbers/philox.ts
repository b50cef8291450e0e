/** Upper 32 bits of `(high * 2^16 + low) * x`, from products of 16 bits: none of the sums overflows 32. */
function highProduct(high: number, low: number, x: number): number {
  const above = x >>> 16;
  const below = x & 0xffff;
  const middle = (Math.imul(high, below) + (Math.imul(low, below) >>> 16)) | 0;
  const cross = (Math.imul(low, above) + (middle & 0xffff)) | 0;
  return (Math.imul(high, above) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/**
 * Philox4x32 with 10 rounds (Salmon, Moraes, Dror and Shaw 2011, doi:10.1145/2063384.2063405): a pure
 * function of a counter of four and a key of two unsigned 32-bit words.
 *
 * Computes two blocks at once, for counters `c0` and `c0 + 1`: a block is one long chain of dependent
 * steps, and two chains side by side take hardly longer than one.
 *
 * @param into eight words: the block of `c0`, then that of `c0 + 1`
 */
export function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  key0: number,
  key1: number,
  into: Uint32Array,
): void {
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let y0 = (c0 + 1) | 0;
  let y1 = x1;
  let y2 = x2;
  let y3 = x3;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = highProduct(0xd251, 0x1f53, x0);
    const high1 = highProduct(0xcd9e, 0x8d57, x2);
    const high2 = highProduct(0xd251, 0x1f53, y0);
    const high3 = highProduct(0xcd9e, 0x8d57, y2);
    const low0 = Math.imul(0xd2511f53, x0);
    const low1 = Math.imul(0xcd9e8d57, x2);
    const low2 = Math.imul(0xd2511f53, y0);
    const low3 = Math.imul(0xcd9e8d57, y2);
    x0 = high1 ^ x1 ^ k0;
    x1 = low1;
    x2 = high0 ^ x3 ^ k1;
    x3 = low0;
    y0 = high3 ^ y1 ^ k0;
    y1 = low3;
    y2 = high2 ^ y3 ^ k1;
    y3 = low2;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  into[0] = x0;
  into[1] = x1;
  into[2] = x2;
  into[3] = x3;
  into[4] = y0;
  into[5] = y1;
  into[6] = y2;
  into[7] = y3;
}
