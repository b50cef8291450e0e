// A report of a small market whose cells were really run: what a page says of them, its own core can compute again.
import { marketOf } from '../../../shared/market/market.ts';
import { parseSnapshot } from '../../../shared/market/snapshot.ts';
import { type BuildInput, type BuiltReport, buildReport } from '../../../shared/report/build.ts';
import { pageMarketOf } from '../../../shared/report/whatif/build.ts';
import type { PageCells, PageMarket } from '../../../shared/report/whatif/page-market.ts';
import { cellAt } from '../../../shared/sweep/cells.ts';
import type { Manifest } from '../../../shared/sweep/manifest.ts';
import { parseSweep } from '../../../shared/sweep/parse-sweep.ts';
import { createWorkbench, runCells } from '../../../shared/sweep/run-cells.ts';
import { folded } from '../../sweep/folded.ts';
import { ONE_SECOND, SNAPSHOT, sweepText, workloadOf } from '../../sweep/small.ts';

const HEX = '0123456789abcdef'.repeat(4);

/** Accounts that a venue lists: a short, and longs of whom two have one owner. */
export const LISTED = {
  kind: 'accounts',
  rows: [
    {
      side: -1,
      quantity: 5_000,
      entryPrice: 100,
      collateral: 200_000,
      account: 'desk 7',
      owner: 'hidden holdings',
    },
    ...Array.from({ length: 10 }, (_, i) => ({
      side: 1,
      quantity: 400 + 10 * i,
      entryPrice: 99.5,
      collateral: 2_500 + 300 * i,
      account: `secret ${i}`,
      owner: i < 2 ? 'hidden twins' : `alone ${i}`,
    })),
  ],
};

/** What reduce would hand over, with results that the core computed. */
export function realInput(snapshot: object = {}, sweepChange: object = {}): BuildInput {
  const parsed = parseSnapshot(JSON.stringify({ ...SNAPSHOT, ...snapshot }));
  const market = marketOf(parsed);
  const sweep = { ...parseSweep(sweepText()), ...sweepChange };
  const work = workloadOf(sweep, parsed);
  const cells = Array.from({ length: work.cells }, (_, index) => cellAt(work, index));
  const manifest: Manifest = {
    ...work,
    schema: 'manifest/1',
    candidateTiers: [...work.candidateTiers],
    sweepId: 'small-real',
    sweepDigest: HEX,
    snapshotDigest: HEX,
    modelDigest: HEX,
    limitsDigest: HEX,
    cellsPerShard: work.cells,
    shards: 1,
    forecast: ONE_SECOND,
    deadlineMinutes: 30,
  };
  return {
    manifest,
    market,
    results: folded(work.cells, [runCells(work, createWorkbench(market), cells)]),
    close: { status: 'complete', reason: null },
    previous: null,
    aftermath: null,
    knownAnswerOk: true,
    engine: { version: '0.1.0', digest: HEX },
  };
}

export const realReport = (...changes: Parameters<typeof realInput>): BuiltReport =>
  buildReport(realInput(...changes));

/** As a browser reads it: through JSON. */
export function asCarried(input: BuildInput): PageMarket & { readonly cells: PageCells } {
  const page: PageMarket = JSON.parse(JSON.stringify(pageMarketOf(input)));
  if (page.cells === null) throw new Error(`the page must have cells, got ${page.reason}`);
  return { ...page, cells: page.cells };
}
