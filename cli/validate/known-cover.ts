import { coverOf, groupShortfalls } from '../../shared/risk/fund/cover.ts';
import { type CaseInput, recordOf } from './known-inputs.ts';

/** Shortfalls by group, and the largest one and two of them (report.md 7.9). */
export function coverOfAccounts(input: CaseInput, groupOf: (account: string) => string) {
  const margin = recordOf(input, 'margin');
  const accounts = Object.entries(recordOf(input, 'loss')).map(([account, loss]) => ({
    group: groupOf(account),
    margin: margin[account]!,
    loss,
  }));
  const shortfall = groupShortfalls(accounts);
  return {
    shortfall: Object.fromEntries(shortfall),
    cover1: coverOf(shortfall.values(), 1),
    cover2: coverOf(shortfall.values(), 2),
  };
}

/**
 * Who is affiliated with whom: lists of accounts, `[["A", "B"], ["C"]]`, named `A+B`; or accounts by group,
 * `{"X": ["A", "B"]}`; or the group of each account, `{"A": "X"}`. Whoever is in none is a group alone.
 */
export function groupOf(input: CaseInput, key: string): (account: string) => string {
  const given = input[key];
  const lists = Array.isArray(given)
    ? given.map((accounts): [string, unknown] => [accountsOf(key, accounts).join('+'), accounts])
    : Object.entries(objectOf(key, given));
  const groups = new Map<string, string>();
  for (const [name, accounts] of lists) {
    if (typeof accounts === 'string') groups.set(name, accounts);
    else for (const account of accountsOf(key, accounts)) groups.set(account, name);
  }
  return (account) => groups.get(account) ?? account;
}

function accountsOf(key: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new RangeError(`${key} must be lists of accounts, got ${JSON.stringify(value)}`);
}

function objectOf(key: string, value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new RangeError(`${key} must be groups of accounts, got ${JSON.stringify(value)}`);
}
