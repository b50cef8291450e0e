/** First index in `[from, to)` of a falling column that is below `bound`; `to` if none. */
export function firstBelow(column: Float64Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** First index in `[from, to)` of a falling column at or below `bound`; `to` if none. */
export function firstAtMost(column: Float64Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! <= bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** First index in `[from, to)` of a rising column that is above `bound`; `to` if none. */
export function firstAbove(column: Float64Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
