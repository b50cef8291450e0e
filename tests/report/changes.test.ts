// Section 9 and its map, over the fixture's night and one that is made up before it.
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../shared/report/build.ts';
import { toAlt, toSvg, toTable } from '../../shared/report/charts/chart.ts';
import type { DeltaMap } from '../../shared/report/charts/delta-map.ts';
import type { Strip } from '../../shared/report/charts/strip.ts';
import { deltaCells, mapChanges } from '../../shared/report/delta-map.ts';
import type { StoredNight } from '../../shared/report/night-before.ts';
import { SENTENCES } from '../../shared/risk/shapes/reasons.ts';
import { pageOf, reportOf } from './files.ts';
import { fixtureInput, listedReport } from './fixture.ts';
import { storedNight } from './stored-night.ts';

const HEX = 'ef'.repeat(32);
const PATHS = { decision: 60, other: 60 };
const input = fixtureInput({ paths: PATHS });
const first = listedReport(buildReport(input));
const report = reportOf(first);

/** The same night as if it lay in storage, its paths made up as all of the fixture's are. */
const stored = (change: Partial<StoredNight> = {}): StoredNight => ({
  ...storedNight(input, [], first),
  ...change,
});

describe('a night whose code makes other numbers of the same inputs', () => {
  const built = buildReport({ ...input, previous: stored() });
  const page = pageOf(built);

  it('says so first, as an alarm where the model is the same', () => {
    const { attribution } = built.body.changes.value![0]!;
    expect(attribution).toMatchObject({ sameModel: true, changed: [], paths: 60 });
    expect(attribution!.errata.length).toBeGreaterThan(0);
    expect(page).toContain('Errata to the earlier report.');
    expect(page).toContain('do not use either report before this is explained');
    expect(built.body.alerts[0]).toMatchObject({ type: 'code_effect.nonzero', severity: 'page' });
    for (const own of attribution!.shares) expect(own.code + own.rest).toBeCloseTo(0, 12);
  });

  it('says another thing where the code is another one', () => {
    const other = stored({ manifest: { ...input.manifest, modelDigest: 'cd'.repeat(32) } });
    const own = pageOf(buildReport({ ...input, previous: other }));
    expect(own).toContain('The code that computes is another one.');
  });

  it('colours no cell of a map that did not change', () => {
    expect(built.body.changes.value![0]!.maps).toEqual([
      { side: 'down', compared: expect.any(Number), worse: 0, better: 0 },
      { side: 'up', compared: expect.any(Number), worse: 0, better: 0 },
    ]);
    expect(page).toMatch(/Falls: None of \d+ cells changed by more than chance\./);
  });
});

it('a report alone says what changed, and why it cannot say why', () => {
  const changed = {
    ...report,
    limits: report.limits.map((own) => (own.id === 'p_ruin' ? { ...own, value: 0.02 } : own)),
  };
  const alone = buildReport({ ...input, previous: { report: changed, sha256: HEX } });
  const page = pageOf(alone);
  const [change] = alone.body.changes.value!;
  expect(change).toMatchObject({ attribution: null, maps: null, parameters: null, reason: 'REPORTS_ALONE' });
  expect(change!.limits).toEqual([
    { id: 'p_ruin', before: 0.02, now: 0.001, owner: null, since: null, note: null },
  ]);
  expect(page).toContain(SENTENCES.REPORTS_ALONE);
  expect(page).toContain('Limits that changed');
  expect(page).not.toContain('id="c10-down-f"');
  expect(alone.rows.deltas).toBeNull();
});

it('a number that is defined otherwise, or was not there, is not compared', () => {
  const [one, two, ...rest] = report.metrics;
  const before = { ...report, metrics: [{ ...one!, version: 1 }, ...rest] };
  const { metrics } = buildReport({ ...input, previous: { report: before, sha256: HEX } }).body.changes
    .value![0]!;
  expect(metrics[0]!.before).toEqual({ value: null, reason: 'OTHER_DEFINITION' });
  expect(metrics.find(({ id, side }) => id === two!.id && side === two!.side)!.before).toEqual({
    value: null,
    reason: 'NOT_RECORDED',
  });
});

