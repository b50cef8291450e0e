import { canonicalJson, sha256 } from '../../market/digest.ts';
import type { LendingScenario } from '../../market/lending-scenario.ts';
import { assessLending, LENDING_ASSESSMENT } from '../../risk/lending/assess-lending.ts';
import {
  asRead,
  count,
  flag,
  list,
  nullable,
  number,
  type Of,
  object,
  oneOf,
  probability,
  text,
  variant,
} from '../../risk/shapes/shape.ts';
import type { LendingCell } from '../../sweep/lending/lending-cells.ts';
import type { LendingPath } from '../../sweep/lending/lending-paths.ts';
import { type LendingSweep, lendingSweepAsRead } from '../../sweep/lending/lending-sweep.ts';
import { Engine, hexDigest, numbersSchema, numbersText } from '../numbers-and-page.ts';

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

const ReportedAsset = object('an asset as the report names it', {
  name: text('of the sweep'),
  price: number('at the start'),
  falls: flag('it is one of those that fall'),
  hasMarket: flag('liquidations sell it, and move its price'),
  oracle: nullable(text('rule by which its price is said; null: it stands')),
  threshold: probability('share of its value that counts towards health'),
  loanToValue: nullable(probability('most that may be borrowed against it; null: not stated')),
  bonus: number('largest that liquidators get'),
});

const CloseFactor = variant('how much of a debt is repaid at once', 'rule', {
  all: object('all of it', { rule: oneOf('name', ['all']) }),
  half: object('a part, or all of a debt that is far gone or small', {
    rule: oneOf('name', ['half']),
    half: probability('the part'),
    fullBelow: number('all of it at this health or less'),
    small: number('all of it where it is at most so much, money'),
  }),
  target: object('what lifts health', { rule: oneOf('name', ['target']), health: number('to so much') }),
});

/** `lending-report/1`: everything that `lending.json` holds, and that the page is made of. */
const lendingReportShape = object('report of a lending market', {
  schema: oneOf('version', ['lending-report/1']),
  engine: Engine,
  sweepDigest: hexDigest('of the sweep and of the scenario’s digest'),
  scenarioDigest: hexDigest('of the scenario and of the accounts beside it'),
  sweep: asRead<Omit<LendingSweep, 'scenario'>>('sweep', 'what was asked, without the scenario'),
  scenario: text('name'),
  currency: text('of money'),
  tickSeconds: number('seconds of a tick'),
  ticks: count('of a path'),
  terms: object('of liquidations', {
    closeFactor: CloseFactor,
    profit: number('what a liquidator must earn on what it repays, a fraction'),
    minRepay: number('less is not worth its while, money'),
  }),
  ownThresholds: flag('every borrower has a threshold of its own'),
  assets: list('in the order of the scenario', ReportedAsset),
  ...LENDING_ASSESSMENT,
});
export type LendingReport = Of<typeof lendingReportShape>;

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
export const lendingReportText = (report: LendingReport): string => numbersText(lendingReportShape, report);

/** The published JSON Schema (draft 2020-12). */
export const lendingReportSchema = () =>
  numbersSchema('lending-report/1', lendingReportShape, { sweep: lendingSweepAsRead() });
