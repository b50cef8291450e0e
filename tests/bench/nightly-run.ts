// One nightly in a process of its own, so that its memory can be told: prints seconds, peak memory, digest, and what its receipt says.
// node tests/bench/nightly-run.ts SWEEP.json OUT_FOLDER WORKERS
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLocal } from '../../cli/local/run-local.ts';
import { parseReceipt } from '../../functions/reduce/receipt.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { resultSeconds } from '../../shared/sweep/forecast.ts';

const [sweepFile, outFolder, workers] = process.argv.slice(2);
const start = performance.now();
const { report, folder } = await runLocal({
  sweepFile: sweepFile!,
  outFolder: outFolder!,
  workers: Number(workers),
});
const seconds = (performance.now() - start) / 1000;
const { forecast, metered } = parseReceipt(readFileSync(join(folder, 'receipt.json'), 'utf8'));
console.log(
  JSON.stringify({
    seconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    digest: sha256(JSON.stringify(report)),
    forecast: { coreSeconds: forecast.coreSeconds, wallSeconds: resultSeconds(forecast.wallSeconds) },
    metered: { coreSeconds: metered.coreSeconds, wallSeconds: metered.wallSeconds },
  }),
);
