// Another report.json, chosen or dropped on a page: the browser compares both as `cascade diff` does, and lets nothing of the file act.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { metricName, metricText } from '../../shared/report/change-words.ts';
import { compared } from '../../shared/report/compare.ts';
import { type Report, renderJson } from '../../shared/report/report.ts';
import { pageOf, reportOf } from '../report/files.ts';
import { fixtureReport } from '../report/fixture.ts';
import { describeInBrowser, launch } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = '</script><svg onload=alert(1)><img src=x onerror=alert(1)>"\u202E=1+1';

describeInBrowser('another report on a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leverage-cascade-compare-'));
  const file = join(folder, 'report.html');
  const sizes = { paths: { decision: 300, other: 20 } };
  let own: Report;
  let other: Report;
  let browser: Browser;

  beforeAll(async () => {
    const built = fixtureReport(sizes);
    own = reportOf(built);
    other = {
      ...reportOf(fixtureReport({ ...sizes, fund: 900 })),
      asOf: own.asOf.replace(/T.*/, 'T00:00:00Z').replace(/-(\d\d)T/, '-01T'),
    };
    writeFileSync(file, pageOf(built));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(): Promise<{ page: Page; wrong: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('request', (request) => {
      const url = request.url(); // the Worker of the page itself is a blob of its own
      if (url !== pathToFileURL(file).href && !url.startsWith('blob:')) wrong.push(url);
    });
    for (const event of ['pageerror', 'console', 'dialog'] as const)
      page.on(event as 'pageerror', (what) => wrong.push(`${event}: ${what.message}`));
    await page.goto(pathToFileURL(file).href);
    return { page, wrong };
  }

  const named = (text: string | Uint8Array, name = 'report.json') => ({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });

  /** Chooses files by the keyboard's way in, and returns what the page says of them. */
  async function chosen(page: Page, files: Parameters<Page['setInputFiles']>[1]): Promise<string> {
    const input = page.locator('.compare input[type=file]');
    if ((await input.count()) === 0) await page.locator('details.compare > summary').click();
    await input.setInputFiles(files);
    const status = page.locator('.compare [role=status]');
    await status.filter({ hasText: /^(Compared|Not compared)/ }).waitFor();
    return (await status.textContent())!;
  }

  it('is reached and opened by the keyboard alone', async () => {
    const { page } = await open();
    await page.locator('details.compare > summary').focus();
    await page.keyboard.press('Enter');
    await page.locator('.compare input[type=file]').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.type')).toBe('file');
    expect((await page.locator('.compare input[type=file]').boundingBox())!.height).toBeGreaterThanOrEqual(
      44,
    );
    await page.context().close();
  });

  it('tells the numbers that cascade diff tells, and axe finds no violation', async () => {
    const { page, wrong } = await open();
    expect(await chosen(page, named(renderJson(other)))).toBe('Compared with report.json.');
    const [change] = compared({ report: other, sha256: '0'.repeat(64) }, own);
    const rows = change!.metrics.map((one) => [
      metricName(one),
      metricText(one, one.before.value),
      metricText(one, one.now.value),
    ]);
    const shown = await page.evaluate(
      `[...document.querySelector('.compare table').tBodies[0].rows].map((row) => [...row.cells].slice(0, 3).map((cell) => cell.textContent))`,
    );
    const known = rows.filter(([, before]) => before !== 'unknown');
    expect(shown).toEqual(expect.arrayContaining(known));
    expect((shown as string[][]).length).toBe(rows.length);
    expect(known.length).toBeGreaterThan(5);
    const words = (await page.locator('.compare .wi-body').textContent())!;
    expect(words).toContain('Before: the file, as of');
    expect(words).toContain('Still inadequate, as in the report of');
    expect(words).toMatch(/fund −[\d.]+%/);
    await page.evaluate(AXE);
    const found = (await page.evaluate("axe.run('#compare', { resultTypes: ['violations'] })")) as {
      violations: { id: string }[];
    };
    expect(found.violations.map(({ id }) => id)).toEqual([]);
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it('takes a later report as the one that is now, and one that is dropped anywhere on the page', async () => {
    const { page, wrong } = await open();
    const later = renderJson({ ...other, asOf: own.asOf.replace(/^\d{4}/, '2031') });
    const drop = (copies: number) =>
      page.evaluate(
        `(() => {
        const data = new DataTransfer();
        for (let k = 0; k < ${copies}; k++)
          data.items.add(new File([${JSON.stringify(later)}], 'later.json'));
        for (const kind of ['dragover', 'drop'])
          document.querySelector('h1').dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
      })()`,
      );
    const status = page.locator('.compare [role=status]');
    await drop(2);
    expect(await status.textContent()).toBe('Not compared: one file at a time, these are 2.');
    await drop(1);
    await status.filter({ hasText: 'Compared' }).waitFor();
    expect(await status.textContent()).toBe('Compared with later.json.');
    expect(await page.locator('.compare .wi-body').textContent()).toContain('Before: this page, as of');
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it('shows hostile names as the text that they are', async () => {
    const { page, wrong } = await open();
    const limits = other.limits.map((one) => ({
      ...one,
      value: one.value / 2,
      owner: HOSTILE,
      note: HOSTILE,
    }));
    const markets = other.markets.map((one) => ({ ...one, symbol: HOSTILE, venue: HOSTILE }));
    const later = { ...other, asOf: own.asOf.replace(/^\d{4}/, '2031'), limits, markets };
    expect(await chosen(page, named(renderJson(later), '<img src=x onerror=alert(1)>.json'))).toBe(
      'Compared with <img src=x onerror=alert(1)>.json.',
    );
    const body = page.locator('.compare .wi-body');
    expect(await body.locator('h3').textContent()).toBe(`${HOSTILE} on ${HOSTILE}`);
    expect(await body.locator('svg, img, script').count()).toBe(0);
    expect((await body.textContent())!.split(HOSTILE).length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it('reads a report of the edition before, and says what it did not know', async () => {
    const { page, wrong } = await open();
    const {
      conditions: _c,
      procyclicality: _p,
      alerts: _a,
      enough: _e,
      tails: _t,
      input: _i,
      ...rest
    } = other;
    const first = JSON.stringify({ ...rest, schema: 'margin-report/1' });
    expect(await chosen(page, named(first))).toBe('Compared with report.json.');
    expect(await page.locator('.compare table').nth(1).textContent()).toContain('unknown');
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it('says what a file is not: another market, no report, the same report', async () => {
    const { page, wrong } = await open();
    const moved = <T extends { readonly market: string }>(list: readonly T[]) =>
      list.map((one) => ({ ...one, market: 'other-perp' }));
    const elsewhere = {
      ...other,
      markets: other.markets.map((one) => ({ ...one, id: 'other-perp' })),
      verdicts: moved(other.verdicts),
    };
    const refusals: [file: Parameters<Page['setInputFiles']>[1], words: RegExp][] = [
      [named(renderJson(elsewhere)), /must hold a market of this page, bitmex-xbtusd, got "?other-perp/],
      [named(renderJson(own)), /must be another report than that of this page/],
      [named('<!doctype html><p>report.html</p>', 'report.html'), /^Not compared: the file must be JSON/],
      [named(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 'photo.jpg'), /must be UTF-8/],
      [named('{"schema":"sweep/1"}'), /^Not compared: the file/],
      [named(JSON.stringify({ ...other, schema: 'margin-report/9' })), /the file\.schema must be one of/],
      [named(JSON.stringify({ ...other, more: 1 })), /must have no key but/],
      [named(''), /^Not compared: the file/],
    ];
    for (const [wrongFile, words] of refusals) {
      expect(await chosen(page, wrongFile)).toMatch(words);
      expect(await page.locator('.compare table').count()).toBe(0);
      // Said anew for the next one.
      await page.evaluate(`document.querySelector('.compare [role=status]').textContent = ''`);
    }
    expect(wrong).toEqual([]);
    await page.context().close();
  });
});
