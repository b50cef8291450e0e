import { SENTENCES } from '../shapes/reasons.ts';
import type { ProofRow, Proving, ShownRow, Watching, WatchRow } from './metric-row.ts';
import {
  cover2Ratio,
  cover2Test,
  coverageTest,
  distanceTest,
  provenDistance,
  ruinTest,
  shareCovered,
  shareFailing,
} from './proof-values.ts';
import {
  adlProbability,
  esDraw,
  liquidationsAtRisk,
  shareBelowZero,
  thinAccountCount,
} from './watch-values.ts';

/** The key numbers in the order of the page: report.md 3.2. */
export const METRIC_IDS = [
  'coverage',
  'below_zero',
  'p_ruin',
  'cover2',
  'distance',
  'es_draw',
  'lar',
  'p_adl',
  'thin_accounts',
] as const;
export type MetricId = (typeof METRIC_IDS)[number];
export type ProofId = 'coverage' | 'p_ruin' | 'cover2' | 'distance';
export type ShownId = 'below_zero' | 'lar';
export type JudgedId = Exclude<MetricId, ShownId>;

/**
 * All that is said of a key number. One more is an id above, a row here, and below what takes it.
 */
export const METRICS: Readonly<
  Record<ProofId, ProofRow> & Record<Exclude<JudgedId, ProofId>, WatchRow> & Record<ShownId, ShownRow>
> = {
  coverage: {
    role: 'proof',
    version: 2,
    unit: 'ratio',
    space: 'equity',
    limit: { op: '>=', value: 0.995 },
    isComplement: true,
    form: 'percent',
    name: 'coverage',
    definition:
      '1 less the mean over paths of the money lost beyond margins, as a share of the open interest of the larger side, at most all of it in a path: deficits, those still open at the horizon included, and what ADL took from winners instead. Space: equity.',
    sentence: ({ given, rest }) =>
      `${given}, losses beyond margins come to ${rest} of open interest on average over paths`,
    of: 'mean loss beyond margins as a share of open interest',
  },
  below_zero: {
    role: 'shown',
    version: 1,
    unit: 'ratio',
    space: 'notional',
    op: null,
    form: 'percent',
    name: 'below zero',
    definition:
      'Mean share of open interest whose accounts end below zero, by however little, or whom ADL closed instead. It counts accounts and not money, and is held against no limit. Space: notional.',
  },
  p_ruin: {
    role: 'proof',
    version: 2,
    unit: 'probability',
    space: 'equity',
    limit: { op: '<=', value: 0.001 },
    form: 'percent',
    name: 'P(need > fund)',
    definition:
      'Share of paths whose need exceeds the insurance fund. Need is the fund that would have sufficed: losses beyond margins less what came into the fund before them, deficits still open at the horizon, and what ADL took from winners instead. Given the design shock: no annual probability. Space: equity.',
    sentence: ({ given, paths }) =>
      `${given}, losses beyond margins need more than the fund and its income ${paths}`,
    of: 'probability that need exceeds the fund, given the design shock',
  },
  cover2: {
    role: 'proof',
    version: 1,
    unit: 'ratio',
    space: 'equity',
    limit: { op: '>=', value: 1 },
    watchLimit: { op: '>=', value: 1.25 },
    form: 'ratio',
    name: 'cover-2',
    definition:
      'Fund over the 99% quantile of the sum of the two largest group shortfalls of a path; each design shock is tested alone. Space: equity.',
    sentence: ({ given, value }) =>
      `${given}, the fund is ${value} times the two largest group shortfalls together (99% quantile)`,
    of: 'probability that the two largest group shortfalls exceed the resources, each mixture shock alone',
  },
  distance: {
    role: 'proof',
    version: 2,
    unit: 'multiple',
    space: 'equity',
    limit: { op: '>=', value: 1.25 },
    isFloor: true,
    form: 'ratio',
    name: 'distance',
    definition:
      'Largest shock of the decision region at which P(need > fund) is proven inside its limit, there and at all smaller ones, over the largest design shock. Read: at least. Space: equity.',
    sentence: ({ beyond, paths }) =>
      beyond === null
        ? SENTENCES.GRID_TOO_SHORT.replace(/\.$/, '')
        : `${beyond}, the grid’s first shock of at least 1.25 times the design, losses beyond margins need more than the fund and its income ${paths}`,
    of: 'probability that need exceeds the fund, one grid shock beyond the design',
  },
  es_draw: {
    role: 'watch',
    version: 2,
    unit: 'ratio',
    space: 'equity',
    limit: { op: '<=', value: 0.5 },
    form: 'percent',
    name: 'ES 97.5% of need',
    definition:
      'Mean of the worst 2.5% of needs, each path at most open interest, as a share of the fund. The interval is approximate; with fewer than ten paths in the tail it is what open interest allows, and is not judged. Space: equity.',
    sentence: ({ given, value }) => `${given}, the worst 2.5% of paths need ${value} of the fund on average`,
  },
  lar: {
    role: 'shown',
    version: 2,
    unit: 'ratio',
    space: 'notional',
    op: '<=',
    form: 'percent',
    name: 'liquidations at risk',
    definition:
      '95% quantile of the liquidated quantity, as a share of the quantity of the larger side. Beside it, as two numbers, what rests between mark and design shock, and how many times it refills in the horizon. Space: notional.',
    sentence: ({ given, value }) =>
      `${given}, one path in twenty liquidates more than ${value} of open interest`,
  },
  p_adl: {
    role: 'watch',
    version: 1,
    unit: 'probability',
    space: 'pnl',
    limit: { op: '<=', value: 0.01 },
    form: 'percent',
    name: 'P(any ADL)',
    definition: 'Share of paths in which at least one winner is deleveraged. Space: pnl.',
    sentence: ({ given, paths }) => `${given}, winners pay for losers by deleveraging ${paths}`,
  },
  thin_accounts: {
    role: 'watch',
    version: 1,
    unit: 'count',
    space: 'count',
    limit: { op: '<=', value: 0 },
    form: 'count',
    name: 'thin accounts',
    definition:
      'Accounts above the first tier whose maintenance rate is below the modelled cost of closing them out. Space: count.',
    sentence: ({ given, value }) =>
      `${given}, closing ${value} accounts above the first tier is modelled to cost more than their maintenance margin`,
  },
};

// How they are taken: apart from what is said of them, for a page carries that and not the statistics.

export const PROVING: Readonly<Record<ProofId, Proving>> = {
  coverage: { test: coverageTest, take: shareCovered },
  p_ruin: { test: ruinTest, take: shareFailing },
  cover2: { test: cover2Test, take: cover2Ratio },
  distance: { test: distanceTest, take: provenDistance },
};

export const WATCHING: Readonly<Record<Exclude<MetricId, ProofId>, Watching>> = {
  below_zero: shareBelowZero,
  es_draw: esDraw,
  lar: liquidationsAtRisk,
  p_adl: adlProbability,
  thin_accounts: thinAccountCount,
};

/** In the order of the page. */
export const PROOF_IDS = METRIC_IDS.filter((id): id is ProofId => METRICS[id].role === 'proof');
export const OTHER_IDS = METRIC_IDS.filter(
  (id): id is Exclude<MetricId, ProofId> => METRICS[id].role !== 'proof',
);
