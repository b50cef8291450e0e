import { describe, expect, it } from 'vitest';
import { assess } from '../../shared/risk/assess.ts';
import { gateOf, ordinaryFailures } from '../../shared/risk/ordinary/ordinary-days.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../shared/risk/statistics/clopper-pearson.ts';
import { inputOf, type PathOf, QUIET, type SceneOptions, snapshot } from './scene.ts';

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
