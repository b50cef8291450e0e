// The page of the bundled nightly in a browser: how large, how soon it is seen, how soon the what-if panel answers.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runLocal } from '../../cli/local/run-local.ts';
import { launch } from '../browser/launch.ts';
import { type Figure, median } from './measure.ts';

const SWEEP = fileURLToPath(new URL('../../examples/xbtusd-2021-07-22/sweep.json', import.meta.url));
/** In the page's own words: leverage goes to `bps`, and the table changes. */
const answered = (bps: number) => `new Promise((done) => {
  const cell = document.querySelector('.wi-numbers tbody').rows[1].cells[2];
  const input = document.querySelector('.wi-dials [aria-label=leverage]');
  const start = performance.now();
  new MutationObserver(() => done(performance.now() - start)).observe(cell, { childList: true });
  input.value = ${bps};
  input.dispatchEvent(new Event('input'));
})`;
const TIMES = 11;

export async function pageBench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  const browser = await launch();
  try {
    const report = await runLocal({ sweepFile: SWEEP, outFolder: folder });
    const file = join(report.folder, 'report.html');
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    const seen = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    );
    const start = performance.now();
    await page.locator('details.what-if > summary').click();
    const status = page.getByText(/^This browser reproduces/);
    await status.waitFor();
    const checked = performance.now() - start;
    const answers: number[] = [];
    for (let k = 0; k < TIMES; k++) answers.push(await page.evaluate<number>(answered(10_250 + 250 * k)));
    await page.waitForTimeout(2_000);
    const ran = /^([\d,]+) of/.exec((await page.locator('.wi-body .live').nth(1).textContent())!)![1]!;
    const checksum = (await status.textContent())!.slice(0, 24);
    return [
      { name: 'page of the example', value: statSync(file).size / 1_000, unit: 'kB', checksum },
      { name: 'page of the example, first view', value: seen, unit: 'ms', checksum },
      { name: 'what-if of the example, opened and checked', value: checked, unit: 'ms', checksum },
      { name: 'what-if of the example, first answer, median', value: median(answers), unit: 'ms', checksum },
      {
        name: 'what-if of the example, first answer, slowest',
        value: Math.max(...answers),
        unit: 'ms',
        checksum,
      },
      {
        name: 'what-if of the example, paths in two seconds',
        value: Number(ran.replace(',', '')),
        unit: 'paths',
        checksum,
      },
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
