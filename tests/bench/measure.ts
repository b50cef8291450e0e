import { performance } from 'node:perf_hooks';

/** One figure of a benchmark; the checksum shows that the work was done, and done right. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly checksum: string;
}

/** Shortest of several runs, milliseconds: what the machine can do, not what disturbed it. */
export function bestOf(runs: number, work: () => void): number {
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Runs work until the compiler has seen enough of it, milliseconds. */
export function warmUp(milliseconds: number, work: () => void): void {
  const start = performance.now();
  while (performance.now() - start < milliseconds) work();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Middle one of several runs, milliseconds. */
export const medianTime = (runs: number, work: () => void): number =>
  median(Array.from({ length: runs }, () => bestOf(1, work)));

/** A number that depends on every value and its place; the same on every engine. */
export function checksum(values: ArrayLike<number>): string {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * ((i % 997) + 1);
  return sum.toPrecision(12);
}
