// What it would take until the fund no longer holds, driver by driver and all together; and how rare a design shock is.
import { describe, expect, it } from 'vitest';
import { tailQuantile } from '../../shared/market/tail-fit.ts';
import { type CellView, ruinOf, viewsOf } from '../../shared/risk/cells/cell-view.ts';
import { fundSurvival } from '../../shared/risk/fund/fund-survival.ts';
import { upperOf } from '../../shared/risk/proof/evidence.ts';
import { reverseStress } from '../../shared/risk/stress/reverse-stress.ts';
import { chanceBeyond, tailOf } from '../../shared/risk/stress/tail.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import { fixtureInput } from '../report/fixture.ts';

const PATHS = { decision: 3_000, other: 1_000 };
// With this fund the design shock holds, and half of the grid does not.
const scene = fixtureInput({ fund: 4_000, paths: PATHS });
const { sweep } = scene.manifest;
const asking = (stress: Partial<NonNullable<Sweep['stress']>>, fund = 4_000) =>
  fixtureInput({
    fund,
    paths: PATHS,
    sweep: (own) => ({ ...own, stress: { latencySeconds: [], largestBps: [], ...stress } }),
  });
const asked = asking({ latencySeconds: [120, 600, 6_000], largestBps: [13_000, 20_000, 40_000] });
// With less of a fund a tenth more of the largest account is enough.
const near = asking({ largestBps: [11_000] }, 3_000);
const BASE = 'bitmex-xbtusd/full/L10000/m10000/d10000/s-1540';
const isProven = (view: CellView) => upperOf(ruinOf(view), 0.05) <= sweep.mapTolerance;
const ofSide = (side: 'down' | 'up', own = scene) => reverseStress(own, fundSurvival(own, side, 0.001));
const driver = (id: string, side: 'down' | 'up' = 'down') =>
  ofSide(side).drivers.find((own) => own.id === id)!;

describe('one driver alone', () => {
  it('is told in multiples of today, and the shock in those of the design’s', () => {
    const { multiple, provenTo, refutedFrom } = driver('price');
    const sizes = sweep.axes.shockBps.filter((shock) => shock < 0).map((shock) => -shock / 1_540);
    expect(sizes).toContain(provenTo);
    expect(sizes).toContain(refutedFrom);
    expect(provenTo!).toBeGreaterThanOrEqual(1);
    expect(multiple!).toBeGreaterThan(provenTo!);
    expect(multiple!).toBeLessThanOrEqual(refutedFrom!);
  });

  it('has nothing to tell where the grid has one point', () => {
    expect(sweep.axes.depthBps).toHaveLength(1);
    expect(ofSide('down').drivers.map(({ id }) => id)).toEqual(['price', 'leverage', 'maintenance', 'fund']);
  });

  it('of the fund is what it must hold, and what is proven enough', () => {
    const fund = fundSurvival(scene, 'down', 0.001);
    const own = driver('fund');
    expect(own.provenTo! * fund.resources).toBeCloseTo(fund.provenFund.value!, 6);
    expect(own.multiple! * fund.resources).toBeCloseTo(fund.draw999.value!, 6);
    expect(own.multiple!).toBeLessThanOrEqual(own.provenTo!);
    expect(own.refutedFrom!).toBeLessThanOrEqual(own.multiple!);
  });

  it('that is no axis is told where the sweep asks, in multiples of today', () => {
    const { drivers } = ofSide('down', asked);
    expect(drivers.map(({ id }) => id)).toEqual([
      'price',
      'leverage',
      'maintenance',
      'latency',
      'largest',
      'fund',
    ]);
    // Each point is proven, refuted or open by its own share of failing paths: an oracle over its cells.
    const failing = (world: string) => {
      const own = viewsOf(asked, 'stress').find(({ cell }) => cell.id === `${BASE}/${world}`)!;
      return { share: own.summary!.failing / own.planned, isProven: isProven(own) };
    };
    const largest = drivers.find(({ id }) => id === 'largest')!;
    const shares = [13_000, 20_000, 40_000].map((bps) => failing(`s-largest-${bps}`));
    const last = shares.findLastIndex((own) => own.isProven);
    expect(largest.provenTo).toBe([1.3, 2, 4][last] ?? 1);
    const passed = shares.findIndex(({ share }) => share > sweep.mapTolerance);
    expect(passed).toBeGreaterThan(0);
    expect(largest.multiple!).toBeLessThanOrEqual([1.3, 2, 4][passed]!);
    expect(largest.multiple!).toBeGreaterThan([1.3, 2, 4][passed - 1]!);
    const latency = drivers.find(({ id }) => id === 'latency')!;
    expect(latency.provenTo).toBeGreaterThanOrEqual(1);
    // 60 seconds today.
    expect([120, 600, 6_000].map((seconds) => seconds / 60)).toContain(latency.refutedFrom);
  });

  it('that fails at its mildest point says so, and one that never does names no multiple', () => {
    const poor = ofSide('down', fixtureInput({ fund: 1, paths: { decision: 40, other: 20 } }));
    expect(poor.drivers[1]).toMatchObject({ reason: 'AT_GRID_START', provenTo: null });
    const rich = ofSide('down', fixtureInput({ fund: 1e9, paths: { decision: 600, other: 600 } }));
    expect(rich.drivers[0]).toMatchObject({ multiple: null, reason: 'BEYOND_GRID', refutedFrom: null });
    expect(rich.joint).toMatchObject({ distance: null, reason: 'BEYOND_GRID', cell: null });
  });
});

