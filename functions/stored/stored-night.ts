import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { predictionsFromCsv } from '../../shared/report/change-tables.ts';
import type { Earlier } from '../../shared/report/compare.ts';
import type { CellCount } from '../../shared/report/delta-map.ts';
import type { StoredNight } from '../../shared/report/night-before.ts';
import type { Report } from '../../shared/report/report.ts';
import { predictionsOf } from '../../shared/risk/backtest/prediction.ts';
import type { ProbedPaths } from '../../shared/risk/changes/probe.ts';
import type { Prediction } from '../../shared/risk/findings/own-record.ts';
import { sweepDigest } from '../../shared/sweep/digests.ts';
import { reportKey, snapshotKey } from '../../shared/sweep/keys.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import type { Sweep } from '../../shared/sweep/sweep-file.ts';
import type { Objects } from '../ports.ts';
import { loadMarket } from './load-market.ts';
import { needMarketManifest } from './manifests.ts';
import { readParquet } from './parquet.ts';
import type { Ceiling, Wanted } from './parquet-footer.ts';
import { needPrevious } from './previous-report.ts';

type Previous = NonNullable<Sweep['previous']>;
/** Where a night's report lies. */
export type NightPlace = NonNullable<Previous['night']>;

/** A report holds no more rows than this in a table, and a night is smaller. */
const CEILING: Ceiling = { maxRows: 4_000_000, maxBytes: 2 ** 30, others: 'ignored' };

/**
 * Last night: its report alone, or, where the sweep says that it lies in this store, its inputs and tables too. Everything has
 * the digest that the report gives it, and the report the one that the sweep names.
 */
export async function needNight(objects: Objects, previous: Previous): Promise<Earlier | StoredNight> {
  const earlier = await needPrevious(objects, previous);
  const { night } = previous;
  if (!night) return earlier;
  const manifest = await needMadeOf(objects, night, earlier.report);
  const market = await loadMarket(objects, manifest.snapshotDigest);
  return {
    ...earlier,
    manifest,
    market,
    predictions: await predictionsSoFar(objects, night, earlier.report, { manifest, market }),
    paths: pathsOf(await needTable(objects, night, earlier.report, 'paths')),
    cells: cellsOf(await needTable(objects, night, earlier.report, 'cells')),
  };
}

/** Refuses a night of which something that `needNight` would read is not there; reads none of the large parts. */
export async function refuseIncompleteNight(
  objects: Objects,
  night: NightPlace,
  report: Report,
): Promise<void> {
  const { snapshotDigest } = await needMadeOf(objects, night, report);
  const tables = [...Object.keys(TABLES).map((name) => `tables/${name}.parquet`), OWN_RECORD];
  const keys = [
    snapshotKey.build({ digest: snapshotDigest, file: 'snapshot.json' }),
    ...report.tables.flatMap(({ path }) =>
      tables.includes(path) ? [reportKey.build({ ...night, file: path })] : [],
    ),
  ];
  for (const key of keys) if (!(await objects.head(key))) refuse(key, 'be there', undefined);
}

/** The manifest that a report is made of. */
async function needMadeOf(objects: Objects, { sweepId }: NightPlace, report: Report): Promise<Manifest> {
  const { manifest } = await needMarketManifest(objects, sweepId);
  const { sweep, snapshotDigest, modelDigest } = manifest;
  const named = report.inputs.find(({ name }) => name === 'sweep')?.digest;
  const own = `sha256:${sweepDigest(sweep, snapshotDigest, modelDigest)}`;
  if (own !== named) refuse(`manifest of ${sweepId}`, `be that of its report, ${named}`, own);
  return manifest;
}

const TABLES = {
  paths: [
    { name: 'cellId', holds: 'texts' },
    { name: 'path', holds: 'numbers' },
    { name: 'need', holds: 'numbers' },
    { name: 'uncoveredShare', holds: 'numbers' },
  ],
  cells: [
    { name: 'cellId', holds: 'texts' },
    { name: 'p', holds: 'numbers' },
    { name: 'pathsPlanned', holds: 'numbers' },
  ],
} satisfies Record<string, readonly Wanted[]>;

interface Rows {
  readonly ids: readonly (string | null)[];
  readonly number: (column: string) => Float64Array;
}

async function needTable(
  objects: Objects,
  night: NightPlace,
  report: Report,
  name: keyof typeof TABLES,
): Promise<Rows> {
  const file = `tables/${name}.parquet`;
  const table = report.tables.find(({ path }) => path === file);
  if (table?.rows === 0) return { ids: [], number: () => new Float64Array(0) };
  const body = await needFile(objects, night, report, file);
  const { numbers, texts } = await readParquet(file, body, TABLES[name], CEILING);
  return { ids: texts.get('cellId')!, number: (column) => numbers.get(column)! };
}

/** A table beside a report, with the digest that the report gives it. */
async function needFile(
  objects: Objects,
  night: NightPlace,
  report: Report,
  file: string,
): Promise<Uint8Array> {
  const key = reportKey.build({ ...night, file });
  const stored = await objects.get(key);
  if (!stored) refuse(key, 'be there', undefined);
  const named = report.tables.find(({ path }) => path === file)?.digest;
  const got = `sha256:${sha256(stored.body)}`;
  if (got !== named) refuse(key, `have the digest ${named}`, got);
  return stored.body;
}

const OWN_RECORD = 'tables/own_record.csv';
/** Two sides a night, and more than a year of nights. */
const MOST_PREDICTIONS = 800;

/** What that report and those before it said: its table, or its own two rows where it was the first. */
async function predictionsSoFar(
  objects: Objects,
  night: NightPlace,
  report: Report,
  { manifest, market }: Pick<StoredNight, 'manifest' | 'market'>,
): Promise<Prediction[]> {
  if (!report.tables.some(({ path }) => path === OWN_RECORD)) {
    const tiers = report.tiers.find((own) => own.market === manifest.market);
    return tiers ? predictionsOf(market, manifest.sweep, tiers, report.ordinaryDays) : [];
  }
  const text = new TextDecoder().decode(await needFile(objects, night, report, OWN_RECORD));
  return predictionsFromCsv(OWN_RECORD, text).slice(-MOST_PREDICTIONS);
}

/** Rows of a cell lie together, because the table is written cell after cell. */
function pathsOf({ ids, number }: Rows): Map<string, ProbedPaths> {
  const [path, need, uncovered] = [number('path'), number('need'), number('uncoveredShare')];
  const cells = new Map<string, ProbedPaths>();
  for (let from = 0; from < ids.length; ) {
    let to = from + 1;
    while (to < ids.length && ids[to] === ids[from]) to++;
    cells.set(ids[from]!, {
      path: path.subarray(from, to),
      need: need.subarray(from, to),
      uncoveredShare: uncovered.subarray(from, to),
    });
    from = to;
  }
  return cells;
}

function cellsOf({ ids, number }: Rows): Map<string, CellCount> {
  const [share, planned] = [number('p'), number('pathsPlanned')];
  return new Map(
    ids.map((id, row) => [id!, { failing: Math.round(share[row]! * planned[row]!), planned: planned[row]! }]),
  );
}
