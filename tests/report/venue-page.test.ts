// One page of several markets' reports.
import { expect, it } from 'vitest';
import type { Report } from '../../shared/report/report.ts';
import { venuePage, worstFirst } from '../../shared/report/venue-page.ts';
import type { Word } from '../../shared/risk/findings/verdict.ts';
import { reportOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

const report = reportOf(fixtureReport({ paths: { decision: 60, other: 8 }, fund: 100 }));
const { id: market } = report.markets[0]!;

/** The same report of another market, with another word; its proofs lie at this multiple of their tolerance. */
function ofMarket(id: string, published: Word, used: number) {
  const renamed: Report = JSON.parse(JSON.stringify(report).replaceAll(market, id));
  const verdict = { ...renamed.verdicts[0]!, published, raw: published, decidedBy: 'p_ruin/down' };
  const metrics = renamed.metrics.map((own) =>
    own.id === 'p_ruin' && own.side === 'down'
      ? { ...own, proof: { ...own.proof!, upper: used * own.proof!.tolerance } }
      : own,
  );
  const own: Report = {
    ...renamed,
    metrics,
    verdicts: [verdict],
    venue: { raw: published, published, market: id },
  };
  return { report: own, href: `sweeps/${id}/reports/0001/report.html` };
}

const markets = [
  ofMarket('fine', 'adequate', 0.9),
  ofMarket('close', 'watch', 1.2),
  ofMarket('bad', 'inadequate', 9),
  ofMarket('unknown', 'none', 0),
  ofMarket('closer', 'watch', 1.9),
];

it('puts the worst word first, and of one word the test that is furthest beyond its limit', () => {
  expect(worstFirst(markets).map((own) => own.report.venue.market)).toEqual([
    'bad',
    'unknown',
    'closer',
    'close',
    'fine',
  ]);
});

it('names the worst market, links to every report, and adds up what a shared fund may have to pay', () => {
  const page = venuePage('A <venue>', markets, [{ balance: 100, markets: ['fine', 'bad'] }]);
  expect(page).toContain('The venue is as good as its worst market: inadequate, set by bad.');
  expect(page).toContain('A &lt;venue&gt;');
  const links = [...page.matchAll(/<tr><th scope=row><a href="([^"]+)"/g)].map(([, href]) => href);
  expect(links).toEqual(worstFirst(markets).map(({ href }) => href));
  expect(page).toMatch(/fine share one fund of 100.*, and each report takes the whole of it\./);
  const draws = report.fund.flatMap(({ shocks }) =>
    shocks.flatMap((own) => own.waterfall.map(({ draw }) => draw)),
  );
  expect(Math.max(...draws)).toBeGreaterThan(50);
  expect(page).toContain('together: more than the fund, if they came at the same time.');
  expect(venuePage('A', markets.slice(0, 1), [])).not.toContain('share one fund');
});
