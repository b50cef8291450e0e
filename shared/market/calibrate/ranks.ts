/** Spearman's rank correlation, equal values at their mean rank; 0 where one of the two does not vary. */
export function rankCorrelation(x: Float64Array, y: Float64Array): number {
  const a = ranks(x);
  const b = ranks(y);
  const middle = (x.length - 1) / 2;
  let both = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < x.length; i++) {
    const da = a[i]! - middle;
    const db = b[i]! - middle;
    both += da * db;
    squareA += da * da;
    squareB += db * db;
  }
  const size = Math.sqrt(squareA) * Math.sqrt(squareB);
  return size > 0 ? both / size : 0;
}

function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((i, k) => values[i]! - values[k]!);
  const rank = new Float64Array(values.length);
  for (let first = 0, next = 0; first < order.length; first = next) {
    while (next < order.length && values[order[next]!]! === values[order[first]!]!) next++;
    for (let i = first; i < next; i++) rank[order[i]!] = (first + next - 1) / 2;
  }
  return rank;
}
