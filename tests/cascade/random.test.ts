// Streams of random numbers and the shock paths made of them (model.md 8).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox } from '../../shared/cascade/numbers/philox.ts';
import {
  normalQuantile,
  normals,
  PURPOSE,
  type Stream,
  uniforms,
} from '../../shared/cascade/numbers/random.ts';
import {
  allocateShockPath,
  drawDepthScale,
  type ShockShape,
  shockNoise,
  shockPath,
  shockTicks,
  shockTrend,
} from '../../shared/cascade/venue/shock.ts';
import { difference, goldenGroup } from './golden.ts';
import { between } from './markets.ts';
import { philoxByHand } from './oracle/chance.ts';

const word = (hex: string) => Number.parseInt(hex, 16);
const draw = (of: typeof uniforms, stream: Stream, first: number, count: number) => {
  const into = new Float64Array(count);
  of(stream, first, count, into);
  return [...into];
};

describe('golden', () => {
  it('Philox gives the words of Random123', () => {
    const into = new Uint32Array(4);
    for (const { counter, key, output } of goldenGroup('philox').vectors) {
      const [c0, c1, c2, c3] = counter.map(word);
      const [k0, k1] = key.map(word);
      philox(c0, c1, c2, c3, k0, k1, into);
      expect([...into]).toEqual(output.map(word));
    }
  });

  it('streams draw these uniforms exactly and these normals', () => {
    for (const { firstBlock, uniforms: u, normals: z, ...stream } of goldenGroup('random-streams').streams) {
      const block = new Uint32Array(4);
      philox(0, stream.lane, stream.path, stream.purpose, stream.seedLow, stream.seedHigh, block);
      expect([...block]).toEqual(firstBlock.map(word));
      expect(draw(uniforms, stream, 0, u.length)).toEqual(u);
      draw(normals, stream, 0, z.length).forEach((own, i) => {
        expect(difference(own, z[i])).toBeLessThan(1e-12);
      });
    }
  });

  it('normal quantiles', () => {
    for (const { u, z } of goldenGroup('random-streams').normalQuantiles)
      expect(difference(normalQuantile(u), z)).toBeLessThan(1e-12);
  });

  it('a bridge', () => {
    const { seedLow, seedHigh, path, shock, rampSeconds, dt, sigmaDay, volOfVol, volHalfLife, factors } =
      goldenGroup('random-streams').bridge;
    const shape: ShockShape = {
      shape: 'bridge',
      seconds: rampSeconds,
      sigmaDay,
      volOfVol,
      volHalfLifeSeconds: volHalfLife,
    };
    const own = pathOf(shape, dt, shock, { seedLow, seedHigh, path });
    expect(own.length).toBe(factors.length);
    own.forEach((factor, j) => {
      expect(difference(factor, factors[j])).toBeLessThan(1e-12);
    });
  });
});

function pathOf(
  shape: ShockShape,
  tickSeconds: number,
  shock: number,
  { seedLow, seedHigh, path }: { seedLow: number; seedHigh: number; path: number },
): Float64Array {
  const ticks = shockTicks(shape, tickSeconds);
  const into = allocateShockPath(ticks);
  const noise = new Float64Array(ticks);
  shockNoise(shape, tickSeconds, seedLow, seedHigh, path, noise);
  shockPath(shock, shockTrend(shape, tickSeconds, shock), noise, into);
  const { factors } = into;
  expect(into.shock).toBe(shock);
  expect([...into.lowest]).toEqual([...factors].map((_, n) => Math.min(...factors.subarray(0, n + 1))));
  expect([...into.highest]).toEqual([...factors].map((_, n) => Math.max(...factors.subarray(0, n + 1))));
  return into.factors;
}

const anyWord = fc.integer({ min: 0, max: 0xffffffff });
const stream: fc.Arbitrary<Stream> = fc.record({
  seedLow: anyWord,
  seedHigh: anyWord,
  path: anyWord,
  purpose: fc.constantFrom(...Object.values(PURPOSE)),
  lane: between(0, 1),
});

