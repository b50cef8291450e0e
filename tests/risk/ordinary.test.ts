import { describe, expect, it } from 'vitest';
import { assess } from '../../shared/risk/assess.ts';
import { gateOf, ordinaryDays, ordinaryFailures } from '../../shared/risk/ordinary/ordinary-days.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../shared/risk/statistics/clopper-pearson.ts';
import { inputOf, type PathOf, QUIET, type SceneOptions, sceneOf, snapshot } from './scene.ts';

/** Depth in which every account can be closed within its margin, so that no watch metric is outside. */
const DEEP = { depth: { kind: 'law', law: { law: 'exponential', beta: 0.00001 } } };
const night = (options: SceneOptions = {}) => assess(inputOf({ snapshot: DEEP, ...options }));

/** So many paths of one ordinary cell, or of all, leave the index by 10.1 %. */
const parting =
  (events: number, shockBps?: number): PathOf =>
  (cell, path) =>
    cell.kind === 'ordinary' && (shockBps ?? cell.shockBps) === cell.shockBps && path < events
      ? { dislocationHour: 0.101 }
      : {};
const withPaths = (paths: number) => ({ sweep: { ordinary: { paths } } });

describe('the gate of ordinary days', () => {
  // report.md 2.5: so many paths, and so many events that it still bears.
  const BORNE = [
    [299, 0],
    [473, 1],
    [628, 2],
    [1_000, 4],
    [2_000, 12],
    [3_000, 20],
    [10_000, 83],
  ] as const;

  it.each(BORNE)('of %i paths bears %i events, and not one more', (planned, events) => {
    const gate = (amount: number) => gateOf({ kind: 'count', amount, done: planned, planned }, 4).state;
    expect(gate(events)).toBe('proven');
    expect(gate(events + 1)).toBe('open');
  });

  it('is proven by no path less than 299, whatever happens in them', () => {
    expect(gateOf({ kind: 'count', amount: 0, done: 298, planned: 298 }, 4).state).toBe('open');
    const { quality } = night(withPaths(298));
    expect(quality.gate).toBe('fail');
    expect(quality.reasons.map(({ code }) => code)).toEqual(['ORDINARY_DAY_OPEN', 'PATHS_TOO_FEW']);
  });

  it('names a cell as broken from a quarter of the level on', () => {
    const gate = (amount: number) => gateOf({ kind: 'count', amount, done: 1_000, planned: 1_000 }, 4);
    const first = Array.from({ length: 100 }, (_, amount) => amount).find(
      (amount) => gate(amount).state === 'broken',
    )!;
    expect(clopperPearsonLower(first, 1_000, 0.0125)).toBeGreaterThan(0.01);
    expect(clopperPearsonLower(first - 1, 1_000, 0.0125)).toBeLessThanOrEqual(0.01);
    expect(gate(first - 1).state).toBe('open');
    // At the full level it would be named sooner.
    expect(clopperPearsonLower(first - 1, 1_000, 0.05)).toBeGreaterThan(0.01);
  });

  it('counts missing paths as events where it proves, and not where it names', () => {
    const gate = (amount: number, done: number) => gateOf({ kind: 'count', amount, done, planned: 1_000 }, 4);
    expect(gate(4, 1_000).state).toBe('proven');
    expect(gate(2, 998).state).toBe('proven');
    expect(gate(3, 998).state).toBe('open');
    expect(gate(0, 995).state).toBe('open');
    expect(gate(0, 0).state).toBe('open');
    // What was seen names a cell by itself, however much is missing.
    expect(gate(19, 19).state).toBe(gate(19, 1_000).state);
    expect(gate(30, 30).state).toBe('broken');
  });
});

