import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reduceBench } from '../bench/reduce.bench.ts';

it('measures the reduce of shards that were computed for it, the same ones a second time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  try {
    const grid = { leverage: 3, maintenance: 2, depth: 1, shock: 10 };
    const [figures, again] = [reduceBench([grid], folder), reduceBench([grid], folder)];
    // Besides the grid: two mechanisms compared at two shocks, and the proposed tiers at four.
    expect(figures.map(({ name, unit }) => `${name}: ${unit}`)).toEqual(
      [
        'wall time: s',
        'processor time: s',
        'peak memory: MB',
        'all files of the report: MB',
        'report.html: MB',
      ].map((what) => `reduce, 68 cells of 3 leverages, 1 shards, ${what}`),
    );
    for (const { value } of figures) expect(value).toBeGreaterThan(0);
    expect(again.map(({ checksum }) => checksum)).toEqual(figures.map(({ checksum }) => checksum));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
