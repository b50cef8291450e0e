// Loads positions from Parquet in a process of its own, so that its memory can be told.
// node tests/bench/positions-run.ts FILE
import { readFileSync } from 'node:fs';
import { columnsFromParquet } from '../../functions/stored/load-market.ts';
import { positionsFromColumns } from '../../shared/market/accounts.ts';
import { checksum } from './measure.ts';

const start = performance.now();
const columns = await columnsFromParquet('positions', 'positions.parquet', readFileSync(process.argv[2]!));
const bounds = {
  contract: 'linear',
  markPrice: 100,
  openInterest: 1e9,
  cap: Number.POSITIVE_INFINITY,
} as const;
const accounts = positionsFromColumns('positions.parquet', columns, bounds);
console.log(
  JSON.stringify({
    milliseconds: performance.now() - start,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    checksum: checksum(accounts.collateral),
  }),
);