describe('a night with ordinary days', () => {
  it('is judged as ever where they stay ordinary, and says what it found', () => {
    const { verdict, ordinaryDays } = night({ path: parting(4) });
    expect(verdict.raw).toBe('adequate');
    expect(
      ordinaryDays.map(({ side, level, shockBps, gate }) => [side, level, shockBps, gate.state]),
    ).toEqual([
      ['down', 0.5, -40, 'proven'],
      ['down', 0.95, -150, 'proven'],
      ['up', 0.5, 50, 'proven'],
      ['up', 0.95, 200, 'proven'],
    ]);
    const { dislocation, cell, paths, minutes } = ordinaryDays[0]!;
    expect({ cell, paths, minutes }).toEqual({
      cell: 'test-perp/full/L10000/m10000/d10000/s-40/ordinary',
      paths: { planned: 1_000, done: 1_000 },
      minutes: 60,
    });
    for (const over of ['over1', 'over3', 'over10'] as const) {
      expect(dislocation[over].value).toBe(0.004);
      expect(dislocation[over].interval.lower).toBe(clopperPearsonLower(4, 1_000, 0.025));
      expect(dislocation[over].interval.upper).toBe(clopperPearsonUpper(4, 1_000, 0.025));
    }
  });

  it('tells 1, 3 and 10 % apart, what is liquidated and what the fund gains or loses', () => {
    const sizes = [0.005, 0.02, 0.05, 0.1];
    const path: PathOf = (cell, path) =>
      cell.kind === 'ordinary'
        ? {
            dislocationHour: sizes[path % 4]!,
            liquidatedShare: path / 1_000,
            fundIn: 2,
            fundDraw: path < 100 ? 12 : 0,
          }
        : {};
    const [day] = night({ path }).ordinaryDays;
    const { over1, over3, over10 } = day!.dislocation;
    // Of exactly 10 % nobody says more than 10 %.
    expect([over1.value, over3.value, over10.value]).toEqual([0.75, 0.5, 0]);
    expect(day!.liquidatedShare).toMatchObject({ median: { value: 0.499 }, q95: { value: 0.949 } });
    expect(day!.fundChange).toMatchObject({ median: { value: 2 }, q05: { value: -10 }, q95: { value: 2 } });
  });

  it('has no verdict where one of its cells breaks, and names that one', () => {
    const { verdict, quality } = night({ path: parting(40, -150) });
    expect(verdict).toMatchObject({ raw: 'none', published: 'none', level: null });
    expect(quality.reasons).toEqual([
      { code: 'ORDINARY_DAY_BREAKS', cells: ['test-perp/full/L10000/m10000/d10000/s-150/ordinary'] },
    ]);
  });

  it('has no verdict where one is open', () => {
    const { verdict, quality } = night({ path: parting(5, 200) });
    expect(verdict.raw).toBe('none');
    expect(quality.reasons).toEqual([
      { code: 'ORDINARY_DAY_OPEN', cells: ['test-perp/full/L10000/m10000/d10000/s200/ordinary'] },
    ]);
  });

  it('has no verdict where a cell is lost, for its paths are events then', () => {
    const { quality, ordinaryDays } = night({
      lost: (cell) => cell.kind === 'ordinary' && cell.shockBps === 50,
    });
    expect(quality.reasons.map(({ code }) => code)).toContain('ORDINARY_DAY_OPEN');
    expect(ordinaryDays[2]!.dislocation.over10).toMatchObject({ value: null, reason: 'NO_PATHS_DONE' });
    expect(ordinaryDays[2]!.fundChange.median).toEqual({ value: null, reason: 'NO_PATHS_DONE' });
  });

  it('has no verdict where the history has no quantiles of that window', () => {
    const { windows } = snapshot().history;
    const { quantiles: _quantiles, ...bare } = windows[0]!;
    const none = night({ snapshot: { ...DEEP, history: { windows: [bare] } } });
    expect(none.ordinaryDays).toEqual([]);
    expect(none.verdict.raw).toBe('none');
    expect(none.quality.reasons).toEqual([{ code: 'NO_ORDINARY_MOVES', cells: [] }]);
    expect(ordinaryFailures([])).toEqual(none.quality.reasons);
  });

  it('is not read from a cell of the axis that has the same shock and other paths', () => {
    // 200 is on the axis with 100 paths, in which everything parts; the ordinary cell is another one.
    const axes = {
      leverageBps: [10_000],
      maintenanceBps: [10_000],
      depthBps: [10_000],
      mechanism: ['full'],
      shockBps: [-1_250, -1_000, 200, 1_000, 1_250],
    };
    const path: PathOf = (cell) => (cell.kind === 'current' ? { dislocationHour: 0.5 } : {});
    const { ordinaryDays, verdict } = night({ sweep: { axes }, path });
    expect(ordinaryDays[3]!.paths.planned).toBe(1_000);
    expect(ordinaryDays[3]!.gate.events).toBe(0);
    expect(verdict.raw).toBe('adequate');
  });

  it('never flatters: events and lost paths only take away', () => {
    const order = ['proven', 'open', 'broken'];
    for (const done of [1_000, 990]) {
      let before = 0;
      for (let events = 0; events < 60; events++) {
        const now = order.indexOf(gateOf({ kind: 'count', amount: events, done, planned: 1_000 }, 4).state);
        expect(now).toBeGreaterThanOrEqual(before);
        before = now;
      }
    }
    expect(night({ path: QUIET }).quality.gate).toBe('pass');
  });
});

