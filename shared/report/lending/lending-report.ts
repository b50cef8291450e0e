import { canonicalJson, sha256 } from '../../market/digest.ts';
import type { LendingScenario } from '../../market/lending-scenario.ts';
import { assessLending, type LendingAssessment } from '../../risk/lending/assess-lending.ts';
import type { LendingCell } from '../../sweep/lending/lending-cells.ts';
import type { LendingPath } from '../../sweep/lending/lending-paths.ts';
import type { LendingSweep } from '../../sweep/lending/lending-sweep.ts';

/** What a lending report is a function of. */
export interface LendingRunOf {
  readonly scenario: LendingScenario;
  readonly sweep: LendingSweep;
  readonly cells: readonly LendingCell[];
  /** One of each cell. */
  readonly paths: readonly LendingPath[];
  /** Of the scenario and of the accounts beside it. */
  readonly scenarioDigest: string;
  readonly engine: { readonly version: string; readonly digest: string };
}

/** An asset as the report names it. */
export interface ReportedAsset {
  readonly name: string;
  readonly price: number;
  readonly falls: boolean;
  readonly hasMarket: boolean;
  readonly oracle: string | null;
  readonly threshold: number;
  readonly loanToValue: number | null;
  /** Largest. */
  readonly bonus: number;
}

/** Everything that `lending.json` holds, and that the page is made of. */
export interface LendingReport extends LendingAssessment {
  readonly schema: 'lending-report/1';
  readonly engine: LendingRunOf['engine'];
  readonly sweepDigest: string;
  readonly scenarioDigest: string;
  /** Without the scenario, which its digest names. */
  readonly sweep: Omit<LendingSweep, 'scenario'>;
  readonly scenario: string;
  readonly currency: string;
  readonly tickSeconds: number;
  readonly ticks: number;
  readonly terms: LendingScenario['input']['terms'];
  readonly ownThresholds: boolean;
  readonly assets: readonly ReportedAsset[];
}

/** Makes the report of a lending market's paths; no clock and no machine is part of it. */
export function lendingReport({ scenario, sweep, cells, paths, ...named }: LendingRunOf): LendingReport {
  const { scenario: _, ...asked } = sweep;
  const { input } = scenario;
  return {
    schema: 'lending-report/1',
    engine: named.engine,
    sweepDigest: sha256(canonicalJson({ sweep: asked, scenarioDigest: named.scenarioDigest })),
    scenarioDigest: named.scenarioDigest,
    sweep: asked,
    scenario: scenario.name,
    currency: sweep.currency,
    tickSeconds: input.tickSeconds,
    ticks: input.ticks,
    terms: input.terms,
    ownThresholds: input.borrowers.threshold !== undefined,
    assets: input.assets.map(({ price, market, threshold, bonus }, k) => ({
      name: sweep.assets[k]!.name,
      price,
      falls: sweep.fall.assets.includes(k),
      hasMarket: market !== undefined,
      oracle: market ? market.rules.triggerRule.rule : null,
      threshold,
      loanToValue: sweep.assets[k]!.loanToValue ?? null,
      bonus: bonus.most,
    })),
    ...assessLending(input, sweep, cells, paths),
  };
}

/** `lending.json`: equal input, equal bytes. */
export const lendingReportText = (report: LendingReport): string => `${canonicalJson(report)}\n`;
