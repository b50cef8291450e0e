import { expect, it } from 'vitest';
import { alike } from '../../shared/report/display.ts';
import { raisedText } from '../../shared/report/enough-words.ts';
import { marketViews } from '../../shared/report/market-view.ts';
import { enoughPart, enoughText } from '../../shared/report/sections/enough.ts';
import { flips } from '../../shared/report/sections/flips.ts';
import { leaving } from '../../shared/report/sections/leaving.ts';
import { tiersSection } from '../../shared/report/sections/tiers.ts';
import { verdictSection } from '../../shared/report/sections/verdict.ts';
import type { Enough } from '../../shared/risk/findings/enough.ts';
import { CLOSING_SHORTFALL } from '../../shared/risk/metrics/thin-accounts.ts';
import { reportOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

const built = fixtureReport({
  paths: { decision: 400, other: 20 },
  sweep: (sweep) => ({
    ...sweep,
    axes: { ...sweep.axes, leverageBps: [10_000] },
    enough: { maintenanceBps: [15_000, 30_000] },
  }),
});
const report = reportOf(built);
const view = marketViews(report, built.rows)[0]!;
const words = (html: { readonly markup: string }) =>
  html.markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', '’')
    .replace(/\s+/g, ' ');
const enough = view.enough!;
const first = enough.tried[0]!;

/** The same with another remedy: the rung at a place. */
const told = (place: number, what: 'adequate' | 'proven' | 'nearest'): typeof view => {
  const { tiers, maintenance, mechanism, price } = enough.tried[place]!;
  const rates = enough.remedy!.rates.map((rate) =>
    maintenance === 1 ? { ...rate, ppm: rate.currentPpm } : rate,
  );
  const remedy = { ...enough.remedy!, tiers, maintenance, mechanism, price, what, rates };
  return { ...view, enough: { ...enough, remedy } };
};

it('stands in report.json as it was found, in the order of the ladder, today first', () => {
  expect(
    enough.tried.map(({ tiers, maintenance, mechanism }) => `${tiers} ${maintenance} ${mechanism}`),
  ).toEqual([
    'current 1 full',
    'current 1.5 full',
    'current 3 full',
    'candidate 1 full',
    'unclamped 1 full',
    'closing 1 full',
    ...['target-margin', 'rate-limited'].flatMap((own) => [
      `current 1 ${own}`,
      `current 1.5 ${own}`,
      `current 3 ${own}`,
      `unclamped 1 ${own}`,
    ]),
  ]);
  // Today's rung is the verdict's own numbers, and the proposed table's that of section 5.
  expect(first.decidedBy).toBe(view.verdict.decidedBy);
  expect(enough.tried[3]!.word).toBe(view.tiers.joint);
  expect(enough.tried[3]!.price.extraMargin).toBeCloseTo(view.tiers.total.extraMargin, 9);
  expect(enough.tried[3]!.price.newlyUnderInitial).toBeCloseTo(view.tiers.total.newlyUnderInitial, 9);
});

it('recommends on the first screen what is enough, with its price, its nights and the deciding number before and after', () => {
  const banner = words(verdictSection(report, [told(2, 'adequate')]));
  expect(banner).toContain('Change: 3 times today’s maintenance is enough: adequate, and the smallest of 14');
  expect(banner).toMatch(
    /It calls [\d.]+ XBT \([\d.]+ \S+ USD\) of margin from [\d.,]+ accounts, and by itself liquidates/,
  );
  expect(banner).toMatch(/it takes \d+ nights in steps of the clamp, the last on \d+ [A-Z][a-z]+ 2021\./);
  expect(banner).toMatch(
    /What decides, [^.]*?: at most [\d.]+% today, at most [\d.]+% under it, against [\d.]+%\./,
  );
  const mechanism = words(verdictSection(report, [told(6, 'adequate')]));
  expect(mechanism).toContain('Today’s table under the mechanism target-margin is enough: adequate');
  expect(mechanism).toContain('It calls no margin.');
  expect(words(verdictSection(report, [told(0, 'adequate')]))).toContain(
    'Change: none; today’s table is enough.',
  );
});

it('says that margins do not reach, and what comes nearest', () => {
  const text = enoughText(told(2, 'nearest'), told(2, 'nearest').enough!);
  expect(text).toMatch(
    /^Not within reach of margins: none of 14 tables and mechanisms tried brings every number inside its limit\. Nearest comes 3 times today’s maintenance: [^:]*: at most .* today, at most .* under it, against .*\.$/,
  );
  const none = words(verdictSection(report, [told(0, 'nearest')]));
  expect(none).toContain('None comes nearer than today’s. Meanwhile:');
  const gate: Enough = { ...enough, remedy: null, reason: 'NO_TEST_DECIDED' };
  expect(words(enoughPart({ ...view, enough: gate }))).toContain('No test decided: a gate failed');
});

it('shows each key number before and after, and every rung with what is not inside', () => {
  const part = words(tiersSection([told(4, 'proven')]));
  expect(part).toContain(
    'Each key number of bitmex-xbtusd today, and under the proposed table without its clamp',
  );
  expect(part).toContain('What was tried for bitmex-xbtusd, fixed before the first path');
  expect(part).toContain('3 times today’s maintenance under the mechanism rate-limited');
  expect(part).toMatch(
    /The 20 largest accounts of bitmex-xbtusd, and how far the mark price is from their trigger/,
  );
  const [one, two, ...rest] = view.accounts;
  const asked = [
    { ...one!, marginCalled: 5 },
    { ...two!, liquidatedByChange: true },
    ...rest.map((own) => ({ ...own, marginCalled: 0, liquidatedByChange: false })),
  ];
  const preflight = words(tiersSection([{ ...view, accounts: asked }]));
  expect(preflight).toContain('calls margin from 2 accounts of bitmex-xbtusd, and by itself liquidates 1');
  // Whom it would liquidate comes first, though another holds more.
  const list = preflight.slice(preflight.indexOf('Pre-flight'));
  expect(list.indexOf(two!.account)).toBeLessThan(list.indexOf(one!.account));
  expect(words(tiersSection([{ ...view, accounts: asked.slice(2) }]))).toContain(
    'calls nobody in tables/accounts',
  );
  expect(words(tiersSection([{ ...view, enough: null }]))).not.toContain('What would be enough');
});

it('names as the nearest flip the cheapest rungs that bring the deciding number inside, and no more than three', () => {
  const [metric, side] = view.verdict.decidedBy!.split('/');
  const bringing = (places: readonly number[]) => ({
    ...view,
    enough: {
      ...enough,
      tried: enough.tried.map((own, place) => ({
        ...own,
        price: { ...own.price, extraMargin: 100 - place },
        judged: own.judged.map((one) =>
          one.metric === metric && one.side === side
            ? { ...one, state: places.includes(place) ? ('proven' as const) : ('refuted' as const) }
            : one,
        ),
      })),
    },
  });
  expect(flips(bringing([1, 2, 4, 6]))).toContain(
    'proven under today’s table under the mechanism target-margin, the proposed table without its clamp and 3 times today’s maintenance, each alone',
  );
  expect(flips(bringing([]))).toContain('no margin table and no mechanism of the ladder does');
});

it('says what would turn a word that no test decided: the gates, or the assumption', () => {
  const undecided = { ...view, verdict: { ...view.verdict, decidedBy: null } };
  const alternative = {
    market: 'x',
    id: 'a',
    text: 'depth halves',
    owner: null,
    assumption: null,
    change: '{}',
    paths: 1,
    tests: [],
  };
  const assumed = { ...undecided, alternatives: [{ ...alternative, word: 'refuted' as const }] };
  expect(flips(assumed)).toBe('to know that it is not so that depth halves.');
  const failed = { ...undecided, quality: { ...view.quality, gate: 'fail' as const } };
  expect(flips(failed)).toBe('data that pass every gate.');
});

it('tells tiers that change alike together, with the whole table one click away', () => {
  const part = tiersSection([view]).markup;
  const tables = [...part.matchAll(/<table class="tiers sortable">.*?<\/table>/gs)].map(([one]) => one);
  const rows = (one: string) => one.match(/<tr>/g)!.length - 1;
  expect(tables).toHaveLength(2);
  expect(rows(tables[0]!)).toBeLessThan(rows(tables[1]!) / 2);
  expect(rows(tables[1]!)).toBe(view.tiers.rows.length);
  const few = { ...view, tiers: { ...view.tiers, rows: view.tiers.rows.slice(0, 5) } };
  expect(tiersSection([few]).markup.match(/<table class="tiers sortable">/g)).toHaveLength(1);
});

it('rounds amounts that stand side by side alike: the smallest keeps two digits, no more than three decimals', () => {
  expect(alike([8.2512, 1_089.6, 478.9, 5.7])).toEqual(['8.3', '1,089.6', '478.9', '5.7']);
  expect(alike([0.728, 28.6, -13.71])).toEqual(['0.73', '28.60', '\u221213.71']);
  expect(alike([0.0000004, 12, 0])).toEqual(
    ['0.000', '12.000', '0.000'].map((own, i) => (i === 0 ? '<\u00a00.001' : own)),
  );
  expect(alike([2_500_000, 31_000_000])).toEqual(['2.5\u00a0M', '31.0\u00a0M']);
  expect(alike([0, 0])).toEqual(['0', '0']);
  // What a fund has and ends with: told to where the difference is seen.
  expect(alike([18_340.2, 18_345.21, 18_314.4], [5.01, -25.8])).toEqual(['18,340.2', '18,345.2', '18,314.4']);
});

it('says what it means to change nothing where every test is proven, and is silent where one is not', () => {
  const proven = view.metrics.map((own) =>
    own.role === 'proof' ? { ...own, state: 'proven' as const, watch: null } : { ...own, state: null },
  );
  const thin = {
    ...view.metrics.find(({ id, side }) => id === 'thin_accounts' && side === 'down')!,
    state: 'outside' as const,
  };
  const lacking = thin.parts.map((own) =>
    own.name === CLOSING_SHORTFALL
      ? {
          ...own,
          value: view.market.fund / 200,
          interval: { ...own.interval, lower: 0, upper: view.market.fund / 50 },
        }
      : own,
  );
  const watched: typeof view = {
    ...view,
    verdict: { ...view.verdict, raw: 'watch', decidedBy: 'thin_accounts/down' },
    metrics: [
      ...proven.filter(({ id, side }) => id !== thin.id || side === 'up'),
      { ...thin, parts: lacking },
    ],
  };
  expect(leaving(watched)).toMatch(
    /^all 8 tests are proven as it is\. Closing those accounts at once after a fall of 15\.4% is modelled to cost [\d.]+\u00a0XBT \(at most [\d.]+\u00a0XBT\) beyond their margin, 0\.50% \(at most 2\.0%\) of the fund; what the mechanism makes of it in the paths is the money above\. It stays watch until thin accounts is inside, or until somebody who may accept it sets the limit of thin_accounts by name and date\.$/,
  );
  // Another watched number has its bound in the first sentence, and no such cost.
  expect(
    leaving({ ...watched, metrics: watched.metrics.map((own) => ({ ...own, parts: [] })) }),
  ).not.toContain('Closing those accounts');
  expect(leaving({ ...watched, verdict: { ...watched.verdict, raw: 'adequate' } })).toBeNull();
  const open = watched.metrics.map((own) =>
    own.id === 'coverage' ? { ...own, state: 'open' as const } : own,
  );
  expect(leaving({ ...watched, metrics: open })).toBeNull();
});

it('names which tiers a change raises, where it is not all of them', () => {
  const { remedy } = told(2, 'adequate').enough!;
  const raising = (places: readonly number[]) =>
    raisedText({
      ...remedy!,
      rates: remedy!.rates.map((rate, k) => ({
        ...rate,
        ppm: places.includes(k) ? rate.currentPpm + 1 : rate.currentPpm,
      })),
    });
  const all = remedy!.rates.map((_, k) => k);
  expect(raising([])).toBe('');
  expect(raising(all)).toBe('');
  expect(raising(all.slice(1))).toBe('It raises tiers 2 to 29 of 29. ');
  expect(raising([3])).toBe('It raises tier 4 of 29. ');
  expect(raising([3, 5])).toBe('It raises 2 of 29 tiers. ');
});
