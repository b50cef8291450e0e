// The report of a large sweep from its shards: time and memory. The shards are real ones, computed once and kept.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Figure } from './measure.ts';
import type { GridSize } from './reduce-sweep.ts';

const MAKE = fileURLToPath(new URL('./reduce-make.ts', import.meta.url));
const RUN = fileURLToPath(new URL('./reduce-run.ts', import.meta.url));
/** A sweep lies under a name that says which model computed it. */
const KEPT = fileURLToPath(new URL('../../out/bench/reduce', import.meta.url));

/** A million cells, on every axis and all in the plane that the page draws. */
export const MILLION: readonly GridSize[] = [
  { leverage: 100, maintenance: 10, depth: 10, shock: 100 },
  { leverage: 1_000, maintenance: 1, depth: 1, shock: 1_000 },
];

export function reduceBench(grids: readonly GridSize[], folder = KEPT): Figure[] {
  mkdirSync(folder, { recursive: true });
  return grids.flatMap((grid) => {
    const { sweepId, cells, shards } = run(MAKE, folder, JSON.stringify(grid));
    const { seconds, cpuSeconds, peakMegabytes, megabytes, pageMegabytes, checksum } = run(
      RUN,
      folder,
      sweepId,
    );
    const name = `reduce, ${cells} cells of ${grid.leverage} leverages, ${shards} shards`;
    return [
      { name: `${name}, wall time`, value: seconds, unit: 's', checksum },
      { name: `${name}, processor time`, value: cpuSeconds, unit: 's', checksum },
      { name: `${name}, peak memory`, value: peakMegabytes, unit: 'MB', checksum },
      { name: `${name}, all files of the report`, value: megabytes, unit: 'MB', checksum },
      { name: `${name}, report.html`, value: pageMegabytes, unit: 'MB', checksum },
    ];
  });
}

const run = (program: string, ...words: string[]) =>
  JSON.parse(execFileSync(process.execPath, [program, ...words], { encoding: 'utf8' }));
