import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { buildReport } from '../../shared/report/build.ts';
import { renderReport } from '../../shared/report/render.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import type { Close } from '../../shared/sweep/records.ts';
import { shardSetOf } from '../../shared/sweep/shard-set.ts';
import type { ListedResults } from '../sweep/folded.ts';
import { serialResults } from '../sweep/serial-oracle.ts';
import { CODE } from './simulation.ts';
import { snapshotText } from './sweeps.ts';
import { toyOracle, toyReport } from './toy.ts';

export interface OracleReport {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Tells of every interval that does not hold what all paths say. */
  checkBounds(tell: (message: string) => void): void;
}

/** The report that the protocol must arrive at: two loops, then the same report code, over the cells of a close. */
export async function oracleReport(isReal: boolean, manifest: Manifest, close: Close): Promise<OracleReport> {
  const all = isReal ? realResults(manifest) : toyResults(manifest);
  const done = shardSetOf(close.done, manifest.shards);
  const isDone = (cell: number) => done[Math.floor(cell / manifest.cellsPerShard)] === 1;
  const results: ListedResults = {
    cells: all.cells.map((own, cell) => (isDone(cell) ? own : null)),
    paths: new Map([...all.paths].filter(([cell]) => isDone(cell))),
  };
  if (!isReal) {
    const files = toyReport(manifest, results, close);
    return {
      files,
      checkBounds(tell) {
        const { bounds } = JSON.parse(new TextDecoder().decode(files.get('report.json')));
        const failing = all.cells.reduce((sum, cell) => sum + cell!.failing, 0) / manifest.paths;
        if (!(bounds.lower <= failing && failing <= bounds.upper))
          tell(`${failing} must lie in its interval, got ${bounds.lower} to ${bounds.upper}`);
      },
    };
  }
  return { files: realReport(manifest, results, close), checkBounds: () => {} };
}

const known = new Map<string, ListedResults>();

function remembered(name: string, make: () => ListedResults): ListedResults {
  const own = known.get(name) ?? make();
  known.set(name, own);
  return own;
}

const toyResults = (manifest: Manifest): ListedResults =>
  remembered(`toy ${JSON.stringify(manifest.grids)}`, () => toyOracle(manifest));

const realMarket = () => marketOf(parseSnapshot(snapshotText), {});

const realResults = (manifest: Manifest): ListedResults =>
  remembered(`real ${manifest.sweepDigest}`, () => serialResults(manifest, realMarket()));

function realReport(
  manifest: Manifest,
  results: ListedResults,
  { status, reason }: Close,
): Map<string, Uint8Array> {
  const { body, rows } = buildReport({
    manifest,
    market: realMarket(),
    results,
    close: { status, reason },
    previous: null,
    knownAnswerOk: true,
    engine: CODE,
  });
  return new Map(renderReport(body, rows));
}
