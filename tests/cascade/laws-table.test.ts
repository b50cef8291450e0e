// The table of laws in the model page names tests; here they must be.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** The laws of model.md 11. */
const LAWS = 33;

const page = readFileSync('docs/model.md', 'utf8');
const laws = page.split(/^## /m).find((section) => section.startsWith('11. '))!;
const rows = [...laws.matchAll(/^\| (\d+) \| .* \| (.*) \|$/gm)].map(([, law, tests]) => ({
  law: Number(law),
  tests: [...tests!.matchAll(/`([^`]+)` \*(.*?)\*(?=<br>|$)/g)].map(([, file, title]) => ({
    file: file!,
    title: title!,
  })),
}));

it('has every law once, in order, each with a test at least', () => {
  expect(rows.map(({ law }) => law)).toEqual(Array.from({ length: LAWS }, (_, i) => i + 1));
  expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
});

it.each(rows)('law $law is held by tests of these titles', ({ tests }) => {
  for (const { file, title } of tests) {
    const path = join('tests/cascade', `${file}.test.ts`);
    expect([path, existsSync(path)]).toEqual([path, true]);
    const text = readFileSync(path, 'utf8').replaceAll("\\'", "'");
    expect([title, [`'${title}'`, `"${title}"`].some((quoted) => text.includes(quoted))]).toEqual([
      title,
      true,
    ]);
  }
});
