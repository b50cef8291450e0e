// The bundled nightly as a whole: time and memory, and what a second worker brings.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from './measure.ts';

export const EXAMPLE = fileURLToPath(new URL('../../examples/xbtusd-2021-07-22/', import.meta.url));
const RUN = fileURLToPath(new URL('./nightly-run.ts', import.meta.url));

interface Taken {
  readonly coreSeconds: number;
  readonly wallSeconds: number;
}

interface Run {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly digest: string;
  readonly forecast: Taken;
  readonly metered: Taken;
}

export function runNightly(sweepFile: string, workers: number): Run {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  try {
    const text = execFileSync(process.execPath, [RUN, sweepFile, folder, String(workers)], {
      encoding: 'utf8',
    });
    return JSON.parse(text) as Run;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const figures = (name: string, run: Run): Figure[] => [
  { name: `${name}, wall time`, value: run.seconds, unit: 's', checksum: run.digest.slice(0, 12) },
  { name: `${name}, peak memory`, value: run.peakMegabytes, unit: 'MB', checksum: run.digest.slice(0, 12) },
];

export const nightlyBench = (): Figure[] =>
  figures('nightly of the example, 2 workers', runNightly(join(EXAMPLE, 'sweep.json'), 2));

/** @param paths in decision cells; a tenth elsewhere */
export function workersBench(paths: number): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  try {
    cpSync(EXAMPLE, folder, { recursive: true });
    const sweepFile = join(folder, 'sweep.json');
    const text = readFileSync(sweepFile, 'utf8');
    const short = text.replace(
      /"decision": \d+, "other": \d+/,
      `"decision": ${paths}, "other": ${paths / 10}`,
    );
    if (short === text) throw new RangeError('sweep.json must state its paths on one line, got other text');
    writeFileSync(sweepFile, short);
    const one = runNightly(sweepFile, 1);
    const two = runNightly(sweepFile, 2);
    const name = `example with ${paths} and ${paths / 10} paths`;
    return [
      ...figures(`${name}, 1 worker`, one),
      ...figures(`${name}, 2 workers`, two),
      {
        name: `${name}, 1 worker over 2`,
        value: one.seconds / two.seconds,
        unit: 'ratio',
        checksum: one.digest === two.digest ? one.digest.slice(0, 12) : 'DIFFERENT REPORTS',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
