import { normals, PURPOSE, type Stream } from '../numbers/random.ts';
import { bridge, drawDepthScale, type ShockShape } from './shock.ts';

/** Whose draws: those of one path, over all markets. */
type PathSeed = Pick<Stream, 'seedLow' | 'seedHigh' | 'path'>;

/** Room for the normals of one market, and for those that all share. */
interface NoiseRoom {
  readonly common: Float64Array;
  readonly price: Float64Array;
  readonly volatility: Float64Array;
}

/** @param ticks of the way to the shock */
export const createNoiseRoom = (ticks: number): NoiseRoom => ({
  common: new Float64Array(ticks),
  price: new Float64Array(ticks),
  volatility: new Float64Array(ticks),
});

/**
 * Noise of several markets on their ways to one vector of shocks (contagion.md 8). Price normals of market `k` are
 * `g_k c_j + sqrt(1 - g_k^2) z_kj`: `z_kj` and the volatility's are its own, on lane `k`, so that the noise of market 0 without a
 * loading is that of a market alone, to the bit. Ones where the shape has no noise.
 *
 * @param loadings `g_k`, -1 to 1
 * @param into for each market one factor a tick
 */
export function drawNoise(
  shape: ShockShape,
  tickSeconds: number,
  { seedLow, seedHigh, path }: PathSeed,
  loadings: ArrayLike<number>,
  { noises, room }: { readonly noises: readonly Float64Array[]; readonly room: NoiseRoom },
): void {
  if (shape.shape !== 'bridge' || shape.sigmaDay === 0) {
    for (const noise of noises) noise.fill(1);
    return;
  }
  const { common, price, volatility } = room;
  const ticks = common.length;
  const draw = (purpose: number, lane: number, into: Float64Array): void =>
    normals({ seedLow, seedHigh, path, purpose, lane }, 0, ticks, into);
  draw(PURPOSE.common, 0, common);
  for (const [k, noise] of noises.entries()) {
    draw(PURPOSE.price, k, price);
    const loading = loadings[k]!;
    // 1 z and 0 c: not a bit of what is drawn may change.
    if (loading !== 0) mix(price, common, loading);
    if (shape.volOfVol > 0) draw(PURPOSE.volatility, k, volatility);
    bridge(shape, tickSeconds, price, volatility, noise);
  }
}

function mix(own: Float64Array, common: Float64Array, loading: number): void {
  const rest = Math.sqrt(1 - loading * loading);
  for (let j = 0; j < own.length; j++) own[j] = loading * common[j]! + rest * own[j]!;
}

/**
 * Depth of each market against its median, 1/8 to 8: one draw for all, since makers leave everywhere at once, or with `isOwn`
 * one for each.
 */
export function drawDepthScales(
  { seedLow, seedHigh, path }: PathSeed,
  sigmaDepth: number,
  isOwn: boolean,
  into: Float64Array,
): void {
  for (let k = 0; k < into.length; k++)
    into[k] = isOwn || k === 0 ? drawDepthScale(seedLow, seedHigh, path, sigmaDepth, k) : into[0]!;
}
