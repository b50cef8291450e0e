/** Holm's adjusted p-values (1979): the chance of *any* false rejection stays below the level. Input order. */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let running = 0;
  ascending(pValues).forEach((index, place) => {
    running = Math.max(running, Math.min(1, pValues[index]! * (pValues.length - place)));
    adjusted[index] = running;
  });
  return adjusted;
}

/** Benjamini and Hochberg's adjusted p-values (1995): the *share* of false rejections stays below the level. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let running = 1;
  const order = ascending(pValues);
  for (let place = order.length - 1; place >= 0; place--) {
    const index = order[place]!;
    running = Math.min(running, (pValues[index]! * pValues.length) / (place + 1));
    adjusted[index] = running;
  }
  return adjusted;
}

const ascending = (values: readonly number[]): number[] =>
  [...values.keys()].sort((i, j) => values[i]! - values[j]! || i - j);
