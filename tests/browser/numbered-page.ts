// What a page of numbered sections promises in a browser: from disk, without scripts, on a phone, in print.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launch } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Promised {
  readonly sections: number;
  readonly tables: number;
  readonly word: string;
}

/** @param made the whole page */
export function promises(name: string, made: () => string, { sections, tables, word }: Promised): void {
  describeInBrowser(name, () => {
    const folder = mkdtempSync(join(tmpdir(), 'numbered-page-'));
    const file = join(folder, 'page.html');
    let browser: Browser;

    beforeAll(async () => {
      writeFileSync(file, made());
      browser = await launch();
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function open(options: BrowserContextOptions = {}) {
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

    it('asks for nothing but itself, and nothing goes wrong', async () => {
      const { page, asked, wrong } = await open();
      expect([asked, wrong]).toEqual([[pathToFileURL(file).href], []]);
      expect(await page.locator('section').count()).toBe(sections);
      await page.evaluate(AXE);
      const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
      expect((found as { violations: { id: string }[] }).violations.map(({ id }) => id)).toEqual([]);
    });

    it('is whole without scripts, and no wider than a phone', async () => {
      for (const javaScriptEnabled of [true, false]) {
        const { page } = await open({ viewport: { width: 375, height: 812 }, javaScriptEnabled });
        expect(await page.locator('table').count()).toBe(tables);
        expect(await page.locator('.word strong').textContent()).toBe(word);
        if (javaScriptEnabled) expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      }
    });

    it('prints', async () => {
      const { page } = await open();
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      const pages = pdf.match(/\/Type\s*\/Page\b/g)!.length;
      expect(pages).toBeGreaterThan(0);
      expect(pages).toBeLessThanOrEqual(6);
    });
  });
}
