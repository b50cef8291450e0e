import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { buildReport } from '../../shared/report/build.ts';
import { benchOf, todayAt } from '../../shared/report/whatif/bench.ts';
import { pictureOf } from '../../shared/report/whatif/picture.ts';
import { portfolioOf } from '../../shared/report/whatif/portfolio.ts';
import { pageOf } from '../report/files.ts';
import { asCarried, realInput } from '../report/whatif/real.ts';
import { SNAPSHOT } from '../sweep/small.ts';
import { describeInBrowser, launch } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = '</script><svg onload=alert(1)>';

describeInBrowser('the what-if panel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leverage-cascade-what-if-'));
  const input = realInput({ market: { ...SNAPSHOT.market, symbol: HOSTILE } });
  const text = pageOf(buildReport(input));
  const carried = asCarried(input);
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const wrong: string[] = [];

  beforeAll(async () => {
    browser = await launch();
    page = await open('report.html', text);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page from disk, and its panel with the keyboard. */
  async function open(name: string, content: string): Promise<Page> {
    const file = join(folder, name);
    writeFileSync(file, content);
    const own = await (await browser.newContext({ viewport: { width: 1100, height: 900 } })).newPage();
    own.on('request', (request) => asked.push(request.url()));
    own.on('pageerror', (error) => wrong.push(error.message));
    own.on('console', (message) => wrong.push(message.text()));
    await own.goto(pathToFileURL(file).href);
    await own.locator('details.what-if > summary').focus();
    await own.keyboard.press('Enter');
    await own.getByText(/^(This browser (reproduces|does not)|No what-if)/).waitFor();
    return own;
  }

  const whole = () => page.getByText(/^30 of 30 paths/).waitFor();
  const column = (k: number) => page.locator(`.wi-numbers tbody td:nth-child(${k})`).allTextContents();
  const slider = (name: string) => page.getByRole('slider', { name, exact: true });

  it('reproduces a published cell from disk, without a request or a word of the browser', async () => {
    expect(await page.locator('.wi-body > [role=status]').first().textContent()).toBe(
      'This browser reproduces small-perp/full/L10000/m10000/d10000/s-1500: yes, 30 of its 30 paths, 41 numbers each, bit for bit.',
    );
    await whole();
    expect(await column(3)).toEqual(await column(2));
    expect((await column(3))[1]).toMatch(/^7\d% \(54% to 88%\)$/);
    expect(asked.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);
    expect(asked.filter((url) => url.startsWith('file:'))).toHaveLength(1);
    expect(wrong).toEqual([]);
  });

  it('answers the sliders in less than a tenth of a second, and says what has changed on the same paths', async () => {
    const before = await column(3);
    await slider('fund').focus();
    await page.keyboard.press('End');
    await page.getByText(/suffices in [1-9]\d* in which it fails today/).waitFor();
    await whole();
    const rich = await column(3);
    expect(Number.parseFloat(rich[1]!)).toBeLessThan(Number.parseFloat(before[1]!));
    const milliseconds = await page.evaluate<number>(`new Promise((done) => {
      const cells = document.querySelector('.wi-numbers tbody');
      const input = document.querySelector('input[aria-valuetext="5 × today"]');
      const start = performance.now();
      new MutationObserver(() => done(performance.now() - start)).observe(cells.rows[1].cells[2], { childList: true });
      input.value = 0;
      input.dispatchEvent(new Event('input'));
    })`);
    expect(milliseconds).toBeLessThan(100);
    await page.getByText(/fails in [1-9]\d* in which it suffices today/).waitFor();
    await page.getByRole('button', { name: 'As published' }).click();
    await page.getByText('The sliders stand on today.').waitFor();
    await whole();
    expect(await column(3)).toEqual(before);
  });

  it('takes the recommended margins, tiers apart, other mechanisms, and refuses rates that fall', async () => {
    const before = await column(3);
    await page.getByRole('button', { name: 'Recommended margins' }).click();
    await whole();
    expect(await column(3)).not.toEqual(before);
    await page.getByText('Maintenance by tier').click();
    await slider('tier 1').focus();
    await page.keyboard.press('End');
    await page.getByText(/Not run: maintenance rates must not fall from tier to tier/).waitFor();
    await page.getByRole('button', { name: 'As published' }).click();
    await page.getByRole('combobox', { name: 'mechanism' }).selectOption('slow');
    await page.getByText(/^30 of 30 paths, the same as in the report\. (Of these|In none)/).waitFor();
    expect(await column(3)).not.toEqual(before);
    await page.getByRole('button', { name: 'As published' }).click();
  });

  it('replays the worst published path tick by tick: price, mark, who was closed, who paid', async () => {
    const cell = carried.cells.published.find(({ shockBps }) => shockBps === -1_500)!;
    const told = pictureOf(benchOf(carried, carried.cells), todayAt(carried, -1_500), cell.worst!);
    await page.getByRole('button', { name: 'Replay it where the sliders stand' }).click();
    const caption = page.locator('.wi-body figcaption');
    await caption.waitFor();
    expect(await caption.textContent()).toContain(
      `In path ${cell.worst} a shock of −15% becomes a move of −`,
    );
    expect(await caption.textContent()).toContain(`${told.closed} accounts are closed`);
    expect(await page.locator('.wi-body svg path.ink').count()).toBe(2);
    expect(await page.locator('.wi-body svg rect').count()).toBeGreaterThan(2);
    const tick = slider('tick');
    await tick.focus();
    await page.keyboard.press('Home');
    const first = await tick.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowRight');
    expect(await tick.getAttribute('aria-valuetext')).not.toBe(first);
    expect(first).toMatch(/^After .*: price 9.* \(−.*\).*; fund 2\.00\sk\sUSD/);
    const payers = await page
      .getByRole('table', { name: /^Who paid/ })
      .locator('tbody th')
      .allTextContents();
    expect(payers).toHaveLength(told.payers.length);
    expect(payers).toContain('paid by the fund');
  });

  it('places a member’s own positions, and names the row that it cannot read', async () => {
    const area = page.getByRole('textbox', { name: /^Positions, one a line/ });
    const press = page.getByRole('button', { name: 'Margin, trigger and distance' });
    await area.fill('side\tquantity\tentry\tcollateral\nlong\t250\t98\t1500\nshort\t10\t101\t-50');
    await press.click();
    await page.getByText('Not read: positions row 2 collateral must').waitFor();
    await area.fill('long 250 98 1500\nshort 10 101 500');
    await press.click();
    await page.getByText('2 positions, 26.0 k USD of notional').waitFor();
    await page.getByRole('columnheader', { name: 'the price gets there, at a shock of −15%' }).waitFor();
    const [own] = portfolioOf('long 250 98 1500', { ...carried, tiers: tiersOf(SNAPSHOT.tiers) });
    const cells = await page
      .getByRole('table', { name: /^Your positions/ })
      .locator('tbody tr')
      .first()
      .allTextContents();
    expect(cells[0]).toContain(String(Number(own!.trigger!.toPrecision(7))));
    expect(cells[0]).toMatch(/[1-9]\d* of 30 paths$/);
  });

  it('has no violation that axe finds, no sideways scrolling on a phone, and targets of 44 px', async () => {
    await page.evaluate(AXE);
    const found = (await page.evaluate(`axe.run('#what-if', { resultTypes: ['violations'] })`)) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    expect(
      found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id} ${html} ${failureSummary}`),
      ),
    ).toEqual([]);
    await page.setViewportSize({ width: 375, height: 812 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    const small = await page.evaluate(
      `[...document.querySelectorAll('#what-if :is(button, select, input, summary)')]
        .map((own) => [own.outerHTML, own.getBoundingClientRect().height])
        .filter(([, height]) => height > 0 && height < 44)`,
    );
    expect(small).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('shows nothing where this browser does not reproduce the report', async () => {
    const { bits } = carried.cells.check;
    const damaged = await open('damaged.html', text.replace(bits.slice(0, 40), `${bits.slice(0, 39)}B`));
    expect(await damaged.locator('.wi-body > [role=status]').first().textContent()).toMatch(
      /^This browser does not reproduce small-perp\/.*: \w+ of path \d+ must be .*So it shows no what-if\.$/,
    );
    expect(await damaged.locator('.wi-numbers, .wi-dials').count()).toBe(0);
    expect(await damaged.getByRole('button', { name: 'Margin, trigger and distance' }).count()).toBe(1);
  });
});
