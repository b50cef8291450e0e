import type { Side } from '../../sweep/cells.ts';
import type { MetricLimit } from '../findings/metric.ts';
import type { Space, Unit } from '../shapes/number.ts';
import type { SideTest, Subject, TakenProof, TakenWatch } from './subject.ts';

// What a row of the table of metrics holds.

export type DefaultLimit = Pick<MetricLimit, 'op' | 'value'>;

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
export interface ProofRow extends Judged {
  readonly role: 'proof';
  /** What is bounded, in words. */
  readonly of: string;
  /** A second limit, which can hold back adequate. */
  readonly watchLimit?: DefaultLimit;
}

/** A watch metric can hold back adequate, never refute it. */
export interface WatchRow extends Judged {
  readonly role: 'watch';
}

/** Shown beside the others and judged by nobody. */
export interface ShownRow extends Described {
  readonly role: 'shown';
  /** Which way the limit of a sweep file points, which makes a watch metric of it; null: none may be set. */
  readonly op: DefaultLimit['op'] | null;
}

/** Of a proof metric: its test on a side, and its value. */
export interface Proving {
  readonly test: (subject: Subject, side: Side) => SideTest;
  readonly take: (subject: Subject, test: SideTest) => TakenProof;
}

/** Of one that is watched or only shown: its value. */
export type Watching = (subject: Subject, side: Side) => TakenWatch;
