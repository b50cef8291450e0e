import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIRE, USD_PER_SECOND } from '../../functions/aws/price.ts';
import { estimate, OWN_MACHINE } from '../../functions/plan/estimate.ts';
import { resultSeconds, totalUsd } from '../../shared/sweep/forecast.ts';

const hire = { ...HIRE, initSeconds: 0.4 };
/** A sweep of so many core seconds in shards of 30 s, with 1.5 s more for each. */
const forecast = (coreSeconds: number, workers: number) =>
  estimate(
    { coreSeconds, longestSeconds: 30, wallSeconds: 0 },
    Math.ceil(coreSeconds / 30),
    { workers, overheadSeconds: 1.5, maxShardSeconds: 60, maxShards: 50_000 },
    hire,
    USD_PER_SECOND,
  );
const working = (coreSeconds: number, workers: number) => {
  const { ramp, steady } = forecast(coreSeconds, workers).wallSeconds;
  return ramp + steady;
};

describe('a sweep on AWS', () => {
  // The table of pipeline.md 5.1: core seconds, dollars, seconds with 200 and with 1,000 workers.
  it.each([
    [1e4, 0.24, 72, 64],
    [1e5, 2.44, 9.1 * 60, 3.4 * 60],
    [1e6, 24.5, 88 * 60, 19 * 60],
  ])('of %d core seconds takes the dollars and the time of pipeline.md', (work, usd, with200, with1000) => {
    const { compute, requests } = forecast(work, 200).usd;
    expect(Math.abs((compute + requests) / usd - 1)).toBeLessThan(0.03);
    expect(Math.abs(working(work, 200) / with200 - 1)).toBeLessThan(0.03);
    expect(Math.abs(working(work, 1_000) / with1000 - 1)).toBeLessThan(0.04);
  });

  // Ten workers, five of them after one second: one second of ramp does (10 x 10 - 5 x 5) / 10 = 7.5 s of work.
  it('begins with five workers and adds five a second', () => {
    const { ramp, steady, lastShard } = forecast(300, 10).wallSeconds;
    expect({ ramp, lastShard }).toEqual({ ramp: 1, lastShard: 30 });
    expect(steady).toBeCloseTo((300 + 10 * 1.5 - 7.5) / 10, 12);
  });

  it('starts no more workers than it has shards, and pays for the start of each', () => {
    expect(forecast(300, 200).initSeconds).toBeCloseTo(10 * 0.4, 12);
    expect(forecast(1e5, 200).usd.startUp).toBeCloseTo(200 * 0.4 * USD_PER_SECOND, 12);
  });

  // 7.64 dollars a million shards, and a page of results for each of the two minutes that ten workers need.
  it('pays for requests', () => {
    expect(forecast(300, 200).usd.requests).toBeCloseTo(10 * 7.64e-6 + 2 * 5e-6, 12);
  });

  it('does all its work in the time and with the workers that it says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        (work, workers) => {
          const { ramp, steady, lastShard } = forecast(work, workers).wallSeconds;
          if (lastShard === 0) return; // few workers, all there at once
          const used = Math.min(workers, Math.ceil(work / 30));
          // Summed second by second, and not by the formula.
          let done = 0;
          const step = ramp / 1_000;
          for (let i = 0; i < 1_000; i++) done += (5 + 5 * (i + 0.5) * step) * step;
          done += used * steady;
          const whole = work + 1.5 * Math.ceil(work / 30);
          expect(Math.abs(done / whole - 1)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('is never dearer with less work', () => {
    const work = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(work, work, fc.integer({ min: 6, max: 1_000 }), (one, other, workers) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((own) =>
          forecast(own, workers),
        );
        expect(totalUsd(less!.usd)).toBeLessThanOrEqual(totalUsd(more!.usd));
      }),
    );
  });
});

it('a machine of one’s own takes what its threads take, and nothing is paid', () => {
  const cut = { coreSeconds: 100, longestSeconds: 30, wallSeconds: 55 };
  const fleet = { workers: 2, overheadSeconds: 0, maxShardSeconds: 60, maxShards: 50_000 };
  const { wallSeconds, usd } = estimate(cut, 4, fleet, OWN_MACHINE, 0);
  expect(resultSeconds(wallSeconds)).toBe(55);
  expect(totalUsd(usd)).toBe(0);
});
