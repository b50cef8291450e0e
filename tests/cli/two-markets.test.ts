// examples/two-markets/sweep.json is what make.ts makes, and reads; its first paths are ordinary where nothing is shocked.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readVenueSweep } from '../../cli/local/venue-files.ts';
import { assessVenue } from '../../shared/risk/contagion/assess-venue.ts';
import { venueBench } from '../../shared/sweep/contagion/venue-bench.ts';

const FOLDER = 'examples/two-markets';
const FILES = ['snapshot.json', 'accounts.csv', 'wallets.csv', 'assets.csv'];
const textsIn = (folder: string) => FILES.map((file) => readFileSync(join(folder, file), 'utf8'));

it('is made again to the byte', () => {
  const made = mkdtempSync(join(tmpdir(), 'two-markets-'));
  execFileSync(process.execPath, [`${FOLDER}/make.ts`, made]);
  expect(textsIn(made)).toEqual(textsIn(FOLDER));
});

it('carries a shock of one market into the other, where the cut twin has none', async () => {
  const { venue, sweep, cells } = await readVenueSweep(`${FOLDER}/sweep.json`);
  expect(venue.raised).toEqual({ share: 0, money: 0 });
  const paths = 25;
  const few = cells
    .filter(({ kind }) => kind !== 'axis' && kind !== 'rule')
    .map((cell) => ({ ...cell, paths }));
  const found = assessVenue(venue, sweep, few, venueBench(venue, sweep, few)(0, paths));
  const shareOf = (row: number, how: 'linked' | 'cut', k: number) =>
    found.table[row]![how]!.markets[k]!.liquidatedShare.mean.value!;
  expect(found.table.map(({ linked: { id } }) => id)).toEqual([
    'quiet',
    'alone-btc-perp',
    'alone-eth-perp',
    'all',
  ]);
  for (const k of [0, 1]) expect(shareOf(0, 'linked', k)).toBeLessThan(0.001);
  expect(shareOf(1, 'linked', 1)).toBeGreaterThan(0.005);
  expect(shareOf(1, 'cut', 1)).toBeLessThan(0.001);
  expect(shareOf(2, 'linked', 0)).toBeGreaterThan(0.01);
  expect(shareOf(2, 'cut', 0)).toBeLessThan(0.001);
  // Hedges and pooled collateral: linking leaves smaller deficits.
  for (const row of [1, 2, 3]) expect(found.table[row]!.difference!.deficits.interval.upper!).toBeLessThan(0);
});
