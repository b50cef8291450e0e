// The same kernel as a plain C loop, built here if a compiler is present: what "fast" means on this machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLadder, fillLadder } from '../../shared/cascade/ladder.ts';
import { kernelMarket, RECIPE } from './kernel-market.ts';
import type { Figure } from './measure.ts';

const SOURCE = fileURLToPath(new URL('./kernel.c', import.meta.url));

export function cLoopBench(sizes: readonly number[], runs = 5): Figure[] {
  if (spawnSync('gcc', ['--version']).status !== 0) {
    console.error('c-loop: skipped, there is no gcc here');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'cascade-c-'));
  try {
    const program = join(folder, 'kernel');
    execFileSync('gcc', ['-O3', '-march=native', '-o', program, SOURCE, '-lm']);
    return sizes.map((positions) => cLoopFigure(program, join(folder, 'ladder'), positions, runs));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function cLoopFigure(program: string, file: string, positions: number, runs: number): Figure {
  const market = kernelMarket(positions);
  const ladder = createLadder(positions);
  fillLadder(ladder, market.accounts, market.tiers, 'linear', market.rules.startPrice);
  const { trigger, quantity, bankruptcy, notional } = ladder;
  const columns = [Float64Array.of(positions, market.rules.fund), trigger, quantity, bankruptcy, notional];
  writeFileSync(file, Buffer.concat(columns.map((column) => new Uint8Array(column.buffer))));
  const slope = (RECIPE.impact * market.rules.startPrice) / ladder.openQuantity;
  const answer = JSON.parse(execFileSync(program, [file, String(runs), String(slope)], { encoding: 'utf8' }));
  return {
    name: `kernel as a plain C loop, all liquidated, ${positions} positions`,
    value: answer.cellsPerSecond,
    unit: 'cells/s',
    checksum: answer.checksum,
  };
}
