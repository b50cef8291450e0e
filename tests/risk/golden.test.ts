// Every case of every group, data-driven: a case that nobody reads fails. Losses that may not be copied lie beside the
// project, and `validate` reads them there.
import { expect, it } from 'vitest';
import { knownAnswer, knownGroups } from '../../cli/validate/known-answers.ts';
import type { CaseInput } from '../../cli/validate/known-inputs.ts';
import golden from '../golden/risk.json' with { type: 'json' };
import intervals from '../golden/statistics.json' with { type: 'json' };

/** Colours belong to the charts: tests/report. */
const elsewhere = ['colours'];
const groups = [...golden.groups, ...intervals.groups].filter(({ id }) => !elsewhere.includes(id));

it('answers every group, and no group that the files do not have', () => {
  expect(knownGroups().sort()).toEqual(groups.map(({ id }) => id).sort());
});

it('refuses a case of unknown shape, and knows no other group', () => {
  expect(() => knownAnswer('fund', 'x', { nonsense: 1 })).toThrow(
    'case of fund must have a known shape, got nonsense',
  );
  expect(knownAnswer('my-own-idea', 'x', {})).toBeUndefined();
});

/** What a case may be off, where it says so itself. */
interface Allowed {
  readonly relative?: number;
  readonly absolute?: number | readonly number[];
  /** Of intervals by profile likelihood. */
  readonly profileRelative?: number;
}

for (const { id, cases } of groups) {
  const here = cases.filter(({ input }) => !('losses' in input && String(input.losses).startsWith('data.')));
  it.each(here.map((one) => [one.name, one] as const))(`golden ${id}: %s`, (name, one) => {
    const input: CaseInput = one.input;
    const answer = knownAnswer(id, name, input)!(input);
    const allowed: Allowed = 'tolerance' in one ? one.tolerance : golden.tolerance;
    for (const [key, expected] of Object.entries(one.expect)) {
      const { profileRelative } = allowed;
      const isProfile = profileRelative !== undefined && key.endsWith('Profile95');
      compare(answer[key], expected, key, isProfile ? { relative: profileRelative } : allowed);
    }
  });
}

/** Numbers to 1e-9 relative or 1e-12 absolute unless the case says otherwise; integers, texts, booleans and null exactly. */
function compare(obtained: unknown, expected: unknown, at: string, allowed: Allowed): void {
  if (Array.isArray(expected)) {
    expect(Array.isArray(obtained) && obtained.length, `${at} length`).toBe(expected.length);
    const { absolute } = allowed;
    for (const [i, value] of expected.entries()) {
      const own = typeof absolute === 'object' ? { absolute: absolute[i]! } : allowed;
      compare((obtained as unknown[])[i], value, `${at}[${i}]`, own);
    }
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      compare((obtained as Record<string, unknown>)[key], value, `${at}.${key}`, allowed);
    }
  } else if (typeof expected === 'number' && !Number.isInteger(expected)) {
    const { relative = 0, absolute = 0 } = allowed;
    const off = Math.abs((obtained as number) - expected);
    expect(off, `${at}: ${obtained} for ${expected}`).toBeLessThanOrEqual(
      Math.max(Number(absolute), relative * Math.abs(expected)),
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
