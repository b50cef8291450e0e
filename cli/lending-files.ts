import { resolve } from 'node:path';
import type { VenueFile } from '../shared/market/import/table.ts';
import { borrowersFileOf, type LendingScenario, lendingOf } from '../shared/market/lending-scenario.ts';
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