/** All cells that are in no driver milder than today, from their own coordinates. */
const distancesIn = (own: typeof scene) =>
  [...viewsOf(own, 'current'), ...viewsOf(own, 'stress')]
    .filter(
      ({ cell }) => cell.shockBps <= -1_540 && cell.leverageBps >= 10_000 && cell.maintenanceBps <= 10_000,
    )
    .filter((view) => view.cell.mechanism === sweep.base.mechanism)
    .map((view) => {
      const { shockBps, leverageBps, maintenanceBps, world } = view.cell;
      const { latencySeconds = 60, largestScale = 1 } = world?.change ?? {};
      const moves = [
        -shockBps / 1_540,
        leverageBps / 10_000,
        maintenanceBps / 10_000,
        latencySeconds / 60,
        largestScale,
      ];
      return { view, distance: Math.hypot(...moves.map(Math.log2)) };
    })
    .sort((a, b) => a.distance - b.distance);

it.each([
  ['a grid alone', scene],
  ['with drivers that are no axes', asked],
])('all together: no cell that is nearer to today is left unproven, %s', (_what, own) => {
  const { joint } = ofSide('down', own);
  const all = distancesIn(own);
  const nearest = all.find(({ view }) => !isProven(view))!;
  expect(isProven(all.find(({ view }) => view.cell.id === joint.cell)!.view)).toBe(false);
  expect(joint.distance).toBeCloseTo(nearest.distance, 12);
  expect(joint.reason).toBeNull();
});

it('all together: a driver that is no axis may be the nearest', () => {
  const { joint } = ofSide('down', near);
  expect(joint).toMatchObject({ cell: `${BASE}/s-largest-11000`, largest: 1.1, latency: 1, price: 1 });
  expect(joint.distance).toBeCloseTo(Math.log2(1.1), 12);
});

describe('the tail', () => {
  const market = scene.market;
  const { snapshot } = market;
  const withWindow = (change: object) => {
    const windows = snapshot.history.windows.map((own) =>
      own.seconds === 14_400 ? { ...own, ...change } : own,
    );
    return { ...market, snapshot: { ...snapshot, history: { windows } } } as typeof market;
  };

  it('is that of the snapshot, and says how rare the design shock is, seen and by the law', () => {
    const own = tailOf(market, sweep, 'down')!;
    const [window] = snapshot.history.windows.filter(({ seconds }) => seconds === 14_400);
    expect(own).toMatchObject({
      xi: window!.tail!.down.xi,
      scale: window!.tail!.down.beta,
      windows: window!.count,
    });
    const [design] = own.design;
    expect(design!.seen).toBe(window!.down.filter((move) => move > 0.154).length);
    const law = {
      xi: own.xi!,
      scale: own.scale!,
      threshold: own.threshold!,
      excesses: own.thresholds[0]!.excesses,
      observations: own.windows,
    };
    expect(chanceBeyond(law, tailQuantile(law, 0.999))).toBeCloseTo(0.001, 12);
    expect(chanceBeyond({ ...law, xi: 0 }, tailQuantile({ ...law, xi: 0 }, 0.999))).toBeCloseTo(0.001, 12);
    expect(design!.chance).toBe(chanceBeyond(law, 0.154));
  });

  it('is fitted to the moves that are kept where the snapshot brings none, with intervals', () => {
    const own = tailOf(withWindow({ tail: undefined }), sweep, 'down')!;
    expect(own.thresholds[0]).toMatchObject({ excesses: 59, xi: own.xi });
    const worst = own.quantiles.at(-1)!;
    expect(worst.lower!).toBeLessThan(worst.move);
    expect(worst.upper!).toBeGreaterThan(worst.move);
  });

  it('is not fitted to too few, and nothing without such windows', () => {
    const few = snapshot.history.windows.find(({ seconds }) => seconds === 14_400)!.down.slice(0, 40);
    const own = tailOf(withWindow({ tail: undefined, down: few }), sweep, 'down')!;
    expect(own).toMatchObject({ xi: null, reason: 'TOO_FEW_MOVES', quantiles: [], thresholds: [] });
    const { design } = sweep;
    expect(tailOf(market, { ...sweep, design: { ...design, minutes: 7 } }, 'down')).toBeNull();
  });
});
