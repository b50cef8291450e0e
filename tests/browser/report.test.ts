import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pageOf } from '../report/files.ts';
import { fixtureReport } from '../report/fixture.ts';
import { describeInBrowser, launch } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 375, height: 812 };
// In the page's own words, so that these files need no types of a browser.
const OPEN_ALL = `document.querySelectorAll('details').forEach((details) => { details.open = true; })`;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describeInBrowser('the page in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leverage-cascade-report-'));
  const file = join(folder, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    const built = fixtureReport({
      paths: { decision: 3_000, other: 1_000 },
      isLost: ({ id }) => id.endsWith('L20000/m10000/d10000/s2500'),
      isUnfinished: ({ id }, path) => id.endsWith('/full/L12500/m10000/d10000/s-500') && path < 2,
    });
    writeFileSync(file, pageOf(built));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page from disk; what it asks for and what goes wrong is recorded. */
  async function open(
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; asked: string[]; wrong: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const asked: string[] = [];
    const wrong: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => wrong.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    return { page, asked, wrong };
  }

  const violations = async (page: Page): Promise<string[]> => {
    // As a script of ours would be refused by the page's policy, this one comes by the debugger.
    await page.evaluate(AXE);
    const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
    return (found as { violations: Violation[] }).violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  };

  it('opens from disk without a request of its own, an error or a warning', async () => {
    const { page, asked, wrong } = await open();
    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has no violation that axe finds, %s', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page.evaluate(OPEN_ALL);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('is complete with scripts off', async () => {
    const off = await open({ javaScriptEnabled: false });
    const on = await open();
    const text = async (page: Page) =>
      (await page.locator('body').textContent())!
        .replace(/\s+/g, ' ')
        .replaceAll(/Arrow keys or a tap read the cells\. ?/g, '');
    expect(await text(off.page)).toBe(await text(on.page));
    expect(await off.page.locator('figure svg').count()).toBeGreaterThan(10);
    // Every drawing has its table, whole, in the page.
    expect(await off.page.locator('figure table tbody tr').count()).toBeGreaterThan(100);
    await off.page.context().close();
    await on.page.context().close();
  });

  it('has its contents beside it on a wide screen, each section a key away, and marks where one reads', async () => {
    const { page } = await open({ viewport: { width: 1440, height: 900 } });
    const links = page.getByRole('navigation', { name: 'Contents' }).getByRole('link');
    expect(await links.count()).toBeGreaterThan(12);
    const ends = await page.evaluate(
      `[...document.querySelectorAll('nav.side a')].filter((link) => !document.querySelector(link.getAttribute('href'))).length`,
    );
    expect(ends).toBe(0);
    // Behind the header, which an incomplete report opens with.
    await page.locator('header .guide a').last().focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('1 Verdict');
    await links.filter({ hasText: 'Glossary' }).press('Enter');
    expect(await page.locator('#glossary').isVisible()).toBe(true);
    await page.locator('nav.side [aria-current]').waitFor();
    // The text begins where the contents end.
    const [nav, main] = [
      await page.locator('nav.side').boundingBox(),
      await page.locator('main').boundingBox(),
    ];
    expect(main!.x).toBeGreaterThanOrEqual(nav!.x + nav!.width);
    await page.setViewportSize({ width: 1100, height: 900 });
    expect(await page.locator('nav.side').isVisible()).toBe(false);
    await page.context().close();
  });

  it('tells a wide table in cards on a phone, every value with its head, the recommended rate in sight', async () => {
    const { page } = await open({ viewport: PHONE });
    const cards = page.locator('#tiers table.cards').first();
    const rate = cards.locator('td[data-l="then"]').first();
    const box = (await rate.boundingBox())!;
    expect(box.x + box.width).toBeLessThanOrEqual(PHONE.width);
    expect(await rate.textContent()).toMatch(/%/);
    const wide = await page.evaluate(
      `[...document.querySelectorAll('table.cards')].filter((own) => own.offsetParent && own.scrollWidth > ${PHONE.width}).length`,
    );
    expect(wide).toBe(0);
    // A table is one to whoever has it read aloud, though it is not laid out as one.
    expect(await cards.getByRole('rowheader').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it('reads a heat map with the arrow keys, from today’s leverage', async () => {
    const { page } = await open();
    const map = page.locator('#c2-down-f .draw');
    const live = page.locator('#c2-down-f [role=status]');
    await map.focus();
    expect(await live.textContent()).toBe('Arrow keys or a tap read the cells.');
    await page.keyboard.press('ArrowDown');
    expect(await live.textContent()).toMatch(/^leverage 1, shock −2\.5%: 0%, 0% to 0\.37%, 1,000 paths$/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await live.textContent()).toMatch(/^leverage 1\.25, shock −5%: .*, 998 of 1,000 paths$/);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    expect(await live.textContent()).toMatch(/^leverage 2, shock −5%/);
    // The same words stand in the table of the chart.
    const cell = await page.locator('#c2-down-f table tbody tr').nth(1).locator('td').last().textContent();
    expect(await live.textContent()).toContain(cell!);
    await page.context().close();
  });

  it('says of a missing cell that it is missing', async () => {
    const { page } = await open();
    await page.locator('#c2-up-f .draw').focus();
    for (const key of ['ArrowDown', 'End', ...Array(7).fill('ArrowDown')]) await page.keyboard.press(key);
    expect(await page.locator('#c2-up-f [role=status]').textContent()).toBe(
      'leverage 2, shock +25%: missing',
    );
    await page.context().close();
  });

  it('is one stop for the keyboard per map, and reads under a finger too', async () => {
    const { page } = await open();
    expect(await page.locator('#c3-up-f .draw [tabindex]').count()).toBe(0);
    const svg = page.locator('#c3-up-f svg');
    const box = (await svg.boundingBox())!;
    await svg.click({ position: { x: box.width * 0.95, y: box.height * 0.5 } });
    expect(await page.locator('#c3-up-f [role=status]').textContent()).toMatch(/^leverage 2, shock \+/);
    await page.context().close();
  });

  it('sorts a table by a column, numbers as numbers, and back', async () => {
    const { page } = await open();
    await page.evaluate(OPEN_ALL); // tiers one by one lie below those that move alike
    const table = page.locator('table.tiers').last();
    const column = async () =>
      (await table.locator('tbody tr td:nth-child(3)').allTextContents()).map((words) =>
        Number(words.replace(/[^\d.]/g, '')),
      );
    const before = await column();
    await table.getByRole('button', { name: /^accounts/ }).click();
    expect(await column()).toEqual([...before].sort((a, b) => a - b));
    await table.getByRole('button', { name: /^accounts/ }).click();
    expect(await column()).toEqual([...before].sort((a, b) => b - a));
    expect(await table.locator('th[aria-sort=descending]').count()).toBe(1);
    await page.context().close();
  });

  it('needs no sideways scrolling of the page at 375 px, with everything open', async () => {
    const { page } = await open({ viewport: PHONE });
    await page.evaluate(OPEN_ALL);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBe(PHONE.width);
    await page.context().close();
  });

  it('has targets of at least 44 px', async () => {
    const { page } = await open({ viewport: PHONE });
    const small = await page.evaluate(
      `[...document.querySelectorAll('summary, th button, nav a')]
        .map((element) => ({ words: element.textContent, height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height > 0 && height < 44)`,
    );
    expect(small).toEqual([]);
    await page.context().close();
  });

  it('prints sections 1 to 5 on two pages of A4', async () => {
    const { page } = await open();
    const pages = async () => {
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      return pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)!.length;
    };
    const whole = await pages();
    await page.evaluate(
      `document.querySelectorAll('main > section:not(#verdict, #key-numbers, #maps, #frontier, #tiers), footer').forEach((part) => part.remove())`,
    );
    expect(await pages()).toBe(2);
    expect(whole).toBeGreaterThan(2);
    await page.context().close();
  });

  it('keeps marks and numbers where the system forces its colours', async () => {
    const { page } = await open({ forcedColors: 'active' });
    const fill = "getComputedStyle(document.querySelector('#c2-down-f svg .cell')).fill";
    expect(await page.evaluate<string>(fill)).toBe('rgb(3, 45, 102)');
    expect(await page.locator('#c2-down-f svg pattern path').count()).toBe(2);
    await page.context().close();
  });
});
