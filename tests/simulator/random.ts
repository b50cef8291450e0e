/** A seeded generator: everything that is left to chance in one simulation comes from one of these. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole, in [0, limit). */
  below(limit: number): number;
  chance(probability: number): boolean;
  between(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
}

/** Small fast counting generator of 128 bits (sfc32, Chris Doty-Humphrey, PractRand). */
export function randomOf(seed: number): Random {
  let a = 0x9e3779b9;
  let b = seed | 0;
  let c = Math.floor(seed / 0x1_0000_0000) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 15; i++) next();
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    between: (least, most) => least + next() * (most - least),
    pick: (list) => list[below(list.length)]!,
  };
}
