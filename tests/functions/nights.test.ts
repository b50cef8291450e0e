// Five nights of a market in which something else changes every night: the page must name it, and its parts must add up.
import { beforeAll, describe, expect, it } from 'vitest';
import { nightBefore } from '../../functions/nightly/last-night.ts';
import { changedClauses, sinceText, whyText } from '../../shared/report/change-words.ts';
import type { Report } from '../../shared/report/report.ts';
import { FACTORS } from '../../shared/risk/findings/change.ts';
import { nightlySweepId } from '../../shared/sweep/night.ts';
import { SWEEP } from '../sweep/small.ts';
import { RICH } from '../sweep/worlds.ts';
import { reportOf, runNight } from './nights.ts';
import { request, runToTheEnd, useCasesOver } from './use-cases.ts';

const HALF = (sizes: readonly number[]) => sizes.map((size) => size / 2);
const THIN = { ...RICH.depth, bid: HALF(RICH.depth.bid), ask: HALF(RICH.depth.ask) };
const CROWDED = { ...RICH.market, openInterest: 6_500 };
const WILD = { ...SWEEP.path, shape: { ...SWEEP.path.shape, sigmaDay: 0.09 } };
const LIMIT = {
  id: 'p_ruin',
  op: '<=',
  value: 0.01,
  owner: 'risk committee',
  since: '2024-03-05',
  note: 'minutes 3/2024',
};