describe('laws', () => {
  it('Philox is its definition in whole numbers', () => {
    fc.assert(
      fc.property(
        fc.tuple(anyWord, anyWord, anyWord, anyWord),
        fc.tuple(anyWord, anyWord),
        (counter, key) => {
          const into = new Uint32Array(4);
          philox(...counter, ...key, into);
          expect([...into]).toEqual(philoxByHand(counter, key));
        },
      ),
    );
  });

  it("a stream's draws do not depend on where one starts or how many one takes", () => {
    fc.assert(
      fc.property(stream, between(0, 40), between(1, 40), between(0, 1_000_000), (own, skip, count, far) => {
        for (const of of [uniforms, normals]) {
          const whole = draw(of, own, far, skip + count);
          expect(draw(of, own, far + skip, count)).toEqual(whole.slice(skip));
        }
      }),
    );
  });

  it('a draw is the block and words that model.md 8.1 names', () => {
    fc.assert(
      fc.property(stream, between(0, 100_000), (own, i) => {
        const { seedLow, seedHigh, path, purpose, lane } = own;
        const words = philoxByHand([Math.floor(i / 2), lane, path, purpose], [seedLow, seedHigh]);
        const [a, b] = i % 2 === 0 ? [words[0]!, words[1]!] : [words[2]!, words[3]!];
        const u = ((a >>> 6) * 2 ** 26 + (b >>> 6) + 0.5) * 2 ** -52;
        expect(draw(uniforms, own, i, 1)).toEqual([u]);
        expect(u > 0 && u < 1).toBe(true);
      }),
    );
  });

  it('streams differ in every part of their name', () => {
    fc.assert(
      fc.property(stream, fc.constantFrom('seedLow', 'seedHigh', 'path', 'lane'), (own, part) => {
        const other = { ...own, [part]: (own[part] ^ 1) >>> 0 };
        expect(draw(uniforms, other, 0, 4)).not.toEqual(draw(uniforms, own, 0, 4));
      }),
    );
  });

  it('the normal quantile is odd, rises, and inverts the normal distribution', () => {
    // Complementary error function by its continued fraction and series, digits enough for 1e-12.
    const upperTail = (x: number) => {
      if (x < 3) {
        let term = x;
        let sum = x;
        for (let n = 1; n < 200; n++) {
          term *= (x * x) / (2 * n + 1);
          sum += term;
        }
        return 0.5 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
      }
      let fraction = 0;
      for (let n = 200; n > 0; n--) fraction = n / (x + fraction);
      return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / (x + fraction);
    };
    fc.assert(
      fc.property(between(1, 499_999), between(0, 6), (millionths, zeros) => {
        const u = millionths / 1e6 / 10 ** zeros;
        const z = normalQuantile(u);
        expect(Math.abs(upperTail(-z) / u - 1)).toBeLessThan(2e-11);
        expect(normalQuantile(u / 2)).toBeLessThan(z);
        if (zeros === 0) expect(difference(normalQuantile(1 - u), -z)).toBeLessThan(1e-9);
      }),
    );
  });

  it('normals have mean 0 and variance 1', () => {
    const z = draw(normals, { seedLow: 7, seedHigh: 0, path: 1, purpose: 1, lane: 0 }, 0, 100_000);
    const mean = z.reduce((a, b) => a + b, 0) / z.length;
    const variance = z.reduce((a, b) => a + b * b, 0) / z.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(z.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / z.length));
  });
});

const seeds = fc.record({ seedLow: anyWord, seedHigh: anyWord, path: anyWord });
const shock = between(-950, 900).map((permille) => permille / 1_000);

