import { FLAG } from '../../cascade/outcome.ts';
import { KEPT_OF_MARKET, KEPT_OF_SYSTEM, keptWidth } from '../../sweep/contagion/venue-bench.ts';
import type { VenueCell } from '../../sweep/contagion/venue-cells.ts';

type OfMarket = (typeof KEPT_OF_MARKET)[number];
type OfSystem = (typeof KEPT_OF_SYSTEM)[number];

/** The paths of a cell. */
export interface VenueRows {
  readonly cell: VenueCell;
  readonly planned: number;
  /** Numbers of the paths that are done, ascending: the others could not finish by the horizon. */
  readonly paths: readonly number[];
  /** Path by path, of those that are done. */
  system(name: OfSystem): Float64Array;
  market(k: number, name: OfMarket): Float64Array;
  /** In how many paths a flag is up, those that are not done included. */
  flagged(flag: number): number;
}

/** @param rows of the cell's paths one after another, as `venueBench` writes them */
export function venueRows(cell: VenueCell, rows: Float64Array, markets: number): VenueRows {
  const width = keptWidth(markets);
  const placeOfSystem = (name: OfSystem) => markets * KEPT_OF_MARKET.length + KEPT_OF_SYSTEM.indexOf(name);
  const flags = placeOfSystem('flags');
  const all = Array.from({ length: rows.length / width }, (_, path) => path);
  const paths = all.filter((path) => isDone(rows.subarray(path * width, (path + 1) * width), flags));
  const column = (place: number) => Float64Array.from(paths, (path) => rows[path * width + place]!);
  return {
    cell,
    planned: cell.paths,
    paths,
    system: (name) => column(placeOfSystem(name)),
    market: (k, name) => column(k * KEPT_OF_MARKET.length + KEPT_OF_MARKET.indexOf(name)),
    flagged: (flag) => all.filter((path) => (rows[path * width + flags]! & flag) !== 0).length,
  };
}

/** As in a sweep of one market: what still works off inventory is done, other unfinished business is not. */
function isDone(row: Float64Array, flags: number): boolean {
  const own = row[flags]!;
  return row.every(Number.isFinite) && ((own & FLAG.UNFINISHED) === 0 || (own & FLAG.WORKING_OFF) !== 0);
}

/** Deficits of a path, those still open included. */
export const deficitsOf = (rows: VenueRows): Float64Array => {
  const open = rows.system('openDeficit');
  return rows.system('deficit').map((own, i) => own + open[i]!);
};

/** The fund that would have sufficed: as in a sweep of one market, what ADL took from winners counts. */
export function needsOf(rows: VenueRows): Float64Array {
  const [open, taken] = [rows.system('openDeficit'), rows.system('adlHaircut')];
  return rows.system('fundNeed').map((own, i) => own + open[i]! + taken[i]!);
}

/** What the owners with the largest deficits leave together. */
export function topOwners(rows: VenueRows, owners: 1 | 2 | 5): Float64Array {
  if (owners === 5) return rows.system('deficitTopFive');
  const first = rows.system('deficitFirst');
  if (owners === 1) return first;
  const second = rows.system('deficitSecond');
  return first.map((own, i) => own + second[i]!);
}
