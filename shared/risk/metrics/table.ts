import type { MetricLimit } from '../findings/metric.ts';
import type { Space, Unit } from '../shapes/number.ts';
import { SENTENCES } from '../shapes/reasons.ts';

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

type DefaultLimit = Pick<MetricLimit, 'op' | 'value'>;

/** What the sentence of the banner is made of, in words. */
interface Seen {
  /** "After a fall of 15.4% within 240 minutes" */
  readonly given: string;
  /** The same one grid shock beyond the design; null: the grid ends before. */
  readonly beyond: string | null;
  /** "in 3 of 10,000 paths" */
  readonly paths: string;
  readonly value: string;
  /** What is left of the value, of a complement: "0.3%" */
  readonly rest: string;
}

interface Described {
  /** Raised when the definition changes. */
  readonly version: number;
  readonly unit: Unit;
  /** Whose account is meant: report.md 1. */
  readonly space: Space;
  /** What is held against the limit is what is left of one. */
  readonly isComplement?: true;
  /** The value is what is proven, and the truth may be better. */
  readonly isFloor?: true;
  /** How a number of this metric is printed. */
  readonly form: 'percent' | 'ratio' | 'count';
  readonly name: string;
  /** Read on demand; with unit and space. */
  readonly definition: string;
  /** What was seen, where more is to be said than name and value. */
  readonly sentence?: (seen: Seen) => string;
}

interface Judged extends Described {
  /**
   * A default of ours, nobody's until an owner sets it: between the 99 % and 99.5 % confidence levels of EU Regulation
   * 153/2013 art. 24, and one in a thousand.
   */
  readonly limit: DefaultLimit;
}

/** A proof metric decides. */
interface ProofRow extends Judged {
  readonly role: 'proof';
  /** What is bounded, in words. */
  readonly of: string;
  /** A second limit, which can hold back adequate. */
  readonly watchLimit?: DefaultLimit;
}

/** A watch metric can hold back adequate, never refute it. */
interface WatchRow extends Judged {
  readonly role: 'watch';
}

/** Shown beside the others and judged by nobody. */
interface ShownRow extends Described {
  readonly role: 'shown';
  /** Which way the limit of a sweep file points, which makes a watch metric of it; null: none may be set. */
  readonly op: DefaultLimit['op'] | null;
}

/**
 * All that is said of a key number. One more is an id above and a row here, and in `taking.ts` what takes it.
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
