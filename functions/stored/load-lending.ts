import type { VenueFile } from '../../shared/market/import/table.ts';
import {
  borrowersFileOf,
  type LendingScenario,
  lendingDigest,
  lendingOf,
} from '../../shared/market/lending-scenario.ts';
import { readJson, refuse, utf8 } from '../../shared/market/parse.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import type { Reader } from '../ports.ts';
import { needRecord } from './records.ts';

/** The names under which a lending scenario, and the export of accounts that it names, lie in storage. */
export const SCENARIO_FILE = 'scenario.json';
export const ACCOUNTS_FILE = 'accounts.txt';

const MOST_CHARACTERS = 64_000_000;
/** A scenario that lists its borrowers nests deeper than other files. */
const DEEPEST = 10;

/** Reads a lending scenario and the accounts that it names, both under the digest that is of both. */
export async function loadLending(objects: Reader, digest: string): Promise<LendingScenario> {
  const value = await needRecord(objects, snapshotKey.build({ digest, file: SCENARIO_FILE }), readScenario);
  const accounts = borrowersFileOf(value) === undefined ? undefined : await accountsOf(objects, digest);
  const own = lendingDigest(value, accounts);
  if (own !== digest) throw new RangeError(`scenario ${digest} must have the digest of its name, got ${own}`);
  return lendingOf(value, undefined, accounts);
}

const readScenario = (text: string): unknown => readJson('scenario', text, MOST_CHARACTERS, DEEPEST);

async function accountsOf(objects: Reader, digest: string): Promise<VenueFile> {
  const key = snapshotKey.build({ digest, file: ACCOUNTS_FILE });
  const stored = await objects.get(key);
  return { name: ACCOUNTS_FILE, text: utf8(key, stored?.body ?? refuse(key, 'be there', 'nothing')) };
}
