import { dirname, resolve } from 'node:path';
import { type LendingSweepRead, readLendingRun } from '../../functions/kinds/lending.ts';
import { ACCOUNTS_FILE, SCENARIO_FILE } from '../../functions/stored/load-lending.ts';
import { canonicalJson } from '../../shared/market/digest.ts';
import { aaveBorrowers } from '../../shared/market/import/aave-borrowers.ts';
import { borrowersFileOf, isLending, lendingDigest } from '../../shared/market/lending-scenario.ts';
import { refuse } from '../../shared/market/parse.ts';
import { scenarioValue } from '../../shared/market/scenario.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { lendingCells } from '../../shared/sweep/lending/lending-cells.ts';
import { lendingWidth } from '../../shared/sweep/lending/lending-rows.ts';
import { type LendingSweep, parseLendingSweep } from '../../shared/sweep/lending/lending-sweep.ts';
import { needRoom } from '../../shared/sweep/row-cut.ts';
import { type Delivered, reading } from './deliver.ts';
import { readTextFile } from './packed.ts';

interface LendingDelivered extends Delivered {
  readonly asked: LendingSweep;
}

/**
 * Reads a sweep of a lending market, its scenario, which may stand inside or in a file beside it, and the accounts of that. What is
 * delivered names the scenario as storage does.
 *
 * @throws RangeError, FileError
 */
export async function readLendingDelivery(sweepFile: string): Promise<LendingDelivered> {
  const { text } = await readTextFile(sweepFile);
  if (/"pools"\s*:/.test(text) && !/"(schema|axes)"\s*:/.test(text))
    refuse('sweep', 'be of schema lending-sweep/1, and name its scenario', NOT_A_SWEEP);
  const asked = parseLendingSweep(text);
  const named = typeof asked.scenario === 'string' ? resolve(dirname(sweepFile), asked.scenario) : undefined;
  const value = named === undefined ? asked.scenario : scenarioValue((await readTextFile(named)).text);
  if (!isLending(value))
    refuse('sweep.scenario', 'be a lending scenario, with pools in its config', 'another one');
  const file = borrowersFileOf(value);
  const folder = dirname(named ?? sweepFile);
  const accounts = file === undefined ? undefined : await readTextFile(resolve(folder, file));
  if (accounts) aaveBorrowers(accounts.name, accounts.text); // in storage it has a name of ours
  const digest = lendingDigest(value, accounts);
  const encoded = (file: string, text: string) =>
    [snapshotKey.build({ digest, file }), new TextEncoder().encode(text)] as const;
  return {
    sweep: canonicalJson({ ...asked, scenario: SCENARIO_FILE }),
    asked,
    snapshotDigest: digest,
    objects: new Map([
      encoded(SCENARIO_FILE, canonicalJson(value)),
      ...(accounts ? [encoded(ACCOUNTS_FILE, accounts.text)] : []),
    ]),
  };
}

const NOT_A_SWEEP = 'the scenario: cascade simulate takes it';

/** The same, with a market made of it; refuses what does not go together. */
export async function readLendingSweep(sweepFile: string): Promise<LendingSweepRead> {
  const delivery = await readLendingDelivery(sweepFile);
  const read = await readLendingRun(reading(delivery), delivery.asked, delivery.snapshotDigest);
  needRoom({ walks: lendingCells(read.sweep).length, width: lendingWidth(read.scenario.input) });
  return read;
}
