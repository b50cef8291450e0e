// The page of a night that has one before it and a record, and the archive, in a browser.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderArchive } from '../../shared/report/archive/archive-page.ts';
import { archivedNights } from '../../shared/report/archive/archived-night.ts';
import { buildReport } from '../../shared/report/build.ts';
import { SIDES } from '../../shared/risk/cells/decision-cells.ts';
import { pageOf, reportOf } from '../report/files.ts';
import { fixtureInput, listedReport } from '../report/fixture.ts';
import { predictionOf, storedNight } from '../report/stored-night.ts';
import { describeInBrowser, launch } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OPEN_ALL = `document.querySelectorAll('details').forEach((details) => { details.open = true; })`;

/** A night that lies in storage, and tonight over a fund a fifth as large, with hours observed in between. */
function secondNight() {
  const input = fixtureInput({ paths: { decision: 60, other: 60 }, fund: 1_300 });
  const first = listedReport(buildReport(input));
  const predictions = SIDES.map((side) => predictionOf(input.manifest.market, side, first.body.asOf));
  const stored = storedNight(input, predictions, first);
  const start = Date.parse(first.body.asOf) / 1_000;
  const hours = Array.from({ length: 40 }, (_, hour) => hour);
  const nobody = hours.map(() => null);
  const aftermath = {
    schema: 'aftermath/1' as const,
    source: 'made up',
    intervalSeconds: 3_600,
    time: hours.map((hour) => start + 3_600 * (hour + 1)),
    open: hours.map(() => 100),
    low: hours.map((hour) => (hour === 7 ? 95 : 99.2)),
    high: hours.map((hour) => 100 + (hour % 5) / 10),
    liquidatedLong: hours.map((hour) => 1_000 * hour),
    liquidatedShort: nobody,
    fund: hours.map((hour) => 1_300 + hour),
    premium: hours.map((hour) => (hour % 9) / 300),
  };
  const tonight = fixtureInput({ paths: { decision: 60, other: 60 } });
  return buildReport({ ...tonight, previous: stored, aftermath });
}

describeInBrowser('nights in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leverage-cascade-nights-'));
  const files = { report: join(folder, 'report.html'), archive: join(folder, 'index.html') };
  let browser: Browser;

  beforeAll(async () => {
    const built = secondNight();
    writeFileSync(files.report, pageOf(built));
    const report = reportOf(built);
    const nights = ['2024-02-27', '2024-02-28', '2024-03-01'].flatMap((date) =>
      archivedNights(report, { date, href: 'report.html', kind: 'night' }),
    );
    const other = nights.map((own) => ({ ...own, market: 'another', symbol: 'OTHER' }));
    writeFileSync(files.archive, renderArchive([...nights, ...other]));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(which: keyof typeof files, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('request', (request) => {
      const url = request.url(); // the Worker of the page itself is a blob of its own
      if (url !== pathToFileURL(files[which]).href && !url.startsWith('blob:')) wrong.push(url);
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => wrong.push(message.text()));
    await page.goto(pathToFileURL(files[which]).href);
    return { page, wrong };
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
    return (found as { violations: { id: string; nodes: { html: string }[] }[] }).violations.flatMap(
      ({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    );
  }

  it.each(['report', 'archive'] as const)(
    'the %s asks for nothing, fits a phone, and axe finds no violation',
    async (which) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, wrong } = await open(which, { colorScheme, viewport: { width: 375, height: 812 } });
        await page.evaluate(OPEN_ALL);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(375);
        expect(await violations(page)).toEqual([]);
        expect(wrong).toEqual([]);
        await page.context().close();
      }
    },
  );

  it('prints sections 1 to 5 on two pages of A4 with sections 9 and 10 behind them', async () => {
    const { page } = await open('report');
    expect(await page.locator('#changes table').count()).toBeGreaterThan(2);
    expect(await page.locator('#record figure').count()).toBe(2);
    await page.evaluate(
      `document.querySelectorAll('#fund, #mechanisms, #changes, #record, #quality, #limitations, #ordinary, footer').forEach((part) => part.remove())`,
    );
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(2);
    await page.context().close();
  });

  it('searches the archive by market, date and word, and is whole without scripts', async () => {
    const { page } = await open('archive');
    const shown = () => page.locator('table.nights tbody tr:visible').count();
    expect(await shown()).toBe(6);
    await page.getByRole('searchbox').fill('other 02-28');
    expect(await shown()).toBe(1);
    expect(await page.locator('section.market:visible').count()).toBe(1);
    expect(await page.locator('header [role=status]').textContent()).toBe('1 night');
    await page.getByRole('searchbox').fill('no such night');
    expect(await shown()).toBe(0);
    await page.getByRole('searchbox').fill('');
    expect(await shown()).toBe(6);
    await page.context().close();
    const off = await open('archive', { javaScriptEnabled: false });
    expect(await off.page.locator('table.nights tbody tr:visible').count()).toBe(6);
    expect(await off.page.locator('td.gone').count()).toBe(2);
    await off.page.context().close();
  });
});
