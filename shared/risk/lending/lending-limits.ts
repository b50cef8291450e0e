import { refuse } from '../../market/parse.ts';
import { type LendingSweep, lendingSweepFields } from '../../sweep/lending/lending-sweep.ts';
import type { LimitInForce } from '../findings/metric.ts';
import { defaultWords, withLimits } from '../metrics/limit-schema.ts';
import type { LendingFinding } from './lending-finding.ts';

/** What shares are taken of; money at the start. */
export interface LendingSize {
  readonly debt: number;
  readonly collateral: number;
  /** Of lenders, over all pools. */
  readonly claims: number;
}

/** Where there is none of the whole, there is none of the part. */
export const shareOf = (part: number, whole: number): number => (part === 0 ? 0 : part / whole);

/** Every number that can be limited; without a default it is tested only where a sweep limits it. */
export const LENDING_TESTS = {
  bad_debt: {
    value: (cell, { debt }) => shareOf(cell.badDebt + cell.openDeficit, debt),
    default: 0,
  },
  lenders_loss: { value: (cell, { claims }) => shareOf(cell.lendersLoss, claims), default: 0 },
  waiting: { value: (cell, { debt }) => shareOf(cell.debtWaitingPeak, debt), default: null },
  blocked: { value: (cell, { collateral }) => shareOf(cell.blockedPeak, collateral), default: null },
  trapped: { value: (cell, { claims }) => shareOf(cell.trappedPeak, claims), default: null },
  toxic: { value: (cell) => cell.toxic, default: null },
  full_seconds: { value: (cell) => cell.fullSeconds, default: null },
} as const satisfies Readonly<
  Record<string, { value: (cell: LendingFinding, size: LendingSize) => number; default: number | null }>
>;
export type LendingTestId = keyof typeof LENDING_TESTS;

export const LENDING_TEST_IDS = Object.keys(LENDING_TESTS) as LendingTestId[];

/** The sweep's own limits and our defaults. One of no test, or that points the wrong way, is refused. */
export function lendingLimits({
  limits,
}: Pick<LendingSweep, 'limits'>): (LimitInForce & { id: LendingTestId })[] {
  for (const [i, { id, op }] of limits.entries()) {
    if (!(LENDING_TEST_IDS as string[]).includes(id))
      refuse(`sweep.limits.${i}.id`, `be ${LENDING_TEST_IDS.join(', ')}`, id);
    if (op !== '<=') refuse(`sweep.limits of ${id}`, 'be <=', op);
  }
  return LENDING_TEST_IDS.flatMap((id) => {
    const own = limits.find((limit) => limit.id === id);
    const value = own?.value ?? LENDING_TESTS[id].default;
    return value === null
      ? []
      : [{ owner: null, since: null, note: null, op: '<=' as const, ...own, id, value }];
  });
}

/** The published schema of sweep files: what editors complete and explain. Rules between fields are ours alone. */
export const lendingSweepJsonSchema = (): object => ({
  $id: 'lending-sweep/1',
  title: 'Sweep file of a lending market of leverage-cascade, version 1',
  ...withLimits(
    lendingSweepFields(),
    LENDING_TEST_IDS.map((id) => {
      const value = LENDING_TESTS[id].default;
      return {
        id,
        title: id,
        description: defaultWords('<=', value),
        op: '<=',
        value: { ...(value !== null && { default: value }) },
      };
    }),
  ),
});
