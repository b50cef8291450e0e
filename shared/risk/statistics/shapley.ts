/**
 * What each of `factors` swaps adds to a value, on average over all orders in which they may be made (Shapley 1953): the
 * parts add up to the whole change, whatever interacts.
 *
 * @param value with the swaps of a set made, bit `i` for factor `i`; asked once for each set
 */
export function shapley(factors: number, value: (swapped: number) => number): number[] {
  const values = Array.from({ length: 1 << factors }, (_, set) => value(set));
  // Of sets of a size: size! (factors - 1 - size)! / factors!, one over how many orders make them.
  const weight = (size: number) => 1 / (factors * choose(factors - 1, size));
  return Array.from({ length: factors }, (_, factor) => {
    const own = 1 << factor;
    let part = 0;
    for (const [set, before] of values.entries()) {
      if ((set & own) === 0) part += weight(sizeOf(set)) * (values[set | own]! - before);
    }
    return part;
  });
}

function sizeOf(set: number): number {
  let size = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) size++;
  return size;
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
