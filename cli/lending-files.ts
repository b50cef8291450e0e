import { dirname, resolve } from 'node:path';
import { canonicalJson, sha256 } from '../shared/market/digest.ts';
import type { VenueFile } from '../shared/market/import/table.ts';
import {
  borrowersFileOf,
  isLending,
  type LendingScenario,
  lendingOf,
} from '../shared/market/lending-scenario.ts';
import { refuse } from '../shared/market/parse.ts';
import { scenarioValue } from '../shared/market/scenario.ts';
import { lendingLimits } from '../shared/risk/lending/lending-limits.ts';
import {
  type LendingSweep,
  parseLendingSweep,
  refuseMisfits,
} from '../shared/sweep/lending/lending-sweep.ts';
import { readText } from './input.ts';

/** A lending scenario and the export of accounts that it names, read from beside it. */
export async function readLending(
  value: unknown,
  folder: string,
): Promise<LendingScenario & { accounts?: VenueFile }> {
  const file = borrowersFileOf(value);
  const accounts = file === undefined ? undefined : await readText(resolve(folder, file));
  return { ...lendingOf(value, undefined, accounts), ...(accounts && { accounts }) };
}

/** A sweep of a lending market with all that it names. */
export interface LendingSweepRead {
  readonly sweep: LendingSweep;
  readonly scenario: LendingScenario;
  /** Of the scenario as it is written, and of the accounts beside it. */
  readonly scenarioDigest: string;
}

/**
 * Reads a sweep of a lending market, its scenario, which may stand inside or in a file beside it, and the accounts of that; refuses
 * what does not go together.
 *
 * @throws RangeError, FileError
 */
export async function readLendingSweep(sweepFile: string): Promise<LendingSweepRead> {
  const sweep = parseLendingSweep((await readText(sweepFile)).text);
  const named = typeof sweep.scenario === 'string' ? resolve(dirname(sweepFile), sweep.scenario) : undefined;
  const value = named === undefined ? sweep.scenario : scenarioValue((await readText(named)).text);
  if (!isLending(value))
    refuse('sweep.scenario', 'be a lending scenario, with pools in its config', 'another one');
  const { accounts, ...scenario } = await readLending(value, dirname(named ?? sweepFile));
  refuseMisfits(sweep, scenario);
  lendingLimits(sweep);
  return {
    sweep,
    scenario,
    scenarioDigest: sha256(canonicalJson({ value, accounts: accounts ? sha256(accounts.text) : null })),
  };
}
