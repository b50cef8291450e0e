import { type LendingCell, type LendingPoint, lendingCell } from '../../sweep/lending/lending-cells.ts';
import { type LendingSweep, PATH_AXES } from '../../sweep/lending/lending-sweep.ts';
import { LimitInForce } from '../findings/metric.ts';
import { flag, list, nullable, number, type Of, object, oneOf, text } from '../shapes/shape.ts';
import type { LendingFinding } from './lending-finding.ts';
import { LENDING_TEST_IDS, LENDING_TESTS, type LendingSize, type LendingTestId } from './lending-limits.ts';

const TestId = oneOf('name of a test', LENDING_TEST_IDS);

const LendingTest = object('one test', {
  id: TestId,
  limit: LimitInForce,
  value: number('in the unit of the limit'),
  holds: flag('the value is inside its limit'),
});
export type LendingTest = Of<typeof LendingTest>;

/** Why no verdict can be given. */
export const NO_VERDICT = {
  MONEY_NOT_CONSERVED:
    'Cash and loans of a pool missed its claims and reserve by more than 1e-9 in at least one path.',
  REACHED_AT_START:
    'More than a thousandth of the debt is below a health of 1 before anything falls: accounts and prices are not of one time.',
} as const;
export type NoVerdict = keyof typeof NO_VERDICT;

const Flip = object('the nearest other value of one axis at which the word is another', {
  axis: oneOf('of the grid', PATH_AXES),
  from: number('of the design cell'),
  to: nullable(number('null: no value of the grid turns the word')),
  word: nullable(oneOf('there', ['adequate', 'inadequate'])),
});
export type Flip = Of<typeof Flip>;

export const LendingVerdict = object(
  'of numbers without chance: a limit holds at the design cell or it does not',
  {
    word: oneOf('none: no verdict can be given', ['adequate', 'inadequate', 'none']),
    // The limit that fails by most, else the one that is nearest to failing; null where there is no verdict.
    decidedBy: nullable(TestId),
    cell: text('id of the design cell'),
    tests: list('one a limit', LendingTest),
    flips: list('one an axis', Flip),
    reasons: list('why there is no verdict', oneOf('code', Object.keys(NO_VERDICT) as NoVerdict[])),
  },
);
export type LendingVerdict = Of<typeof LendingVerdict>;

const MOST_UNBALANCED = 1e-9;
const MOST_REACHED_AT_START = 0.001;

/** The word at the design cell, and the nearest change along each axis that turns it. */
export function lendingVerdict(
  sweep: LendingSweep,
  limits: readonly (LimitInForce & { readonly id: LendingTestId })[],
  findings: readonly LendingFinding[],
  size: LendingSize & { readonly reachedDebt: number },
): LendingVerdict {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const testsAt = (point: LendingPoint): LendingTest[] => {
    const finding = byId.get(lendingCell(point).id)!;
    return limits.map((limit) => {
      const value = LENDING_TESTS[limit.id].value(finding, size);
      return { id: limit.id, limit, value, holds: value <= limit.value };
    });
  };
  const wordAt = (point: LendingPoint) =>
    testsAt(point).every(({ holds }) => holds) ? 'adequate' : 'inadequate';
  const { design, axes } = sweep;
  const reasons = reasonsOf(findings, size);
  const tests = testsAt(design);
  const word = wordAt(design);
  const flips = PATH_AXES.map((axis): Flip => {
    const other = axes[axis]
      .filter((value) => wordAt({ ...design, [axis]: value }) !== word)
      .sort((a, b) => Math.abs(a - design[axis]) - Math.abs(b - design[axis]) || a - b)[0];
    return {
      axis,
      from: design[axis],
      to: other ?? null,
      word: other === undefined ? null : wordAt({ ...design, [axis]: other }),
    };
  });
  return {
    word: reasons.length > 0 ? 'none' : word,
    decidedBy: reasons.length > 0 ? null : decidedBy(tests),
    cell: lendingCell(design).id,
    tests,
    flips,
    reasons,
  };
}

function reasonsOf(
  findings: readonly LendingFinding[],
  { debt, reachedDebt }: LendingSize & { readonly reachedDebt: number },
): NoVerdict[] {
  return [
    ...(findings.every(({ unbalanced }) => unbalanced <= MOST_UNBALANCED)
      ? []
      : (['MONEY_NOT_CONSERVED'] as const)),
    ...(reachedDebt <= MOST_REACHED_AT_START * debt ? [] : (['REACHED_AT_START'] as const)),
  ];
}

/** Of those that set the word, the one whose value is largest against its limit; the first of equals. */
function decidedBy(tests: readonly LendingTest[]): LendingTestId {
  const failing = tests.filter(({ holds }) => !holds);
  const own = failing.length > 0 ? failing : tests;
  const beyond = ({ value, limit }: LendingTest) => (value === 0 ? 0 : value / limit.value);
  return own.reduce((worst, test) => (beyond(test) > beyond(worst) ? test : worst)).id;
}

/** The first fall of the grid, all else as at the design cell, of which something holds; undefined: of none. */
export function firstFall(
  { axes, design }: LendingSweep,
  findings: readonly LendingFinding[],
  holds: (finding: LendingFinding) => boolean,
): LendingFinding | undefined {
  const cells = axes.fallBps.map((fallBps): LendingCell => lendingCell({ ...design, fallBps }));
  return cells.map(({ id }) => findings.find((own) => own.id === id)!).find(holds);
}