describe('five nights', () => {
  const cases = useCasesOver();
  const nights: Report[] = [];
  const since = (night: number) => nights[night]!.changes.value![0]!;

  beforeAll(async () => {
    const inputs = [
      {},
      { snapshot: { depth: THIN } },
      { snapshot: { depth: THIN, market: CROWDED } },
      { snapshot: { depth: THIN, market: { ...CROWDED, markPrice: 99 } }, sweep: { path: WILD } },
      {
        snapshot: { depth: THIN, market: { ...CROWDED, markPrice: 99 }, fund: { balance: 500 } },
        sweep: { path: WILD, limits: [LIMIT] },
      },
    ];
    for (const [night, own] of inputs.entries())
      nights.push(await runNight(cases, `2024-03-0${night + 1}`, own));
  }, 120_000);

  it('begin with one that has nothing to compare with', () => {
    expect(nights[0]!.changes).toEqual({ value: null, reason: 'NO_NIGHT_BEFORE' });
    expect(cases.world.text(reportOf('2024-03-01', 'report.html'))).toContain(
      'Sections 9 and 10 are left out.',
    );
    expect(cases.world.keys('').filter((key) => key.includes('2024-03-01/') && /changes/.test(key))).toEqual(
      [],
    );
  });

  it('each name the night before by date and digest', () => {
    for (const night of [1, 2, 3, 4]) {
      const { sweepId, days, asOf, digest } = since(night).since;
      expect({ sweepId, days }).toEqual({
        sweepId: nightlySweepId('small-perp', `2024-03-0${night}`),
        days: 1,
      });
      expect(asOf).toBe(nights[night - 1]!.asOf);
      expect(nights[night]!.inputs).toContainEqual({ name: 'previous', digest, asOf: null, source: null });
      expect(nights[night]!.verdicts[0]!.previous).toBe(nights[night - 1]!.verdicts[0]!.published);
    }
  });

  it('share every change out, and the parts add up to it', () => {
    for (const night of [1, 2, 3, 4]) {
      const { shares, paths, sameModel, errata } = since(night).attribution!;
      // As many paths as decide: nothing is left that the probe does not tell, and the code tells the same.
      expect({ paths, sameModel, errata }).toEqual({ paths: 30, sameModel: true, errata: [] });
      expect(shares.map(({ id, side }) => `${id}/${side}`)).toEqual([
        'coverage/down',
        'coverage/up',
        'p_ruin/down',
        'p_ruin/up',
        'es_draw/down',
        'es_draw/up',
      ]);
      for (const own of shares) {
        const told = FACTORS.reduce((sum, factor) => sum + own[factor], 0);
        expect(Math.abs(told - (own.now - own.before)), `${night} ${own.id}/${own.side}`).toBeLessThan(1e-9);
        expect(own.code).toBe(0);
        expect(Math.abs(own.rest)).toBeLessThan(1e-12);
        const metric = nights[night]!.metrics.find(({ id, side }) => id === own.id && side === own.side)!;
        expect(own.now).toBe(metric.value);
        expect(own.before).toBe(metric.previous);
      }
    }
  });

  it('put the change where it was made', () => {
    const moved = (night: number) => {
      const { shares } = since(night).attribution!;
      return FACTORS.filter((factor) => shares.some((own) => own[factor] !== 0));
    };
    // The mark fell and the entries did not: accounts stand nearer to their triggers, which is a matter of positions.
    expect([1, 2, 3, 4].map(moved)).toEqual([['depth'], ['positions'], ['positions', 'prices'], ['fund']]);
  });

  it('say it in words, on the page and for the terminal', () => {
    const told = [1, 2, 3, 4].map((night) => changedClauses(since(night)).join('; '));
    expect(told[0]).toMatch(/depth down to the design shock −50%; depth up to the design shock −50%/);
    expect(told[1]).toMatch(/open interest \+30%/);
    expect(told[2]).toMatch(/volatility of a day \+80%/);
    expect(told[3]).toMatch(/fund −\d/);
    expect(told[3]).toMatch(/limit of p_ruin 0\.1% to 1% by risk committee/);
    const why = [1, 2, 3, 4].map((night) => whyText(since(night)));
    const points = '[+−][\\d.]+ points';
    const parts = ['depth', 'positions', `positions ${points}, prices and volatility`, 'the fund'];
    for (const [i, part] of parts.entries())
      expect(why[i]).toMatch(new RegExp(`^of ${points} of .*: ${part} ${points} \\(30 paths\\)\\.$`));
    for (const night of [1, 2, 3, 4]) {
      const page = cases.world.text(reportOf(`2024-03-0${night + 1}`, 'report.html')).replaceAll('&gt;', '>');
      expect(page).toContain('<span class="no">9</span> Since last night');
      expect(page).toContain(why[night - 1]!);
      expect(page).toContain(`the report of ${sinceText(since(night))}`);
      expect(page).toMatch(/id="c10-down-f".*id="c10-up-f"/s);
    }
  });

  it('list the settings that people changed, and none that the market did', () => {
    expect(since(1).parameters).toEqual([]);
    expect(since(3).parameters).toEqual([{ path: 'sweep.path.shape.sigmaDay', before: '0.05', now: '0.09' }]);
    expect(since(4).limits).toEqual([
      {
        id: 'p_ruin',
        before: 0.001,
        now: 0.01,
        owner: 'risk committee',
        since: '2024-03-05',
        note: 'minutes 3/2024',
      },
    ]);
  });

  it('count the cells that differ by more than chance', () => {
    const [down, up] = since(2).maps!;
    expect([down!.compared, up!.compared]).toEqual([6, 6]);
    const table = cases.world.text(reportOf('2024-03-03', 'tables/changes.csv')).trim().split('\n');
    expect(table).toHaveLength(13);
    expect(table[0]).toBe('market,side,cellId,leverage,shock,before,now,adjustedP,state');
    for (const [side, own] of [
      ['down', down!],
      ['up', up!],
    ] as const) {
      const rows = table.filter((row) => row.split(',')[1] === side);
      expect(rows.filter((row) => row.endsWith(',worse'))).toHaveLength(own.worse);
    }
  });

  it('are made again to the same bytes, last night and all', async () => {
    const before = cases.world.text(reportOf('2024-03-05', 'report.json'));
    await cases.reduce(nightlySweepId('small-perp', '2024-03-05'), 1); // refuses to write other bytes
    expect(cases.world.text(reportOf('2024-03-05', 'report.json'))).toBe(before);
  });

  it('pass over a night that is missing, and say so', async () => {
    const found = await nightBefore(cases.world.objects, 'small-perp', '2024-03-08');
    expect(found!.date).toBe('2024-03-05');
    const report = await runNight(cases, '2024-03-08', { snapshot: { depth: THIN } });
    expect(report.changes.value![0]!.since.days).toBe(3);
    expect(sinceText(report.changes.value![0]!)).toBe('2024-03-05, 3 days ago');
    expect(cases.world.text(reportOf('2024-03-08', 'report.html'))).toContain(
      '2 nights between have no report.',
    );
    expect(await nightBefore(cases.world.objects, 'small-perp', '2024-04-30')).toBeUndefined();
    expect(await nightBefore(cases.world.objects, 'another', '2024-03-08')).toBeUndefined();
  });

  it('refuse a report that is not what its index says', async () => {
    const key = reportOf('2024-03-08', 'report.json');
    const held = cases.world.text(key);
    cases.world.put(key, held.replace('"published":"', '"published": "'));
    await expect(nightBefore(cases.world.objects, 'small-perp', '2024-03-09')).rejects.toThrow(
      /^sweeps\/nightly-small-perp-2024-03-08\/reports\/0001\/report\.json must have the digest [0-9a-f]{64}, got [0-9a-f]{64}$/,
    );
    cases.world.put(key, held);
  });

  it('refuse a plan whose night before is not all there', async () => {
    const key = reportOf('2024-03-08', 'tables/paths.parquet');
    const held = cases.world.stored.get(key)!;
    cases.world.stored.delete(key);
    await expect(runNight(cases, '2024-03-09')).rejects.toThrow(`${key} must be there, got nothing`);
    cases.world.stored.set(key, held);
  });
});

it('other sweeps of the market are nobody’s night before', async () => {
  const cases = useCasesOver();
  const { manifest } = await cases.plan(request(40));
  await runToTheEnd(cases, manifest.sweepId);
  expect(await nightBefore(cases.world.objects, 'small-perp', '2024-03-02')).toBeUndefined();
});
