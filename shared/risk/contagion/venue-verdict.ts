import { FLAG } from '../../cascade/outcome.ts';
import type { Venue } from '../../market/contagion/venue.ts';
import type { VenueSweep } from '../../sweep/contagion/venue-sweep.ts';
import { LimitInForce, type TestState } from '../findings/metric.ts';
import { Word } from '../findings/verdict.ts';
import type { Evidence } from '../proof/evidence.ts';
import { lowerBound, observed, type ProofTest, stateOf, upperBound, whyOpen } from '../proof/proof-test.ts';
import { Known, known, unknown } from '../shapes/number.ts';
import { Reason } from '../shapes/reasons.ts';
import { list, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';
import { sumOf } from '../statistics/average.ts';
import { ALPHA } from '../statistics/level.ts';
import { marketWord, wordUnder } from '../verdict/market-word.ts';
import { VENUE_TEST_IDS, type VenueTestId } from './venue-limits.ts';
import { toleranceOf } from './venue-reach.ts';
import { needsOf, topOwners, type VenueRows } from './venue-rows.ts';

const TestId = oneOf('name of a test', VENUE_TEST_IDS);
export const TEST_STATES = ['proven', 'open', 'refuted'] as const satisfies readonly TestState[];

export const VenueTest = object('a share of paths that must stay small at every shock of the table', {
  id: TestId,
  state: oneOf('of its bounds', TEST_STATES),
  limit: LimitInForce,
  tolerance: number('upper <= tolerance proves, lower > tolerance refutes'),
  share: Known('at the worst shock, as seen'),
  lower: number('95%, one-sided, split over tests and shocks'),
  upper: number('95%, one-sided'),
  worst: text('id of the shock whose share is largest'),
  reasons: list('why it is open or refuted', Reason),
});
export type VenueTest = Of<typeof VenueTest>;

export const VenueVerdict = object('the word of a venue, and what it is made of', {
  word: Word,
  decidedBy: nullable(TestId),
  tests: list('one a limit', VenueTest),
  // Gates that failed, where the word is none; or that an assumption decides, which no test then does.
  reasons: list('why there is no verdict, or what holds it back', Reason),
});
export type VenueVerdict = Of<typeof VenueVerdict>;

/** What a word is made of. */
interface RanOf {
  /** Rows of the contagion table, wallets as they are. */
  readonly table: readonly VenueRows[];
  /** Every cell. */
  readonly all: readonly VenueRows[];
  /** Words of the alternatives. */
  readonly under: readonly TestState[];
}

/** Of the fund: what may be added to collateral before the input is another one (report.md 2.5). */
const RAISED_SHARE = 0.001;

/**
 * The word by the proof rules of one market (report.md 2.2, 2.3): each test must hold at every shock of the table, wallets as they
 * are; paths that are missing count against. An alternative that refutes a test holds *adequate* back, and does nothing else (2.6).
 */
export function venueVerdict(
  venue: Venue,
  sweep: VenueSweep,
  limits: readonly LimitInForce[],
  { table, all, under }: RanOf,
): VenueVerdict {
  const reasons = gatesFailed(venue, sweep, table, all);
  const tests = venueTests(venue.fund, limits, table);
  const own = marketWord(
    reasons.length === 0,
    tests.map(({ state }) => state),
    [],
  );
  const word = wordUnder(own, under);
  return word === own
    ? { word, decidedBy: decidedBy(word, tests), tests, reasons }
    : { word, decidedBy: null, tests, reasons: ['ASSUMPTION_DECIDES'] };
}

/** Each limit as a test over the rows of a table; `fund` in settlement currency. */
export function venueTests(
  fund: number,
  limits: readonly LimitInForce[],
  table: readonly VenueRows[],
): VenueTest[] {
  const asked = limits.map((limit) => ({ limit, ...testOf(limit, fund, table) }));
  return asked.map(({ limit, test }): VenueTest => {
    const state = stateOf(test, asked.length);
    const share = observed(test);
    return {
      id: limit.id as VenueTestId,
      state,
      limit,
      tolerance: test.tolerance,
      share: share === null ? unknown('NO_PATHS_DONE') : known(share),
      lower: lowerBound(test, ALPHA / asked.length),
      upper: upperBound(test, ALPHA),
      worst: worstOf(test, table),
      reasons: state === 'proven' ? [] : state === 'open' ? [whyOpen(test)] : ['LOWER_BOUND_ABOVE_LIMIT'],
    };
  });
}

function testOf({ id, value }: LimitInForce, fund: number, table: readonly VenueRows[]): { test: ProofTest } {
  const failing = (rows: VenueRows): Float64Array => {
    if (id === 'venue_default') return rows.system('venueDefault');
    if (id === 'p_ruin') return needsOf(rows).map((need) => (need > fund ? 1 : 0));
    return topOwners(rows, 2).map((shortfall) => (shortfall > fund / value ? 1 : 0));
  };
  const parts = table.map((rows) => {
    const { planned, paths } = rows;
    const evidence: Evidence = { kind: 'count', amount: sumOf(failing(rows)), done: paths.length, planned };
    return { weight: 1, evidence };
  });
  return { test: { parts, over: 'worst', tolerance: toleranceOf({ id, value }) } };
}

function worstOf({ parts }: ProofTest, table: readonly VenueRows[]): string {
  const shares = parts.map(({ evidence: { amount, done, planned } }) => (amount + planned - done) / planned);
  return table[shares.indexOf(Math.max(...shares))]!.cell.id;
}

/** Of the tests that set the word, the one furthest beyond its tolerance; the first of equals. */
function decidedBy(word: Word, tests: readonly VenueTest[]): VenueTestId | null {
  if (word === 'none') return null;
  const state = { adequate: 'proven', watch: 'open', inadequate: 'refuted' }[word];
  const own = tests.filter((test) => test.state === state);
  const beyond = ({ upper, tolerance }: VenueTest) => upper / tolerance;
  return own.reduce((worst, test) => (beyond(test) > beyond(worst) ? test : worst)).id;
}

function gatesFailed(
  { asOf, fund }: Venue,
  sweep: VenueSweep,
  table: readonly VenueRows[],
  all: readonly VenueRows[],
): Reason[] {
  const isAnywhere = (flag: number) => all.some((rows) => rows.flagged(flag) > 0);
  const ageHours = (Date.parse(sweep.asOf) - Date.parse(asOf)) / 3_600_000;
  const raised = table.map((rows) => sumOf(rows.system('raisedMoney')) / Math.max(1, rows.paths.length));
  const gates: readonly (readonly [fails: boolean, reason: Reason])[] = [
    [table.some(({ paths }) => paths.length === 0), 'DECISION_CELL_MISSING'],
    [isAnywhere(FLAG.NOT_CONSERVED), 'MONEY_NOT_CONSERVED'],
    [isAnywhere(FLAG.UNBALANCED), 'POSITIONS_UNBALANCED'],
    [ageHours > sweep.maxAgeHours, 'INPUT_STALE'],
    [Math.max(...raised) > RAISED_SHARE * fund, 'INPUT_REPAIRED'],
  ];
  return gates.filter(([fails]) => fails).map(([, reason]) => reason);
}
