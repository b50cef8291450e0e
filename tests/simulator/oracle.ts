import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { buildReport } from '../../shared/report/build.ts';
import { renderReport } from '../../shared/report/render.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import type { Close } from '../../shared/sweep/records.ts';
import type { CellSummary } from '../../shared/sweep/results.ts';
import { shardSetOf } from '../../shared/sweep/shard-set.ts';
import type { ListedResults } from '../sweep/folded.ts';
import { serialResults } from '../sweep/serial-oracle.ts';
import { CODE } from './simulation.ts';
import { MARKET } from './sweeps.ts';
import { type ToyBounds, toyOracle, toyReport } from './toy.ts';

export interface OracleReport {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Tells of every interval that does not hold what all paths say. */
  checkBounds(tell: (message: string) => void): void;
}

/**
 * The report that the protocol must arrive at: two loops, then the same report code, over the cells of a close.
 *
 * @param wrong cells that a worker got wrong, and what is stored of them: nobody can tell, and the report says the same
 */
export function oracleReport(
  isReal: boolean,
  manifest: Manifest,
  close: Close,
  wrong: ReadonlyMap<number, CellSummary>,
): OracleReport {
  const right = isReal ? realResults(manifest) : toyResults(manifest);
  const all =
    wrong.size === 0 ? right : { ...right, cells: right.cells.map((own, cell) => wrong.get(cell) ?? own) };
  const done = shardSetOf(close.done, manifest.shards);
  const isDone = (cell: number) => done[Math.floor(cell / manifest.cellsPerShard)] === 1;
  const results: ListedResults = {
    cells: all.cells.map((own, cell) => (isDone(cell) ? own : null)),
    paths: new Map([...all.paths].filter(([cell]) => isDone(cell))),
  };
  if (isReal) {
    const files = realReport(manifest, results, close);
    const complete = () => realReport(manifest, all, { status: 'complete', reason: null });
    return { files, checkBounds: (tell) => intervalsHold(jsonOf(files), jsonOf(complete()), 'report', tell) };
  }
  const files = toyReport(manifest, results, close);
  return {
    files,
    checkBounds(tell) {
      const { bounds } = jsonOf(files) as { readonly bounds: ToyBounds };
      const failing = all.cells.reduce((sum, cell) => sum + cell!.failing, 0) / manifest.paths;
      if (!(bounds.lower <= failing && failing <= bounds.upper))
        tell(`${failing} must lie in its interval, got ${bounds.lower} to ${bounds.upper}`);
    },
  };
}

const jsonOf = (files: ReadonlyMap<string, Uint8Array>): unknown =>
  JSON.parse(new TextDecoder().decode(files.get('report.json')));

/** Whatever value a partial report gives an interval, the complete report's value lies in it. */
function intervalsHold(
  partial: unknown,
  complete: unknown,
  place: string,
  tell: (message: string) => void,
): void {
  if (typeof partial !== 'object' || partial === null) return;
  if (typeof complete !== 'object' || complete === null) return;
  if (Array.isArray(partial) !== Array.isArray(complete)) return;
  if (Array.isArray(partial) && Array.isArray(complete) && partial.length !== complete.length) return;
  const own = partial as Readonly<Record<string, unknown>>;
  const whole = complete as Readonly<Record<string, unknown>>;
  const { interval } = own as { readonly interval?: Partial<Record<'lower' | 'upper', number | null>> };
  if (interval && typeof whole.value === 'number') {
    const lower = interval.lower ?? Number.NEGATIVE_INFINITY;
    const upper = interval.upper ?? Number.POSITIVE_INFINITY;
    if (!(lower <= whole.value && whole.value <= upper))
      tell(`${place} must hold ${whole.value}, got ${lower} to ${upper}`);
  }
  for (const [name, field] of Object.entries(own))
    intervalsHold(field, whole[name], `${place}.${name}`, tell);
}

/** Seeds share their sweeps. */
function remembered<T>() {
  const known = new Map<string, T>();
  return (name: string, make: () => T): T => {
    const own = known.get(name) ?? make();
    if (known.size < 200) known.set(name, own);
    return own;
  };
}
const knownResults = remembered<ListedResults>();
const knownReports = remembered<ReadonlyMap<string, Uint8Array>>();

const toyResults = (manifest: Manifest): ListedResults =>
  knownResults(`toy ${manifest.cells}`, () => toyOracle(manifest));

const realMarket = () => marketOf(parseSnapshot(MARKET.snapshotText), {});

const realResults = (manifest: Manifest): ListedResults =>
  knownResults(`real ${manifest.sweepDigest}`, () => serialResults(manifest, realMarket()));

function realReport(
  manifest: Manifest,
  results: ListedResults,
  { status, reason }: Pick<Close, 'status' | 'reason'>,
): ReadonlyMap<string, Uint8Array> {
  const cells = results.cells.map((cell) => (cell ? 1 : 0)).join('');
  return knownReports(`${manifest.sweepId} ${manifest.sweepDigest} ${reason} ${cells}`, () => {
    const { body, rows } = buildReport({
      manifest,
      market: realMarket(),
      results,
      close: { status, reason },
      previous: null,
      aftermath: null,
      knownAnswerOk: true,
      engine: CODE,
    });
    return new Map(renderReport(body, rows));
  });
}
