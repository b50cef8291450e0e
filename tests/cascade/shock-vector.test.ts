// Noise of several markets (contagion.md 8): market 0 is the core's, what is loaded on the common factor moves together, and the
// rest does not.
import { describe, expect, it } from 'vitest';
import { log } from '../../shared/cascade/numbers/math.ts';
import { normals, PURPOSE } from '../../shared/cascade/numbers/random.ts';
import { drawDepthScale, type ShockShape, shockNoise } from '../../shared/cascade/venue/shock.ts';
import { createNoiseRoom, drawDepthScales, drawNoise } from '../../shared/cascade/venue/shock-vector.ts';

const TICKS = 40;
const SEED = { seedLow: 7, seedHigh: 1 };
const BRIDGE: ShockShape = {
  shape: 'bridge',
  seconds: TICKS,
  sigmaDay: 0.4,
  volOfVol: 0.8,
  volHalfLifeSeconds: 20,
};
const CALM: ShockShape = { ...BRIDGE, volOfVol: 0 };

function noisesOf(loadings: readonly number[], path: number, shape: ShockShape = BRIDGE): Float64Array[] {
  const noises = loadings.map(() => new Float64Array(TICKS));
  drawNoise(shape, 1, { ...SEED, path }, loadings, { noises, room: createNoiseRoom(TICKS) });
  return noises;
}

/** Correlation of the steps of the logarithm of two ways, over paths. */
function correlation(loadings: readonly [number, number], paths: number): number {
  let [xx, yy, xy] = [0, 0, 0];
  for (let path = 0; path < paths; path++) {
    const [a, b] = noisesOf(loadings, path, CALM) as [Float64Array, Float64Array];
    for (let j = 1; j < TICKS; j++) {
      const [x, y] = [log(a[j]! / a[j - 1]!), log(b[j]! / b[j - 1]!)];
      xx += x * x;
      yy += y * y;
      xy += x * y;
    }
  }
  return xy / Math.sqrt(xx * yy);
}

describe('noise of several markets', () => {
  it('is that of the core in market 0, to the bit, whoever stands beside it', () => {
    for (let path = 0; path < 20; path++) {
      const alone = new Float64Array(TICKS);
      shockNoise(BRIDGE, 1, SEED.seedLow, SEED.seedHigh, path, alone);
      expect(noisesOf([0], path)[0]).toEqual(alone);
      expect(noisesOf([0, 0.9, -1], path)[0]).toEqual(alone);
    }
  });

  it('ends on 1 in every market, and differs between them', () => {
    const [one, other] = noisesOf([0, 0], 3) as [Float64Array, Float64Array];
    expect([one[TICKS - 1], other[TICKS - 1]]).toEqual([1, 1]);
    expect(one).not.toEqual(other);
  });

  it('is the common one alone at a loading of 1, and turned round at -1', () => {
    const [up, same, down] = noisesOf([1, 1, -1], 5, CALM) as Float64Array[];
    expect(same).toEqual(up);
    for (let j = 0; j < TICKS; j++) expect(up![j]! * down![j]!).toBeCloseTo(1, 12);
  });

  it('follows the equation of contagion.md 8', () => {
    const g = 0.6;
    const [found] = noisesOf([g], 9, CALM) as [Float64Array];
    const draw = (purpose: number) => {
      const into = new Float64Array(TICKS);
      normals({ ...SEED, path: 9, purpose, lane: 0 }, 0, TICKS, into);
      return into;
    };
    const [c, z] = [draw(PURPOSE.common), draw(PURPOSE.price)];
    const step = 0.4 / Math.sqrt(86_400);
    const walk: number[] = [];
    for (let j = 0; j < TICKS; j++)
      walk.push((walk[j - 1] ?? 0) + step * (g * c[j]! + Math.sqrt(1 - g * g) * z[j]!));
    for (let j = 0; j < TICKS - 1; j++)
      expect(log(found[j]!)).toBeCloseTo(walk[j]! - ((j + 1) / TICKS) * walk[TICKS - 1]!, 12);
  });

  it('moves together by the product of the loadings', () => {
    const paths = 500;
    // Some 20,000 steps: four standard errors are 0.03.
    expect(Math.abs(correlation([0, 0], paths))).toBeLessThan(0.03);
    expect(Math.abs(correlation([0.8, 0.8], paths) - 0.64)).toBeLessThan(0.03);
    expect(Math.abs(correlation([0.9, -0.5], paths) + 0.45)).toBeLessThan(0.03);
  });

  it('is none where the shape has none', () => {
    expect(noisesOf([0.5, 0.5], 0, { shape: 'ramp', seconds: TICKS })).toEqual([
      new Float64Array(TICKS).fill(1),
      new Float64Array(TICKS).fill(1),
    ]);
  });
});

describe('depth of several markets', () => {
  const scalesOf = (isOwn: boolean, path: number) => {
    const into = new Float64Array(3);
    drawDepthScales({ ...SEED, path }, 0.5, isOwn, into);
    return into;
  };

  it('is one draw for all, that of the core', () => {
    const alone = drawDepthScale(SEED.seedLow, SEED.seedHigh, 4, 0.5);
    expect(scalesOf(false, 4)).toEqual(new Float64Array(3).fill(alone));
  });

  it('or one for each, the first still that of the core', () => {
    const own = scalesOf(true, 4);
    expect(own[0]).toBe(drawDepthScale(SEED.seedLow, SEED.seedHigh, 4, 0.5));
    expect(new Set(own).size).toBe(3);
  });
});
