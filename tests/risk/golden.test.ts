// Every case of every group that this edition owes, data-driven: a case that nobody reads fails.
import { expect, it } from 'vitest';
import { knownAnswer, knownGroups } from '../../cli/validate/known-answers.ts';
import type { CaseInput } from '../../cli/validate/known-inputs.ts';
import golden from '../golden/risk.json' with { type: 'json' };
import intervals from '../golden/statistics.json' with { type: 'json' };

/** Colours belong to the charts: tests/report. */
const elsewhere = ['colours'];
/** Of the second edition, and there already: with tolerances and data of their own, so that `validate` runs it. */
const EARLY = ['peaks-over-threshold'];
const groups = [...golden.groups, ...intervals.groups].filter(
  ({ id, edition }) => edition === 1 && !elsewhere.includes(id),
);

it('answers every group of the first edition, those that are early, and no group that the file does not have', () => {
  expect(knownGroups().sort()).toEqual([...groups.map(({ id }) => id), ...EARLY].sort());
});

it('refuses a case of unknown shape, and knows nothing of the second edition', () => {
  expect(() => knownAnswer('fund', 'x', { nonsense: 1 })).toThrow(
    'case of fund must have a known shape, got nonsense',
  );
  expect(knownAnswer('kupiec', 'x', {})).toBeUndefined();
});

for (const { id, cases } of groups) {
  it.each(cases.map((one) => [one.name, one] as const))(`golden ${id}: %s`, (name, one) => {
    const input: CaseInput = one.input;
    const answer = knownAnswer(id, name, input)!(input);
    for (const [key, expected] of Object.entries(one.expect)) compare(answer[key], expected, `${key}`);
  });
}

/** Numbers to 1e-9 relative or 1e-12 absolute; integers, texts, booleans and null exactly. */
function compare(obtained: unknown, expected: unknown, at: string): void {
  if (Array.isArray(expected)) {
    expect(Array.isArray(obtained) && obtained.length, `${at} length`).toBe(expected.length);
    for (const [i, value] of expected.entries()) compare((obtained as unknown[])[i], value, `${at}[${i}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      compare((obtained as Record<string, unknown>)[key], value, `${at}.${key}`);
    }
  } else if (typeof expected === 'number' && !Number.isInteger(expected)) {
    const { relative, absolute } = golden.tolerance;
    const off = Math.abs((obtained as number) - expected);
    expect(off, `${at}: ${obtained} for ${expected}`).toBeLessThanOrEqual(
      Math.max(absolute, relative * Math.abs(expected)),
    );
  } else if (typeof expected === 'number') {
    expect(
      Math.abs((obtained as number) - expected),
      `${at}: ${obtained} for ${expected}`,
    ).toBeLessThanOrEqual(Number.isInteger(obtained) ? 0 : 1e-9 * Math.max(Math.abs(expected), 1e-3));
  } else {
    expect(obtained, at).toBe(expected);
  }
}
