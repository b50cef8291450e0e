// What a lending sweep refuses, by subject, rule and value.
import { describe, expect, it } from 'vitest';
import { parseLendingSweep, refuseMisfits } from '../../../shared/sweep/lending/lending-sweep.ts';
import { SWEEP, scenarioOf, sweepOf } from './small-lending.ts';

const { axes } = SWEEP;

describe('a sweep of a lending market', () => {
  it('is JSON with comments, and fills in what is left out', () => {
    const { run: _, ltvCutBps: __, ...rest } = { ...SWEEP, ...axes };
    const short = { ...rest, axes: { fallBps: [0, 2_000] }, design: { fallBps: 2_000 } };
    const known = Object.fromEntries(Object.entries(short).filter(([key]) => key in SWEEP));
    const { ordinaryFallBps: ___, ...own } = known as Record<string, unknown>;
    expect(parseLendingSweep(`// a comment\n${JSON.stringify(own)}`)).toMatchObject({
      axes: { thresholdCutBps: [0], ltvCutBps: [], withdrawalRun: [0], depthMultiple: [1] },
      design: { fallBps: 2_000, thresholdCutBps: 0, withdrawalRun: 0, depthMultiple: 1 },
      run: { assets: [], tick: 1 },
      limits: [],
    });
  });

  it.each([
    [{ schema: 'lending-sweep/2' }, 'sweep.schema must be lending-sweep/1, got "lending-sweep/2"'],
    [
      { axes: { ...axes, fallBps: [500, 500] } },
      'sweep.axes.fallBps.1 must be above the fall before it, got 500',
    ],
    [
      { axes: { ...axes, fallBps: [10_000] } },
      'sweep.axes.fallBps.0 must be a whole number of basis points from 0 to 9999, got 10000',
    ],
    [
      { axes: { ...axes, thresholdCutBps: [100] }, design: { fallBps: 2_000, thresholdCutBps: 100 } },
      'sweep.axes.thresholdCutBps.0 must be 0, the path against which a cut is held, got 100',
    ],
    [
      { axes: { ...axes, withdrawalRun: [0, 1.2] } },
      'sweep.axes.withdrawalRun.1 must be a number of fraction of claims from 0 to 1, got 1.2',
    ],
    [
      { axes: { ...axes, depthMultiple: [0] } },
      'sweep.axes.depthMultiple.0 must be a number of times the depth > 0',
    ],
    [{ design: { fallBps: 1_999 } }, 'sweep.design.fallBps must be one of axes.fallBps, got 1999'],
    [{ ordinaryFallBps: 400 }, 'sweep.ordinaryFallBps must be one of axes.fallBps, got 400'],
    [{ fall: { assets: [0, 0], ticks: 1 } }, 'sweep.fall.assets must not name an asset twice, got [0,0]'],
    [{ surprise: 1 }, 'sweep must be an object with schema'],
  ])('refuses %j', (change, message) => {
    expect(() => sweepOf(change)).toThrow(message);
  });

  it.each([
    [{ assets: [{ name: 'COIN' }] }, 'sweep.assets must be 3, those of the scenario, got 1'],
    [
      { fall: { assets: [1], ticks: 1 } },
      'sweep.fall.assets.0 must be an asset of the scenario with a slope or a depth, got 1',
    ],
    [
      { fall: { assets: [0], ticks: 13 } },
      'sweep.fall.ticks must be at most the ticks of the scenario, 12, got 13',
    ],
    [
      { run: { assets: [2], tick: 1 } },
      'sweep.run.assets.0 must be an asset that a pool of the scenario lends, got 2',
    ],
    [
      { run: { assets: [0], tick: 13 } },
      'sweep.run.tick must be at most the ticks of the scenario, 12, got 13',
    ],
    [
      { run: { assets: [] } },
      'sweep.run.assets must name a pool where axes.withdrawalRun asks for a run, got none',
    ],
    [
      { loops: [{ collateral: 3, debt: 0, yieldRate: 0 }] },
      'sweep.loops.0.collateral must be an asset from 0 to 2, got 3',
    ],
    [
      { assets: SWEEP.assets.map(({ name }) => ({ name })) },
      'sweep.assets must state a loanToValue where axes.ltvCutBps cuts it, got none',
    ],
  ])('refuses what its scenario does not have: %j', (change, message) => {
    expect(() => refuseMisfits(sweepOf(change), scenarioOf())).toThrow(message);
    expect(() => refuseMisfits(sweepOf(), scenarioOf())).not.toThrow();
  });
});
