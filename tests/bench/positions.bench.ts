// A venue's account list from Parquet to columns: time and memory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { PURPOSE, uniforms } from '../../shared/cascade/numbers/random.ts';
import type { Figure } from './measure.ts';

const RUN = fileURLToPath(new URL('./positions-run.ts', import.meta.url));

export function positionsBench(rows: number): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  try {
    return [true, false].flatMap((named) => {
      const file = join(folder, `${named}.parquet`);
      writeFileSync(
        file,
        new Uint8Array(parquetWriteBuffer({ columnData: columnsOf(rows, named), rowGroupSize: 100_000 })),
      );
      const run = JSON.parse(execFileSync(process.execPath, [RUN, file], { encoding: 'utf8' }));
      const name = `${rows} positions from Parquet${named ? ' with account names' : ''}`;
      return [
        { name: `${name}, load time`, value: run.milliseconds, unit: 'ms', checksum: run.checksum },
        { name: `${name}, peak memory`, value: run.peakMegabytes, unit: 'MB', checksum: run.checksum },
      ];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function columnsOf(rows: number, named: boolean): Parameters<typeof parquetWriteBuffer>[0]['columnData'] {
  const draw = (lane: number, scale: number, least: number) => {
    const values = new Float64Array(rows);
    uniforms({ seedLow: 1, seedHigh: 0, path: 0, purpose: PURPOSE.sizes, lane }, 0, rows, values);
    return Array.from(values, (value) => least + scale * value);
  };
  const numbers = [
    { name: 'side', data: Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1 : -1)) },
    { name: 'quantity', data: draw(0, 10, 0.01) },
    { name: 'entryPrice', data: draw(1, 20, 90) },
    { name: 'collateral', data: draw(2, 100, 1) },
  ].map((column) => ({ ...column, type: 'DOUBLE' as const }));
  const account = Array.from({ length: rows }, (_, i) => `account-${i}`);
  return named ? [...numbers, { name: 'account', data: account, type: 'STRING' as const }] : numbers;
}
