// A process of its own, in which files are read that were made to swell: `node reader.ts memory|steps FILE...`. Prints a line
// of JSON for each: the refusal, seconds, the most memory that the process has ever held, or the most often that any piece
// of code has run.
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { basename, extname } from 'node:path';
import { columnsFromParquet } from '../../../functions/stored/load-market.ts';
import { positionsFromColumns } from '../../../shared/market/accounts.ts';
import { columnsFromCsv } from '../../../shared/market/csv.ts';
import { parseSnapshot } from '../../../shared/market/snapshot.ts';

const BOUNDS = { contract: 'linear', markPrice: 100, openInterest: 1e12, cap: Infinity } as const;

async function read(file: string, bytes: Uint8Array): Promise<void> {
  const name = basename(file);
  if (extname(file) === '.json') parseSnapshot(bytes.toString());
  else if (extname(file) === '.csv')
    positionsFromColumns(name, columnsFromCsv(name, bytes.toString()), BOUNDS);
  else positionsFromColumns(name, await columnsFromParquet('positions', name, bytes), BOUNDS);
}

/** How often the busiest piece of code has run, of ours and of the libraries that read. */
async function mostRuns(run: () => Promise<void>): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  await run();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const counts = result
    .filter(({ url }) => /\/(shared|functions|hyparquet|csv-parse)\//.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

const [what, ...files] = process.argv.slice(2);
for (const file of files) {
  const bytes = readFileSync(file);
  let refusal: string | null = null;
  const run = async () => {
    try {
      await read(file, bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refusal = error.message;
    }
  };
  const start = performance.now();
  let runs = 0;
  if (what === 'steps') runs = await mostRuns(run);
  else await run();
  const seconds = (performance.now() - start) / 1_000;
  globalThis.gc?.(); // what one file left behind is not the next one's
  const mostBytes = process.resourceUsage().maxRSS * 1_024;
  console.log(
    JSON.stringify({ file: basename(file), bytes: bytes.length, refusal, seconds, mostBytes, runs }),
  );
}
