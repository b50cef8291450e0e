import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundles, PAGE_CODE, pageCodeText } from '../../../release/page-code.ts';
import { CORE, PANEL } from '../../../shared/report/whatif/page-code.ts';

it('the code that a page carries is that of the sources: npm run page:code', async () => {
  const fresh = await bundles();
  expect(gunzipSync(Buffer.from(CORE, 'base64')).toString() === fresh.core).toBe(true);
  const withoutCore = (text: string) => text.replace(/'[\w+/=]{1000,}'/, '');
  expect(withoutCore(readFileSync(PAGE_CODE, 'utf8'))).toBe(withoutCore(pageCodeText(fresh)));
});

it('is no more than a page has room for, and ends no script', () => {
  // With several markets in one loop, and what compares another report; of a page of at most a megabyte.
  expect(CORE.length).toBeLessThan(110_000);
  expect(PANEL.length).toBeLessThan(26_000);
  expect(PANEL).not.toMatch(/<\/script|<!--/i);
});
