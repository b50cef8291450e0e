// Scenarios on a recorded path (model.md 8.3); the ways and most refusals are golden.
import { describe, expect, it } from 'vitest';
import { playScenario } from '../../shared/market/play-scenario.ts';
import { scenarioOf } from '../../shared/market/scenario.ts';

const BARS = { shape: 'path', open: 200, bars: [[6, 180, 202, 190]] };

const scenario = (config: object) =>
  scenarioOf({
    config: {
      p0: 100,
      horizon: 20,
      permanentShare: 0,
      depth: { law: 'linear', slope: 0.1 },
      ...config,
    },
    tiers: [{ floor: 0, rate: 0.01 }],
    accounts: [
      { side: 1, quantity: 10, entry: 100, collateral: 60 },
      { side: -1, quantity: 10, entry: 100, collateral: 900 },
    ],
  });

it('goes the recorded way, and is judged by its extreme', () => {
  // The long is reached at T = (60 - 1000)/(10 (0.01 - 1)) = 94.95; in a bar that falls the high comes before the low.
  const { shock, shape } = scenario({ path: BARS });
  expect(shock).toBeCloseTo(-0.1, 12);
  expect(shape).toEqual({ ...BARS, noise: 0 });
  const { ticks, outcome } = playScenario(scenario({ path: BARS }));
  expect(ticks.map(({ fundamental }) => Number(fundamental.toFixed(9)))).toEqual([
    100.5, 101, 95.5, 90, 92.5, 95,
  ]);
  // Its 10 are sold at 90, which leaves the price at 89.
  expect(outcome.movePeak).toBeCloseTo(-0.11, 12);
  expect(outcome.amplificationPeak).toBeCloseTo(1.1, 12);
  expect(outcome.moveExogenous).toBeCloseTo(-0.05, 12);
});

it('draws noise that stays the same from run to run', () => {
  const run = () => playScenario(scenario({ dt: 0.1, path: { ...BARS, noise: 1 } })).ticks;
  expect(run()).toEqual(run());
  expect(run()).not.toEqual(playScenario(scenario({ dt: 0.1, path: BARS })).ticks);
});

describe('refuses', () => {
  it.each<[string, object, string]>([
    [
      'a shock beside a path',
      { path: BARS, shock: -0.1 },
      'scenario.config.shock must be 0 or left out beside a path, got -0.1',
    ],
    [
      'a ramp beside a path',
      { path: BARS, rampSeconds: 3 },
      'scenario.config.rampSeconds must be 0 or left out beside a path, got 3',
    ],
    [
      'bars of an index that moves for good once more',
      { path: BARS, permanentShare: 0.2 },
      'scenario.config.permanentShare must be 0 beside recorded bars, got 0.2',
    ],
    [
      'a path of neither kind',
      { path: { shape: 'path', open: 200 } },
      'scenario.config.path must be {"shape": "path", "factors"} or {"shape": "path", "open", "bars", "noise"}, got ',
    ],
    [
      'an own share beside the rule that does not look at it',
      { path: BARS, ownShare: 0.5 },
      'scenario.config.ownShare must be 1 beside the trigger rule last, got 0.5',
    ],
  ])('%s', (_, config, message) => {
    expect(() => scenario(config)).toThrow(message);
  });
});
