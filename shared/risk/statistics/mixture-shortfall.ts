import { PURPOSE, uniforms } from '../../cascade/numbers/random.ts';

/** One shock of a mixture: its weight and one loss a path, row `j` of every part being the same path. */
export interface MixturePart {
  readonly weight: number;
  readonly losses: Float64Array;
}

/** Expected shortfall of a mixture: the mean of the worst `1 - c` of its probability (report.md 7.6). */
export function mixtureShortfall(parts: readonly MixturePart[], ppm: number): number {
  const { loss, mass } = worstFirst(parts, (part) => part.weight / part.losses.length);
  return meanOfWorst(loss, (i) => mass[i]!, (1_000_000 - ppm) / 1_000_000);
}

export const REPLICATES = 1_999;

/**
 * Percentile bootstrap of `mixtureShortfall` over paths, 95 %: 1,999 replicates, ranks 50 and 1,950. A replicate
 * draws path numbers, and takes each with all its shocks, for those are not independent. Several mixtures
 * over the same paths (two sides) share the draws. Approximate; it proves nothing. Some 30 ns a draw.
 *
 * @param mixtures each with parts of `paths` losses
 * @param lane the metric, which names the stream
 */
export function bootstrapShortfall(
  mixtures: readonly (readonly MixturePart[])[],
  ppm: number,
  paths: number,
  { seedLow, seedHigh, lane }: { seedLow: number; seedHigh: number; lane: number },
): { lower: number; upper: number }[] {
  const orders = mixtures.map((parts) => worstFirst(parts, (part) => part.weight));
  const found = mixtures.map(() => new Float64Array(REPLICATES));
  // Losses that are all the same need no draws: their shortfall is that loss in every replicate.
  const varying = orders.flatMap((order, k) =>
    order.loss[0] === order.loss.at(-1) ? [] : [{ ...order, values: found[k]! }],
  );
  for (const [k, { loss }] of orders.entries()) found[k]!.fill(loss[0] ?? 0);

  const draws = new Float64Array(paths);
  const times = new Int32Array(paths);
  const tail = (paths * (1_000_000 - ppm)) / 1_000_000;
  for (let replicate = 0; replicate < REPLICATES && varying.length > 0; replicate++) {
    uniforms({ seedLow, seedHigh, path: replicate, purpose: PURPOSE.bootstrap, lane }, 0, paths, draws);
    times.fill(0);
    for (let i = 0; i < paths; i++) times[Math.floor(draws[i]! * paths)]!++;
    for (const { loss, mass, path, values } of varying) {
      values[replicate] = meanOfWorst(loss, (i) => mass[i]! * times[path[i]!]!, tail);
    }
  }
  return found.map((values) => {
    values.sort();
    return { lower: values[50 - 1]!, upper: values[1_950 - 1]! };
  });
}

/** Mean of the first `target` of mass, the last entry in part. */
function meanOfWorst(loss: Float64Array, mass: (i: number) => number, target: number): number {
  let left = target;
  let sum = 0;
  for (let i = 0; i < loss.length && left > 0; i++) {
    const taken = Math.min(mass(i), left);
    sum += taken * loss[i]!;
    left -= taken;
  }
  return sum / target;
}

/** All losses of all parts, descending (ties by part, then path), with what each weighs. */
function worstFirst(parts: readonly MixturePart[], massOf: (part: MixturePart) => number) {
  const entries = parts.flatMap((part) =>
    Array.from(part.losses, (loss, path) => ({ loss, path, mass: massOf(part) })),
  );
  entries.sort((a, b) => b.loss - a.loss);
  return {
    loss: Float64Array.from(entries, (entry) => entry.loss),
    mass: Float64Array.from(entries, (entry) => entry.mass),
    path: Int32Array.from(entries, (entry) => entry.path),
  };
}
