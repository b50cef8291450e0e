import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scaleOf, scaleTable } from '../bench/scale.ts';

it('stands in docs/aws.md as the code that plans computes it (npm run scale)', () => {
  const page = readFileSync('docs/aws.md', 'utf8');
  for (const line of scaleTable()) expect(page).toContain(`${line}\n`);
});

// 10^8 cells of 10 ms are a million seconds: 33,334 shards of 30 s, 34 pages of a listing.
it('counts every shard once, whatever is asked about it', () => {
  const own = scaleOf(1e8, 0.01, 1_000);
  expect(own.shards).toBe(33_334);
  expect(own.s3Requests).toBe(5 * own.shards);
  expect(own.pagesPerLook).toBe(34);
  expect(Math.ceil(own.writesPerSecond)).toBe(34);
});

it('folds a sweep of more than 2,000 shards by thousands, and one of more than three million cells too', () => {
  expect(scaleOf(2e6, 0.03, 1_000)).toMatchObject({ shards: 2_000, folds: 0 });
  expect(scaleOf(2e6, 0.031, 1_000)).toMatchObject({ shards: 2_069, folds: 3 });
  // 334 shards of 300,000 cells, ten a fold.
  expect(scaleOf(1e8, 0.000_1, 1_000)).toMatchObject({ shards: 334, folds: 34 });
});
