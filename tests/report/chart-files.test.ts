// Charts as files of their own.
import { expect, it } from 'vitest';
import { chartFiles } from '../../shared/report/chart-files.ts';
import { pageOf } from './files.ts';
import { severalMarkets } from './fixture.ts';

const page = pageOf(severalMarkets(2, { paths: { decision: 40, other: 8 } }));
const files = chartFiles(page);

it('every drawing of a figure is a file, named by its chart and side', () => {
  const drawn = page.match(/<div class="draw"><svg/g)!.length;
  expect(files.size).toBe(drawn);
  expect(drawn).toBeGreaterThan(10);
  for (const name of files.keys()) expect(name).toMatch(/^chart-\d+(-(down|up|[a-z0-9-]+))?\.svg$/);
});

it.each([...files])(
  '%s is whole by itself: a name space, a size, every class that it uses, tags that close',
  (_, svg) => {
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="480" height="[\d.]+" viewBox="0 0 480 [\d.]+" /,
    );
    const open: string[] = [];
    for (const [, end, name, empty] of svg.matchAll(/<(\/?)([a-zA-Z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name!);
    }
    expect(open).toEqual([]);
    expect(svg.replace(/&(amp|lt|gt|quot|#\d+);/g, '')).not.toMatch(/&/);
    const style = /<style>([\s\S]*)<\/style>/.exec(svg)![1]!;
    const used = new Set([...svg.matchAll(/ class="([^"]+)"/g)].flatMap(([, own]) => own!.split(' ')));
    for (const own of used) if (own !== 'tx') expect(style).toContain(`.${own}`);
  },
);
