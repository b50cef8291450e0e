// The page of a venue: complete without scripts, requests nothing, says what the numbers say, and lets no text through unescaped.
import { describe, expect, it } from 'vitest';
import { contagionPage } from '../../../shared/report/contagion/contagion-page.ts';
import { becauseText, linkingText, spillText } from '../../../shared/report/contagion/contagion-words.ts';
import { underText, variedBy } from '../../../shared/report/contagion/under-words.ts';
import { venueReportText } from '../../../shared/report/contagion/venue-report.ts';
import { percent } from '../../../shared/report/display.ts';
import { VENUE } from '../../market/contagion/two-markets.ts';
import { reportOf } from './venue-report.ts';

const report = reportOf();
const page = contagionPage(report, 'c'.repeat(64));

describe('the page of a venue', () => {
  it('makes no request and has no script', () => {
    expect(page).not.toMatch(/<script|\bsrc=|https?:|@import|url\(|<link|\son\w+=|style="/);
    expect(page).toContain('default-src &#39;none&#39;');
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  it('has a section a market, and one id and one heading for each', () => {
    const ids = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'verdict',
      'table',
      'linking',
      'cover',
      'shocks',
      'rules',
      'market-a-perp',
      'market-b-perp',
      'quality',
      'reproduce',
    ]);
    expect([...page.matchAll(/<li><a href="#([^"]+)">/g)].map(([, id]) => id)).toEqual(ids);
  });

  it('prints the matrices with ends that are rounded away from their value', () => {
    const cell = report.table[1]!.linked.markets[0]!.liquidatedShare.mean;
    expect(cell.value).toBeGreaterThan(0);
    expect(page).toContain(
      `<b>${percent(cell.value!)}</b><br><span class="sub">${percent(cell.interval.lower!, 'down')} to ${percent(cell.interval.upper!, 'up')}</span>`,
    );
  });

  it('says what becomes of the word and the deficits under other assumptions, and which guess nobody varies', () => {
    expect(page).toContain('nobody has looked what the word rests on');
    const [assumption] = VENUE.assumptions!;
    const alternatives = [
      {
        id: 'half',
        text: 'depth halves',
        owner: null,
        assumption: assumption!.id,
        change: { depthScale: 0.5 },
      },
      { id: 'same', text: 'nothing changes', owner: null, change: { depthScale: 1 } },
    ].map((own) => ({ ...own, paths: 40 }));
    const varied = reportOf(VENUE, { alternatives });
    const words = underText(varied);
    expect(words).toMatch(/ if depth halves \((proven|open|refuted)\); .* if nothing changes \(refuted\)\.$/);
    const [half, same] = varied.under;
    expect(same!.tests.map(({ share }) => share)).toEqual(varied.verdict.tests.map(({ share }) => share));
    expect(half!.rows.at(-1)!.venue.deficits.mean.value!).toBeGreaterThan(
      varied.table.at(-1)!.linked.venue.deficits.mean.value!,
    );
    const own = contagionPage(varied, 'c'.repeat(64));
    expect(own).toContain(words);
    expect(own).toContain('<section id="assumptions"');
    expect(variedBy(varied, assumption!.id)).toBe('depth halves');
  });

  it('says the word, the test that decides and what linking does', () => {
    expect(report.verdict.word).toBe('inadequate');
    expect(page).toContain(becauseText(report));
    expect(becauseText(report)).toMatch(/even its lower bound is .*, which refutes the limit/);
    const [linked, cut] = [report.table[1]!.linked, report.table[1]!.cut!].map(({ markets }) =>
      percent(markets[1]!.liquidatedShare.mean.value!),
    );
    expect(cut).toBe('0%');
    expect(spillText(report)).toContain(
      `On average a shock of a-perp alone liquidates ${linked} of B (cut: ${cut})`,
    );
    expect(linkingText(report)).toMatch(
      /^Shared wallets against the same positions cut apart: after a-perp alone /,
    );
  });

  it('escapes whatever a file says', () => {
    const markup = '<img src=x onerror=alert(1)>';
    const hostile = {
      ...VENUE,
      assumptions: [{ id: 'x', text: markup }],
      sources: [{ name: 'all', source: `"${markup}` }],
      markets: VENUE.markets.map((own) => ({
        ...own,
        market: { ...own.market, symbol: markup, venue: markup },
      })),
    };
    const vectors = { crash: { source: markup, bps: { 'a-perp': -1_000 } } };
    const made = contagionPage(reportOf(hostile, { vectors, decision: { name: 'crash' } }), '0');
    expect(made).not.toContain('<img');
    expect(made).toContain('&lt;img src=x');
  });

  it('gives no verdict where a gate fails, and prints the numbers all the same', () => {
    const stale = reportOf(VENUE, { asOf: '2024-03-09T00:00:00Z' });
    expect(stale.verdict).toMatchObject({ word: 'none', reasons: ['INPUT_STALE'] });
    const made = contagionPage(stale, '0');
    expect(made).toContain('No verdict can be given. The snapshot is older than its limit.');
    expect(made).toContain('<section id="table"');
  });

  it('of wallets that nobody holds has no cut twin', () => {
    const { wallets: _, assets: __, ...rest } = VENUE;
    const rows = VENUE.accounts.rows!.map(({ wallet: _wallet, ...own }) => ({
      ...own,
      collateral: 0.3 * own.quantity * own.entryPrice,
    }));
    const made = reportOf({ ...rest, accounts: { rows } });
    expect(made.table.every(({ cut, difference }) => cut === null && difference === null)).toBe(true);
    expect(contagionPage(made, '0')).toContain('Nobody holds a wallet.');
  });
});

it('equal input, equal bytes', () => {
  expect(venueReportText(reportOf())).toBe(venueReportText(report));
  expect(contagionPage(JSON.parse(venueReportText(report)), 'c'.repeat(64))).toBe(page);
});
