// The reduce of a closed round in a process of its own, so that its memory can be told. It reads what lies in the
// folder and writes its report into another, which is removed afterwards, for a report is written once.
// node tests/bench/reduce-run.ts FOLDER SWEEP_ID
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileObjects } from '../../cli/local/file-objects.ts';
import type { Objects } from '../../functions/ports.ts';
import { reduce } from '../../functions/reduce/reduce.ts';
import { sha256 } from '../../shared/market/digest.ts';

const [folder, sweepId] = process.argv.slice(2);
const scratch = mkdtempSync(join(folder!, 'report-'));
try {
  const written = fileObjects(scratch);
  const objects: Objects = { ...fileObjects(folder!), create: written.create };
  const release = { version: '0.0.0', digest: '0'.repeat(64) };
  const start = performance.now();
  const { files } = await reduce({ objects, release, usdPerSecond: 0 })(sweepId!, 1);
  const seconds = (performance.now() - start) / 1_000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const of = (name: string) => files.find(({ file }) => file === name)!;
  console.log(
    JSON.stringify({
      seconds,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      peakMegabytes: maxRSS / 1_024,
      megabytes: files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
      pageMegabytes: of('report.html').bytes / 1e6,
      checksum: of('tables/cells.parquet').sha256.slice(0, 12),
      all: sha256(JSON.stringify(files)),
    }),
  );
} finally {
  rmSync(scratch, { recursive: true });
}
