import { describe, expect, it } from 'vitest';
import { buildReport } from '../../shared/report/build.ts';
import { type Report, renderJson } from '../../shared/report/report.ts';
import { pageOf, reportOf } from './files.ts';
import { fixtureInput, fixtureReport, listedReport } from './fixture.ts';

const HEX = 'ef'.repeat(32);
const SMALL = { decision: 400, other: 60 };
const input = fixtureInput({ paths: SMALL });
const built = buildReport(input);
const report = reportOf(built);

describe('a report of one market', () => {
  it('speaks of cells and paths, never of shards, times, machines or money spent', () => {
    expect(renderJson(report)).not.toMatch(/shard|worker|attempt|"usd":/i);
  });

  it('names what it is a function of, by digest', () => {
    const { manifest } = input;
    const named = Object.fromEntries(report.inputs.map(({ name, digest }) => [name, digest]));
    expect(named).toMatchObject({
      snapshot: `sha256:${manifest.snapshotDigest}`,
      sweep: `sha256:${manifest.sweepDigest}`,
      limits: `sha256:${manifest.limitsDigest}`,
      model: `sha256:${manifest.modelDigest}`,
      depth: null,
    });
    expect(report.random.seed).toBe('20210722');
    expect(report.asOf).toBe('2021-07-23T00:00:00Z');
  });

  it('has the sixteen key numbers, eight a side, and below zero under coverage, which is none of them', () => {
    const ids = [
      'coverage',
      'below_zero',
      'p_ruin',
      'cover2',
      'distance',
      'es_draw',
      'lar',
      'p_adl',
      'thin_accounts',
    ];
    expect(report.metrics.map(({ id, side }) => `${id}/${side}`)).toEqual(
      ids.flatMap((id) => [`${id}/down`, `${id}/up`]),
    );
    expect(report.metrics.every(({ horizon }) => horizon === 'PT5H')).toBe(true);
    expect(report.metrics.filter(({ proof }) => proof !== null)).toHaveLength(8);
    const shown = report.metrics.filter(({ role }) => role === 'shown');
    expect(shown.map(({ id, state, limit }) => [id, state, limit])).toEqual(
      ['below_zero', 'below_zero', 'lar', 'lar'].map((id) => [id, null, null]),
    );
    const limits = report.limits.map(({ id }) => id);
    expect(limits.filter((id) => id === 'below_zero' || id === 'lar')).toEqual([]);
  });

  it('has a reason wherever no leverage is proven', () => {
    for (const { provenSafe, reason } of report.frontier) {
      expect(reason).toBe(provenSafe === null ? 'NOT_PROVEN' : null);
    }
  });

  it('counts the paths of cells as the manifest planned them', () => {
    expect(report.quality[0]!.paths.planned).toBe(input.manifest.paths);
    const planned = listedReport(built).rows.cells.reduce((sum, { pathsPlanned }) => sum + pathsPlanned, 0);
    expect(planned).toBe(input.manifest.paths);
  });

  it('says that a known answer was not reproduced, and gives no verdict', () => {
    const failed = buildReport({ ...input, knownAnswerOk: false });
    expect(failed.body.verdicts[0]).toMatchObject({ raw: 'none', published: 'none' });
    expect(pageOf(failed)).toContain('The known-answer cell was not reproduced bit for bit.');
  });

  it('names thin accounts by a hash that the sweep’s seed keys', () => {
    const thin = (seed: string) =>
      fixtureReport({
        paths: { decision: 60, other: 20 },
        sweep: (sweep) => ({ ...sweep, seed }),
        snapshot: crowded,
      }).rows.accountsThin;
    const [one, other] = [thin('1'), thin('2')];
    expect(one.length).toBeGreaterThan(0);
    expect(one.map(({ account }) => account)).not.toEqual(other.map(({ account }) => account));
    for (const { account } of one) expect(account).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('the night after', () => {
  const night = (previous: Report, change: Partial<Report> = {}): Report =>
    reportOf(
      buildReport({
        ...fixtureInput({ paths: SMALL, fund: 20_000 }),
        previous: { report: { ...previous, ...change }, sha256: HEX },
      }),
    );

  it('holds a better word back for a night, and says so in the banner', () => {
    const held = buildReport({
      ...fixtureInput({ paths: SMALL, fund: 20_000 }),
      previous: { report, sha256: HEX },
    });
    const [verdict] = held.body.verdicts;
    expect(report.verdicts[0]!.published).toBe('inadequate');
    expect(verdict).toMatchObject({ published: 'inadequate', previous: 'inadequate' });
    expect(verdict!.raw).not.toBe('inadequate');
    expect(verdict!.reasons.map(({ code }) => code)).toContain('HELD_BY_HYSTERESIS');
    expect(pageOf(held)).toMatch(/Tonight alone would say <strong>(watch|adequate)<\/strong>/);
  });

  it('carries last night’s values, and the limits that changed', () => {
    const limits = report.limits.map((limit) => (limit.id === 'p_ruin' ? { ...limit, value: 0.01 } : limit));
    const after = night(report, { limits });
    const before = report.metrics.find(({ id, side }) => id === 'coverage' && side === 'down')!;
    const now = after.metrics.find(({ id, side }) => id === 'coverage' && side === 'down')!;
    expect(now.previous).toBe(before.value);
    expect(after.verdicts[0]!.limitsChanged).toEqual([{ id: 'p_ruin', old: 0.01, new: 0.001 }]);
  });

  it('starts anew for a market that last night did not have', () => {
    const other = { verdicts: report.verdicts.map((verdict) => ({ ...verdict, market: 'another' })) };
    expect(night(report, other).verdicts[0]!.previous).toBeNull();
  });
});

/** Accounts far above the first tier in a shallow market: their close-out costs more than their maintenance. */
function crowded(snapshot: (typeof input)['market']['snapshot']) {
  const size = snapshot.market.openInterest / 8;
  const rows = Array.from({ length: 16 }, (_, i) => ({
    side: i % 2 === 0 ? (1 as const) : (-1 as const),
    quantity: size,
    entryPrice: snapshot.market.markPrice,
    collateral: size / snapshot.market.markPrice / 3,
    account: `account ${i}`,
  }));
  const depth = { kind: 'law' as const, law: { law: 'exponential' as const, beta: 1e-8 } };
  return { ...snapshot, depth, positions: { kind: 'accounts' as const, rows } };
}
