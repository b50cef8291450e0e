// The page of a lending market: complete without scripts, requests nothing, says what the numbers say, and lets no text through unescaped.
import { describe, expect, it } from 'vitest';
import { percent } from '../../../shared/report/display.ts';
import { lendingPage } from '../../../shared/report/lending/lending-page.ts';
import { lendingReportText } from '../../../shared/report/lending/lending-report.ts';
import {
  becauseText,
  cutText,
  flipsText,
  ordinaryText,
  poolsText,
  toxicText,
} from '../../../shared/report/lending/lending-words.ts';
import { CONFIG } from '../../sweep/lending/small-lending.ts';
import { reportOf } from './lending-report.ts';

const report = reportOf();
const page = lendingPage(report, 'c'.repeat(64));
/** What a reader sees, without markup. */
const seen = page
  .replace(/<style>[\s\S]*?<\/style>/, '')
  .replace(/<[^>]+>/g, ' ')
  .replaceAll('&#39;', "'")
  .replace(/\s+/g, ' ');

describe('the page of a lending market', () => {
  it('makes no request and has no script', () => {
    expect(page).not.toMatch(/<script|\bsrc=|https?:|@import|url\(|<link|\son\w+=|style="/);
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).toContain('@media print');
    expect(page).not.toMatch(/undefined|NaN|Infinity|\[object/);
  });

  it('has its own words in numbered sections, each with one id', () => {
    const ids = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'verdict',
      'at-risk',
      'falls',
      'toxic',
      'loops',
      'cuts',
      'pools',
      'grid',
      'quality',
      'reproduce',
    ]);
    expect([...page.matchAll(/<li><a href="#([^"]+)">/g)].map(([, id]) => id)).toEqual(ids);
    for (const words of ['bad debt', 'utilisation', 'Liquidations at risk by health factor', 'toxic spiral'])
      expect(seen).toContain(words);
  });

  it('says the word, what decides, what turns it and where the spiral starts', () => {
    expect(becauseText(report)).toBe(
      'After a fall of 20% of COIN: bad debt is 0%, inside its limit of 0%; lenders’ loss is 0%, inside its limit of 0%.',
    );
    expect(flipsText(report)).toMatch(/^A fall of 45% makes it inadequate/);
    expect(toxicText(report)).toMatch(
      /In the paths it starts at a fall of 20%: \d borrowers?, the first after \d\sh\.$/u,
    );
    expect(cutText(report)).toMatch(
      /^At unchanged prices a cut of thresholds calls, of itself, by 9 points 3 borrowers who owe 82\.3.k.USD\.$/u,
    );
    expect(poolsText(report)).toMatch(/^After a fall of 20% /);
    expect(ordinaryText(report)).toBe(
      'A fall of 5% on an ordinary day calls 0% of the debt, and leaves no bad debt.',
    );
    for (const words of [becauseText, flipsText, toxicText, cutText, poolsText, ordinaryText])
      expect(seen).toContain(words(report).replace(/\s+/g, ' '));
  });

  it('says from which fall on a cut of thresholds calls anybody', () => {
    const cuts = [0, 100, 900];
    const made = reportOf({ axes: { fallBps: [0, 500, 2_000], thresholdCutBps: cuts } });
    const first = made.cells.find(
      ({ thresholdCutBps, calledByCut }) => thresholdCutBps === 100 && calledByCut!.borrowers > 0,
    );
    expect(first).toBeUndefined();
    expect(cutText(made)).toMatch(/of itself, by 1 point nobody, nor at any other fall; by 9 points 3 /);
    const near = reportOf({
      ordinaryFallBps: undefined,
      axes: { fallBps: [0, 900, 2_000], thresholdCutBps: [0, 100] },
    });
    expect(cutText(near)).toMatch(/by 1 point nobody, but \d borrowers? who owe .* at a fall of 9%\.$/u);
    expect(cutText(reportOf({ ordinaryFallBps: undefined, axes: { fallBps: [0, 2_000] } }))).toBe('');
  });

  it('prints what a fall makes liquidatable, and every cell', () => {
    const row = report.atRisk.find(({ fallBps }) => fallBps === 2_000)!;
    expect(seen).toContain(percent(row.debt / report.debt));
    const grid = /<section id="grid"[\s\S]*?<\/section>/.exec(page)![0];
    expect(grid.match(/<td/g)).toHaveLength(8 * (2 + 4));
    const worst = report.cells.find(({ id }) => id === 'f4500/c0/w0.3/d0.5')!;
    expect(grid).toContain(percent((worst.badDebt + worst.openDeficit) / report.debt));
  });

  it('says of a cut of loan-to-value that it calls nobody, and what it takes away', () => {
    expect(seen).toContain(
      'calls nobody, so no path changes. What it takes away is the way out: no refinancing, no top-up by borrowing.',
    );
    expect(seen).toContain('3 points 3.25');
  });

  it('leaves out what nobody asked for', () => {
    const axes = { fallBps: [0, 2_000] };
    const made = lendingPage(
      reportOf({ axes, loops: [], ordinaryFallBps: undefined, run: undefined }, { ...CONFIG, pools: [] }),
      '0',
    );
    expect(made).not.toContain('<section id="loops"');
    expect(made).not.toContain('<section id="cuts"');
    expect(made).toContain('no cash can run out');
    expect(made).not.toMatch(/undefined|NaN|Infinity/);
  });

  it('gives no verdict on accounts that stand below 1 already, and prints the numbers all the same', () => {
    const borrowers = [...CONFIG.borrowers, { collateral: { 0: 100 }, debt: 8_100, debtAsset: 1 }];
    const made = lendingPage(reportOf({}, { ...CONFIG, borrowers }), '0');
    expect(made).toContain('No verdict can be given. More than a thousandth of the debt');
    expect(made).toContain('<section id="grid"');
  });

  it('escapes whatever a file says', () => {
    const markup = '<img src=x onerror=alert(1)>';
    const made = lendingPage(
      reportOf({
        name: markup,
        source: markup,
        assets: report.assets.map(({ loanToValue }) => ({
          name: `"${markup}`,
          ...(loanToValue !== null && { loanToValue }),
        })),
        limits: [{ id: 'bad_debt', op: '<=', value: 0, owner: markup, note: markup }],
      }),
      '0',
    );
    expect(made).not.toContain('<img');
    expect(made).toContain('&lt;img src=x');
  });
});

it('equal input, equal bytes', () => {
  expect(lendingReportText(reportOf())).toBe(lendingReportText(report));
  expect(lendingPage(JSON.parse(lendingReportText(report)), 'c'.repeat(64))).toBe(page);
});

describe('a market in which something is not there', () => {
  const [shares, cash] = CONFIG.pools as [(typeof CONFIG.pools)[0], (typeof CONFIG.pools)[0]];
  const ofOthers = CONFIG.borrowers.filter(({ debtAsset }) => debtAsset === 1);

  it.each<[string, Partial<typeof CONFIG>]>([
    ['a borrower', { borrowers: [] }],
    ['debt', { borrowers: CONFIG.borrowers.map((own) => ({ ...own, debt: 0 })) }],
    ['collateral', { borrowers: CONFIG.borrowers.map((own) => ({ ...own, collateral: {} })) }],
    ['a loan of a pool', { borrowers: ofOthers, pools: [{ ...shares, borrowed: 0, repay: {} }, cash] }],
    [
      'anything in a pool, once lenders have emptied it',
      { borrowers: ofOthers, pools: [{ ...shares, borrowed: 0, repay: {}, withdraw: { 1: 300 } }, cash] },
    ],
    [
      'anything in a pool whose debts are repaid',
      { borrowers: ofOthers, pools: [{ ...shares, repay: { 1: 1e6 }, withdraw: { 2: 1e6 } }, cash] },
    ],
  ])('has a report: %s', (_, change) => {
    const own = reportOf({}, { ...CONFIG, ...change });
    expect(lendingPage(own, 'c'.repeat(64))).not.toMatch(/undefined|NaN|Infinity|\[object/);
    expect(own.verdict.reasons).not.toContain('MONEY_NOT_CONSERVED');
  });

  it('has a pool of which nothing is lent out where it is empty', () => {
    const pools = [{ ...shares, borrowed: 0, repay: {}, withdraw: { 1: 300 } }, cash];
    const own = reportOf({}, { ...CONFIG, borrowers: ofOthers, pools });
    expect(own.cells.map((cell) => cell.pools[0]!.utilisationPeak)).toEqual(own.cells.map(() => 0));
  });
});
