// A small sweep of each kind whose walks come to a row each, with what its command makes of it: no shard, no message, no storage.
import type { Release } from '../../functions/ports.ts';
import { SCENARIO_FILE } from '../../functions/stored/load-lending.ts';
import { venueDigest } from '../../shared/market/contagion/venue-snapshot.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { lendingDigest, lendingOf } from '../../shared/market/lending-scenario.ts';
import { contagionFiles } from '../../shared/report/contagion/contagion-files.ts';
import { lendingFiles } from '../../shared/report/lending/lending-files.ts';
import type { ReportFile } from '../../shared/report/render.ts';
import { keptWidth, venueBench, walkBench } from '../../shared/sweep/contagion/venue-bench.ts';
import { venueCells } from '../../shared/sweep/contagion/venue-cells.ts';
import { venueSweepDigest } from '../../shared/sweep/contagion/venue-sweep.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { inputAt, lendingCells } from '../../shared/sweep/lending/lending-cells.ts';
import { lendingPath } from '../../shared/sweep/lending/lending-paths.ts';
import { lendingWidth, rowOf } from '../../shared/sweep/lending/lending-rows.ts';
import { parseLendingSweep } from '../../shared/sweep/lending/lending-sweep.ts';
import type { RowKindName } from '../../shared/sweep/row-manifest.ts';
import { VENUE } from '../market/contagion/two-markets.ts';
import { sweepOf, twoMarkets, VENUE_SWEEP } from '../sweep/contagion/two-markets-sweep.ts';
import { SWEEP as LENDING_SWEEP, scenarioValue } from '../sweep/lending/small-lending.ts';

export interface RowCase {
  readonly name: string;
  readonly kind: RowKindName;
  readonly walks: number;
  readonly width: number;
  /** What becomes of a round in which something is missing. */
  readonly partial: 'reported' | 'unmade';
  /** A shard size that divides nothing. */
  readonly perShard: number;
  readonly objects: ReadonlyMap<string, Uint8Array>;
  /** Of all walks, in their order. */
  readonly rows: Float64Array;
  request(change: object): { readonly sweep: string; readonly snapshotDigest: string };
  direct(engine: Release): ReportFile[];
}

const encoded = (value: unknown) => new TextEncoder().encode(canonicalJson(value));

function severalMarkets(): RowCase {
  const paths = { decision: 9, other: 4 };
  const alternatives = [
    { id: 'half', text: 'depth halves', owner: null, change: { depthScale: 0.5 }, paths: 14 },
  ];
  const asked = { paths, alternatives };
  const sweep = sweepOf(asked);
  const venue = twoMarkets();
  const cells = venueCells(sweep, venue);
  const walks = cells.reduce((sum, cell) => sum + cell.paths, 0);
  const snapshotDigest = venueDigest(VENUE);
  return {
    name: 'several markets',
    kind: 'markets',
    walks,
    width: keptWidth(2),
    partial: 'reported',
    perShard: 23,
    objects: new Map([
      [snapshotKey.build({ digest: snapshotDigest, file: 'snapshot.json' }), encoded(VENUE)],
    ]),
    rows: walkBench(venue, sweep, cells)(0, walks),
    request: (change) => ({
      sweep: JSON.stringify({ ...VENUE_SWEEP, ...asked, ...change }),
      snapshotDigest,
    }),
    direct: (engine) => {
      const rows = venueBench(venue, sweep, cells)(0, 14);
      const digest = venueSweepDigest(sweep, snapshotDigest);
      return contagionFiles({ venue, sweep, cells, rows, snapshotDigest, digest, engine });
    },
  };
}

function lending(): RowCase {
  const value = scenarioValue();
  const scenario = lendingOf(value);
  const asked = { ...LENDING_SWEEP, scenario: SCENARIO_FILE };
  const sweep = parseLendingSweep(JSON.stringify(asked));
  const cells = lendingCells(sweep);
  const digest = lendingDigest(value, undefined);
  const paths = cells.map((cell) => lendingPath(inputAt(scenario.input, sweep, cell)));
  return {
    name: 'a lending market',
    kind: 'lending',
    walks: cells.length,
    width: lendingWidth(scenario.input),
    partial: 'unmade',
    perShard: 7,
    objects: new Map([[snapshotKey.build({ digest, file: SCENARIO_FILE }), encoded(value)]]),
    rows: Float64Array.from(paths.flatMap((path) => [...rowOf(path)])),
    request: (change) => ({ sweep: JSON.stringify({ ...asked, ...change }), snapshotDigest: digest }),
    direct: (engine) => lendingFiles({ scenario, sweep, cells, paths, scenarioDigest: digest, engine }),
  };
}

export const CASES: readonly RowCase[] = [severalMarkets(), lending()];
