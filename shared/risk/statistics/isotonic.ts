/**
 * Weighted least-squares fit that never falls (pool adjacent violators, Barlow et al. 1972): left to right, a block
 * joins its predecessor while the predecessor's mean is larger. Linear time.
 *
 * @returns the fit, and the block number of each value
 */
export function poolAdjacentViolators(values: readonly number[], weights: readonly number[]) {
  const blocks: { sum: number; weight: number; size: number }[] = [];
  values.forEach((value, i) => {
    let block = { sum: value * weights[i]!, weight: weights[i]!, size: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.weight > block.sum / block.weight;
      last = blocks.at(-1)
    ) {
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, size: last.size + block.size };
      blocks.pop();
    }
    blocks.push(block);
  });
  const fitted = blocks.flatMap(({ sum, weight, size }) => Array<number>(size).fill(sum / weight));
  const block = blocks.flatMap(({ size }, number) => Array<number>(size).fill(number));
  return { fitted, block };
}
