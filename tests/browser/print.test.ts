// The page on grey paper, and with the fonts that readers have: no meaning by colour alone, no label cut off.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pageOf } from '../report/files.ts';
import { fixtureReport } from '../report/fixture.ts';
import { describeInBrowser, launch } from './chromium.ts';

/** Levels of 255 that an eye tells apart on paper. */
const APART = 14;

// In the page's own words, so that these files need no types of a browser.
/** Luminance of a colour on 255 levels; null: nothing is drawn. */
const GREY = `(colour) => {
  const found = /^rgba?\\((\\d+), (\\d+), (\\d+)(?:, ([\\d.]+))?\\)$/.exec(colour);
  return found === null || found[4] === '0' ? null : 0.2126 * found[1] + 0.7152 * found[2] + 0.0722 * found[3];
}`;
/** Colours of one drawing that turn into the same grey and have the same dashes, or as fills the same outline. */
const CONFUSED = `(() => {
  const grey = ${GREY};
  const outlines = (own) => (own.getAttribute('d') ?? own.tagName).replace(/[\\d.\\s,-]+/g, '');
  return [...document.querySelectorAll('svg')].filter((svg) => svg.checkVisibility()).flatMap((svg) => {
    const looks = new Map();
    for (const own of svg.querySelectorAll('path:not(defs *),rect,circle')) {
      const { fill, stroke, strokeDasharray } = getComputedStyle(own);
      looks.set('fill ' + fill + outlines(own), { kind: 'fill', colour: fill, form: outlines(own) });
      looks.set('line ' + stroke + strokeDasharray, { kind: 'line', colour: stroke, form: strokeDasharray });
    }
    const seen = [...looks.values()].filter(({ colour }) => grey(colour) !== null);
    return seen.flatMap((one, i) => seen.slice(0, i).filter((other) =>
      one.kind === other.kind && one.form === other.form && one.colour !== other.colour &&
      Math.abs(grey(one.colour) - grey(other.colour)) < ${APART},
    ).map((other) => svg.querySelector('title')?.textContent.slice(0, 60) + ': ' + one.kind + ' ' + one.colour + ', ' + other.colour));
  });
})()`;
/** Labels that reach beyond either side of their drawing, in units of it. */
const CUT = `[...document.querySelectorAll('.draw svg')].flatMap((svg) => {
  const paper = svg.getBoundingClientRect();
  const unit = paper.width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll('text')].flatMap((label) => {
    const box = label.getBoundingClientRect();
    const beyond = Math.max(box.right - paper.right, paper.left - box.left) / unit;
    return beyond > 1 ? [svg.querySelector('title').id + ' ' + label.textContent.slice(0, 40) + ' ' + beyond.toFixed(1)] : [];
  });
})`;

describeInBrowser('the page on paper, and in other fonts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leverage-cascade-print-'));
  const file = join(folder, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    const stress = { latencySeconds: [120, 600], largestBps: [20_000, 40_000] };
    const built = fixtureReport({
      fund: 3_000,
      paths: { decision: 3_000, other: 1_000 },
      sweep: (own) => ({ ...own, stress }),
      // Of each kind of cell that a map's legend explains.
      isLost: ({ id }) => id.endsWith('L20000/m10000/d10000/s2500'),
      isUnfinished: ({ id }, path) => id.endsWith('/full/L12500/m10000/d10000/s2500') && path < 2,
    });
    writeFileSync(file, pageOf(built));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(width: number): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  it('tells in grey what it tells in colours: by lightness, by form, or by dashes', async () => {
    const page = await open(718);
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate<string[]>(CONFUSED)).toEqual([]);
    await page.context().close();
  });

  it('has a word beside every mark of a state, and forms that differ with the words', async () => {
    const page = await open(718);
    await page.emulateMedia({ media: 'print' });
    const states = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('.numbers td:has(svg)')].map((cell) => [
        /proven$|open$|refuted$|inside$|outside$|unjudged$/.exec(cell.childNodes[3].textContent.trim())?.[0] ?? 'no word',
        cell.querySelector('path').getAttribute('d').replace(/[\\d.\\s-]+/g, ''),
      ])`,
    );
    const forms = new Map(states);
    expect(new Set(forms.keys())).toEqual(new Set(['proven', 'open', 'refuted', 'inside', 'outside']));
    for (const [word, form] of states) expect(form, word).toBe(forms.get(word));
    // Good, not settled and bad: three forms.
    expect(new Set(['proven', 'open', 'refuted'].map((word) => forms.get(word))).size).toBe(3);
    expect(await page.locator('#verdict .word').first().textContent()).toMatch(/inadequate|watch|adequate/);
    await page.context().close();
  });

  it.each([390, 1_280])('cuts no label off at %i px, with any of three fonts', async (width) => {
    const page = await open(width);
    for (const font of ['Arial', 'DejaVu Sans', 'Liberation Sans']) {
      await page.evaluate(
        `(() => { const own = new CSSStyleSheet(); own.replaceSync('svg text{font-family:"${font}"!important}'); document.adoptedStyleSheets = [own]; })()`,
      );
      expect(await page.evaluate<string[]>(CUT), font).toEqual([]);
    }
    await page.context().close();
  });
});
