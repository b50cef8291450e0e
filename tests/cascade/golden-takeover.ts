// A path of golden `takeover-traces` or `takeover-reduce-traces` as a scenario.
import { expect } from 'vitest';
import { difference, type Group, rational } from './golden.ts';
import { goldenScenario, numbers } from './golden-scenario.ts';
import { givenPath } from './oracle/path.ts';
import type { OracleScenario, Takeover } from './oracle/terms.ts';

/** How the golden file says it: `true` came before there were two ways. */
const STEP_DOWN = new Map<unknown, Takeover['stepDown']>([
  [undefined, 'none'],
  [true, 'take'],
  ['reduce', 'reduce'],
]);

export function takeoverScenario(path: Group): OracleScenario {
  const { depth, dt, horizon, mechanism, permanentTo, path: given } = numbers(path.config) as Group;
  const plain = goldenScenario(path);
  const way = given ? givenPath(given, dt, horizon) : plain;
  return {
    ...plain,
    depth,
    rules: {
      ...plain.rules,
      permanentTo: permanentTo ?? 'venue',
      mechanism: { ...mechanism, stepDown: STEP_DOWN.get(mechanism.stepDown) },
    },
    shock: way.shock,
    factors: way.factors,
  };
}

/** To a tolerance relative to max(1, |expected|). */
export function expectSame(
  what: string,
  obtained: number,
  expected: number | string,
  tolerance: number,
): void {
  expect(difference(obtained, rational(expected)), `${what} ${obtained}, expected ${expected}`).toBeLessThan(
    tolerance,
  );
}
