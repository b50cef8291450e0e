import type { BySide } from '../risk/cells/decision-cells.ts';
import type { FundCurvePoint } from '../risk/findings/fund.ts';
import type { MetricLimit } from '../risk/findings/metric.ts';
import type { JudgedId } from '../risk/metrics/table.ts';
import type { Side } from '../sweep/cells.ts';
import type { Report } from './report.ts';
import type { Plane, Rows } from './rows.ts';
import type { PageMarket } from './whatif/page-market.ts';

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
  /** Null: the sweep does not ask. */
  readonly enough: Report['enough'][number] | null;
  readonly accounts: Rows['accounts'];
  readonly splitting: Report['splitting'];
  readonly ordinaryDays: Report['ordinaryDays'];
  readonly alternatives: Report['alternatives'];
  readonly sensitivity: Report['sensitivity'];
  readonly mapTolerance: number;
  /** In force. */
  readonly limits: Report['limits'];
  readonly side: BySide<SideView>;
  readonly whatIf: PageMarket;
}

export interface SideView {
  readonly side: Side;
  readonly key: string;
  readonly design: Report['design'][number];
  readonly frontier: Report['frontier'];
  readonly depthAndSpeed: Report['depthAndSpeed'];
  readonly fund: Report['fund'][number];
  readonly fundCurve: readonly FundCurvePoint[];
  readonly mechanisms: Report['mechanisms'];
  readonly plane: Plane;
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
        plane: only(ofSide(rows.planes), market.id),
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
      enough: ofMarket(report.enough)[0] ?? null,
      accounts: ofMarket(rows.accounts),
      splitting: ofMarket(report.splitting),
      ordinaryDays: ofMarket(report.ordinaryDays),
      alternatives: ofMarket(report.alternatives),
      sensitivity: ofMarket(report.sensitivity),
      mapTolerance: report.mapTolerance,
      limits: report.limits,
      side: { down: sideView('down'), up: sideView('up') },
      whatIf: rows.whatIf[index]!,
    };
  });
}

/** The test that set the word; null where a gate failed. */
export const decidingOf = ({ metrics, verdict }: MarketView): Report['metrics'][number] | null =>
  metrics.find(({ id, side }) => `${id}/${side}` === verdict.decidedBy) ?? null;

export const limitOf = ({ limits }: MarketView, id: JudgedId): MetricLimit =>
  limits.find((limit) => limit.id === id)!;

function only<T>(values: readonly T[], market: string): T {
  if (values.length !== 1)
    throw new RangeError(`${market} must have one entry of each kind, got ${values.length}`);
  return values[0]!;
}
