/** One shock of a mixture: its weight, and one loss a path. */
export interface MixturePart {
  readonly weight: number;
  readonly losses: Float64Array;
}

/** Expected shortfall of a mixture: the mean of the worst `1 - c` of its probability (report.md 7.6). */
export function mixtureShortfall(parts: readonly MixturePart[], ppm: number): number {
  const entries = parts.flatMap(({ weight, losses }) =>
    Array.from(losses, (loss) => ({ loss, mass: weight / losses.length })),
  );
  entries.sort((a, b) => b.loss - a.loss);
  const tail = (1_000_000 - ppm) / 1_000_000;
  let left = tail;
  let sum = 0;
  for (let i = 0; i < entries.length && left > 0; i++) {
    const { loss, mass } = entries[i]!;
    const taken = Math.min(mass, left);
    sum += taken * loss;
    left -= taken;
  }
  return sum / tail;
}