describe('ordinary days beside a record', () => {
  const SHORT = { paths: { decision: 20, other: 10 } };
  /** 40 windows near each move, in none of which venue and index part by 1 %. */
  const NEAR = {
    windows: 40,
    dislocation: { windows: 40, over1: 0, over3: 0, over10: 0 },
    liquidatedShare: { median: 0.003, q95: 0.0034 },
    fundChange: { windows: 30, median: 0.0003, q05: -0.0002, q95: 0.0004 },
  };
  const recorded = (near: object, path: PathOf) => {
    const four = [near, near, near, near];
    const observed = {
      source: 'feed',
      fromSeconds: 0,
      untilSeconds: 360_000,
      windows: 100,
      down: four,
      up: four,
    };
    const history = { windows: [{ ...snapshot().history.windows[0]!, observed }] };
    return ordinaryDays(sceneOf({ snapshot: { history }, sweep: SHORT, path }))[0]!;
  };
  /** In a tenth of the paths venue and index part by 2 %; the fund gains 2 of 100,000. */
  const path: PathOf = (cell, number) =>
    cell.kind === 'ordinary'
      ? { dislocationHour: number < 100 ? 0.02 : 0, liquidatedShare: 0.01, fundIn: 2 }
      : {};

  it('have what was observed, with its windows, money at today’s open interest', () => {
    const { observed } = recorded(NEAR, path);
    expect(observed).toMatchObject({
      source: 'feed',
      fromSeconds: 0,
      untilSeconds: 360_000,
      windows: { whole: 100, near: 40, dislocation: 40, fundChange: 30 },
      liquidatedShare: { median: { value: 0.003 }, q95: { value: 0.0034 } },
    });
    expect(observed!.dislocation.over1.value).toBe(0);
    expect(observed!.dislocation.over1.interval.upper).toBe(clopperPearsonUpper(0, 40, 0.025));
    expect(observed!.fundChange.median.value).toBeCloseTo(30, 9);
    expect(observed!.fundChange.q05.value).toBeCloseTo(-20, 9);
  });

  it('name what is outside a third to three times, next to nothing counted as its floor', () => {
    // 10 % of paths against less than one window of 40; 1 % against 0.3; 0.01 % against 0.04. A third exactly is inside.
    const { observed } = recorded(NEAR, path);
    expect(observed!.compared.length).toBe(8);
    expect(observed!.marks).toEqual(['over1', 'liquidatedMedian', 'fundChangeQ95']);
    const fewer: PathOf = (cell, number) => ({
      ...path(cell, number),
      dislocationHour: number < 75 ? 0.02 : 0,
    });
    expect(recorded(NEAR, fewer).observed!.marks).not.toContain('over1');
  });

  it('tell a gain from a loss of the same size', () => {
    const losing: PathOf = () => ({ fundDraw: 30 });
    expect(recorded(NEAR, losing).observed!.marks).toContain('fundChangeMedian');
    const gaining: PathOf = () => ({ fundIn: 30 });
    expect(recorded(NEAR, gaining).observed!.marks).not.toContain('fundChangeMedian');
  });

  it('are not compared over fewer than ten windows', () => {
    const few = { ...NEAR, fundChange: { ...NEAR.fundChange, windows: 9 } };
    expect(recorded(few, path).observed!.marks).toEqual(['over1', 'liquidatedMedian']);
    expect(
      recorded({ ...NEAR, windows: 9, dislocation: null, fundChange: null }, path).observed!.compared,
    ).toEqual([]);
  });

  it('say why a number is not there', () => {
    const unknown = (near: object) => recorded(near, path).observed!;
    const nobody = unknown({ ...NEAR, dislocation: null });
    expect(nobody.dislocation.over10).toMatchObject({
      value: null,
      reason: 'NOT_IN_RECORD',
      interval: { lower: null, upper: null, reason: 'NOT_IN_RECORD' },
    });
    const none = unknown({ windows: 0, dislocation: null, liquidatedShare: null, fundChange: null });
    expect(none.liquidatedShare.q95).toEqual({ value: null, reason: 'NO_WINDOW_NEAR' });
  });

  it('have nothing observed without one', () => {
    const days = ordinaryDays(sceneOf({ sweep: SHORT }));
    expect(days.map(({ observed }) => observed)).toEqual([null, null, null, null]);
  });
});