describe('shock paths', () => {
  it('a bridge ends on the shock exactly, whatever happened on the way', () => {
    fc.assert(
      fc.property(seeds, shock, between(1, 60), between(1, 90), between(0, 9), (own, s, n, sigma, tenths) => {
        const shape: ShockShape = {
          shape: 'bridge',
          seconds: n * 60,
          sigmaDay: sigma / 100,
          volOfVol: tenths / 10,
          volHalfLifeSeconds: 600,
        };
        const factors = pathOf(shape, 60, s, own);
        expect(factors.length).toBe(n);
        expect(factors[n - 1]).toBe(1 + s);
        for (const factor of factors) expect(factor > 0 && Number.isFinite(factor)).toBe(true);
      }),
    );
  });

  it('a bridge without volatility is the geometric ramp', () => {
    fc.assert(
      fc.property(seeds, shock, between(1, 60), (own, s, n) => {
        const shape: ShockShape = {
          shape: 'bridge',
          seconds: n,
          sigmaDay: 0,
          volOfVol: 0.5,
          volHalfLifeSeconds: 60,
        };
        pathOf(shape, 1, s, own).forEach((factor, k) => {
          expect(difference(factor, (1 + s) ** ((k + 1) / n))).toBeLessThan(1e-12);
        });
      }),
    );
  });

  it('a bridge is the definition of model.md 8.3, from its own draws', () => {
    fc.assert(
      fc.property(seeds, shock, between(2, 40), between(0, 9), (own, s, N, tenths) => {
        const dt = 30;
        const [sigmaDay, volOfVol, volHalfLifeSeconds] = [0.5, tenths / 10, 300];
        const shape: ShockShape = {
          shape: 'bridge',
          seconds: N * dt,
          sigmaDay,
          volOfVol,
          volHalfLifeSeconds,
        };
        const z = draw(normals, { ...own, purpose: 1, lane: 0 }, 0, N);
        const y = draw(normals, { ...own, purpose: 2, lane: 0 }, 0, N);
        const rho = Math.exp((-Math.LN2 * dt) / volHalfLifeSeconds);
        const W: number[] = [];
        const A: number[] = [];
        let h = 0;
        for (let j = 0; j < N; j++) {
          h = rho * h + volOfVol * Math.sqrt(1 - rho * rho) * y[j]!;
          const a = ((sigmaDay * Math.exp(h)) ** 2 * dt) / 86_400;
          W.push((W[j - 1] ?? 0) + Math.sqrt(a) * z[j]!);
          A.push((A[j - 1] ?? 0) + a);
        }
        pathOf(shape, dt, s, own).forEach((factor, j) => {
          const drift = (Math.log(1 + s) * (j + 1)) / N;
          const noise = W[j]! - (A[j]! / A[N - 1]!) * W[N - 1]!;
          expect(difference(factor, j === N - 1 ? 1 + s : Math.exp(drift + noise))).toBeLessThan(1e-11);
        });
      }),
    );
  });

  it('a ramp rises evenly, an instantaneous shock at once', () => {
    const none = { seedLow: 1, seedHigh: 0, path: 0 };
    expect([...pathOf({ shape: 'ramp', seconds: 45 }, 10, -0.1, none)]).toEqual([
      0.98, 0.96, 0.94, 0.92, 0.9,
    ]);
    expect([...pathOf({ shape: 'instantaneous' }, 10, -0.1, none)]).toEqual([0.9]);
    expect(() => shockTrend({ shape: 'instantaneous' }, 1, -1)).toThrow('shock must be above -1, got -1');
  });

  it('all shocks of a path share its noise: common random numbers', () => {
    const shape: ShockShape = {
      shape: 'bridge',
      seconds: 600,
      sigmaDay: 0.5,
      volOfVol: 0.5,
      volHalfLifeSeconds: 60,
    };
    fc.assert(
      fc.property(seeds, shock, shock, (own, a, b) => {
        const [one, other] = [pathOf(shape, 10, a, own), pathOf(shape, 10, b, own)];
        one.forEach((factor, j) => {
          const drift = ((1 + a) / (1 + b)) ** ((j + 1) / one.length);
          expect(difference(factor / other[j]!, drift)).toBeLessThan(1e-11);
        });
      }),
    );
  });

  it('the depth scale is the exponential of one normal, between an eighth and eight', () => {
    fc.assert(
      fc.property(seeds, between(0, 40), ({ seedLow, seedHigh, path }, tenths) => {
        const [z] = draw(normals, { seedLow, seedHigh, path, purpose: 3, lane: 0 }, 0, 1);
        const expected = Math.min(8, Math.max(1 / 8, Math.exp((tenths / 10) * z!)));
        expect(difference(drawDepthScale(seedLow, seedHigh, path, tenths / 10), expected)).toBeLessThan(
          1e-12,
        );
      }),
    );
  });
});
