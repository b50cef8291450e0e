// One nightly in a process of its own, so that its memory can be told: prints seconds, peak memory, digest.
// node tests/bench/nightly-run.ts SWEEP.json OUT_FOLDER WORKERS
import { runLocal } from '../../cli/local/run-local.ts';
import { sha256 } from '../../shared/market/digest.ts';

const [sweepFile, outFolder, workers] = process.argv.slice(2);
const start = performance.now();
const { report } = await runLocal({ sweepFile: sweepFile!, outFolder: outFolder!, workers: Number(workers) });
console.log(
  JSON.stringify({
    seconds: (performance.now() - start) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    digest: sha256(JSON.stringify(report)),
  }),
);