describe('cells of two nights', () => {
  const [plane] = first.rows.planes;
  const failed = (failing: (p: number) => number) => (id: string) => {
    const cell = plane!.cells.find((own) => own.cellId === id);
    return cell && { failing: failing(Math.round(cell.p * 60)), planned: 60 };
  };

  it('are the same where nothing changed, and worse where all of them fail that did not', () => {
    const same = deltaCells(
      [plane!],
      failed((own) => own),
    );
    expect(new Set(same.map(({ state }) => state))).toEqual(new Set(['same']));
    const better = deltaCells(
      [plane!],
      failed(() => 60),
    );
    const worse = deltaCells(
      [plane!],
      failed(() => 0),
    );
    const failing = plane!.cells.filter(({ p }) => p > 0.5).length;
    expect(failing).toBeGreaterThan(3);
    expect(worse.filter(({ state }) => state === 'worse').length).toBeGreaterThanOrEqual(failing);
    expect(worse.some(({ state }) => state === 'better')).toBe(false);
    expect(better.some(({ state }) => state === 'worse')).toBe(false);
    expect(mapChanges(worse)[0]!.worse).toBe(worse.filter(({ state }) => state === 'worse').length);
  });

  it('are missing where one night has none, and count in no test', () => {
    const none = deltaCells([plane!], () => undefined);
    expect(new Set(none.map(({ state, pValue }) => `${state} ${pValue}`))).toEqual(new Set(['missing null']));
    expect(mapChanges(none)[0]).toMatchObject({ compared: 0 });
  });
});

const common = { key: 'down', title: 'A finding.', caption: 'n', unit: '%', source: 't' };
const cellsOf = (markup: string) =>
  [...markup.matchAll(/<t[hd][^>]*>([^<]*)/g)].map(([, words]) => words!).slice(-6);

it('a delta map lists both numbers of every cell, and tells worse by a sign', () => {
  const map: { number: number } & typeof common & DeltaMap = {
    ...common,
    number: 10,
    kind: 'delta-map',
    leverages: [1, 2],
    shocksBps: [-1_000, -2_000],
    designBps: [-1_000],
    cells: [
      { before: 0.1, now: 0.1, state: 'same' },
      { before: 0.1, now: 0.3, state: 'worse' },
      { before: 0.3, now: 0.28, state: 'better' },
      { before: null, now: 0.2, state: 'missing' },
    ],
    paths: 100,
    driver: 'depth, −0.1 points of coverage',
  };
  expect(cellsOf(toTable(map).markup)).toEqual([
    '−10%',
    '10%',
    '10% to 30%, worse',
    '−20%',
    '30% to 28%, better',
    'not there before',
  ]);
  expect(toAlt(map)).toBe(
    '1 of 3 cells worse, 1 better; main driver depth, −0.1 points of coverage. 1 cells are not on both nights.',
  );
  const drawn = toSvg(map).markup;
  const fills = [...drawn.matchAll(/<path class="cell" fill="(#\w+)" d="M[^"]+"/g)].slice(0, -7);
  expect(fills.map(([, fill]) => fill)).toEqual(['#b35806', '#f7f7f7', '#998ec3']);
  expect(drawn).toMatch(/>\+<.*>−</s);
  expect(drawn).toContain('data-edges=');
});

it('a strip lists every day, and marks exceptions by shape', () => {
  const strip: { number: number } & typeof common & Strip = {
    ...common,
    number: 11,
    kind: 'strip',
    days: [
      { asOf: '2026-03-01T00:00:00Z', windows: 24, exceptions: 0, worst: 0.02, gap: 0.05 },
      { asOf: '2026-03-02T00:00:00Z', windows: 24, exceptions: 1, worst: 0.07, gap: 0.05 },
    ],
    windows: 48,
    exceptions: 1,
    zone: 'yellow',
    power: 0.25,
  };
  expect(cellsOf(toTable(strip).markup).slice(-5)).toEqual([
    '1 March 2026, 00:00 UTC',
    '2.0%',
    '5.0%',
    '0',
    '24',
  ]);
  expect(toAlt(strip)).toBe('1 exceptions in 48 windows, zone yellow; chance to detect twice the rate 25%.');
  expect(
    toSvg(strip)
      .markup.match(/class="mark" fill="#8C2D04" d="(M[^"]*)"/)![1]!
      .match(/M/g),
  ).toHaveLength(1);
});
