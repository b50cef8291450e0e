import type { Report } from './report.ts';
import type { CellRow, FundCurveRow, Rows } from './rows.ts';

type Side = 'down' | 'up';
export const SIDES: readonly Side[] = ['down', 'up'];

/** What the page says about one market, picked from the report and the rows of its tables. */
export interface MarketView {
  readonly market: Report['markets'][number];
  /** Distinguishes the ids of this market's charts; empty if it is the only one. */
  readonly key: string;
  readonly base: Report['base'][number];
  readonly verdict: Report['verdicts'][number];
  readonly quality: Report['quality'][number];
  readonly metrics: Report['metrics'];
  readonly tiers: Report['tiers'][number];
  readonly splitting: Report['splitting'];
  readonly mapTolerance: number;
  readonly side: Readonly<Record<Side, SideView>>;
}

export interface SideView {
  readonly side: Side;
  readonly key: string;
  readonly design: Report['design'][number];
  readonly frontier: Report['frontier'];
  readonly depthAndSpeed: Report['depthAndSpeed'];
  readonly fund: Report['fund'][number];
  readonly fundCurve: readonly FundCurveRow[];
  readonly mechanisms: Report['mechanisms'];
  /** Base values on every axis but leverage and shock, today's tiers: the plane of the maps. */
  readonly plane: Plane;
}

/** Cells of a plane, row by row from the smallest shock outward; leverage ascends in a row. */
export interface Plane {
  readonly leverages: readonly number[];
  readonly shocksBps: readonly number[];
  readonly cells: readonly CellRow[];
  /** Leverages that the plane has and the page leaves out, so that a map has at most 600 cells. */
  readonly leftOut: number;
}

export function marketViews(report: Report, rows: Rows): MarketView[] {
  return report.markets.map((market, index) => {
    const ofMarket = <T extends { readonly market: string }>(values: readonly T[]): T[] =>
      values.filter((value) => value.market === market.id);
    const key = report.markets.length === 1 ? '' : `m${index}-`;
    const base = only(ofMarket(report.base), market.id);
    const sideView = (side: Side): SideView => {
      const ofSide = <T extends { readonly market: string; readonly side: Side }>(
        values: readonly T[],
      ): T[] => ofMarket(values).filter((value) => value.side === side);
      return {
        side,
        key: key + side,
        design: only(ofSide(report.design), market.id),
        frontier: ofSide(report.frontier).sort((a, b) => Math.abs(a.shockBps) - Math.abs(b.shockBps)),
        depthAndSpeed: ofSide(report.depthAndSpeed),
        fund: only(ofSide(report.fund), market.id),
        fundCurve: ofSide(rows.fundCurve),
        mechanisms: ofSide(report.mechanisms),
        plane: planeOf(ofSide(rows.cells), base),
      };
    };
    return {
      market,
      key,
      base,
      verdict: only(ofMarket(report.verdicts), market.id),
      quality: only(ofMarket(report.quality), market.id),
      metrics: ofMarket(report.metrics),
      tiers: only(ofMarket(report.tiers), market.id),
      splitting: ofMarket(report.splitting),
      mapTolerance: report.mapTolerance,
      side: { down: sideView('down'), up: sideView('up') },
    };
  });
}

function only<T>(values: readonly T[], market: string): T {
  if (values.length !== 1)
    throw new RangeError(`${market} must have one entry of each kind, got ${values.length}`);
  return values[0]!;
}

const MOST_CELLS = 600;

function planeOf(cells: readonly CellRow[], base: Report['base'][number]): Plane {
  const inPlane = cells.filter(
    (cell) =>
      cell.tiers === 'current' &&
      cell.splitting === 0 &&
      cell.mechanism === base.mechanism &&
      cell.maintenance === base.maintenance &&
      cell.depthScale === base.depth,
  );
  const all = [...new Set(inPlane.map(({ leverage }) => leverage))].sort((a, b) => a - b);
  const sizes = [...new Set(inPlane.map(({ shock }) => Math.round(shock * 10_000)))].sort(
    (a, b) => Math.abs(a) - Math.abs(b),
  );
  // Every n-th leverage, counted from today's, which therefore stays.
  const every = Math.ceil((all.length * sizes.length) / MOST_CELLS) || 1;
  const today = Math.max(0, all.indexOf(base.leverage));
  const leverages = all.filter((_, index) => (index - today) % every === 0);
  const byPlace = new Map(
    inPlane.map((cell) => [`${cell.leverage} ${Math.round(cell.shock * 10_000)}`, cell]),
  );
  return {
    leverages,
    shocksBps: sizes,
    cells: sizes.flatMap((shock) => leverages.map((leverage) => at(byPlace, `${leverage} ${shock}`))),
    leftOut: all.length - leverages.length,
  };
}

function at(cells: ReadonlyMap<string, CellRow>, place: string): CellRow {
  const cell = cells.get(place);
  if (cell === undefined)
    throw new RangeError(`the plane of a map must have every cell, got none at ${place}`);
  return cell;
}
