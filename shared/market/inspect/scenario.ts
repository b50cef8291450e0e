import type { Scenario } from '../scenario.ts';
import { balanceFindings } from './accounts.ts';
import type { Finding } from './finding.ts';
import { tierFindings } from './tiers.ts';

/** What a scenario leaves to be assumed: a table without deductions, owners on both sides, sides that do not balance. */
export function inspectScenario({ accounts, table, rules }: Scenario): Finding[] {
  const { contract, startPrice: markPrice } = rules;
  const held = { long: 0, short: 0 };
  for (let i = 0; i < accounts.count; i++)
    held[accounts.side[i]! > 0 ? 'long' : 'short'] += accounts.quantity[i]!;
  const assumed = tierFindings(table, { contract, markPrice, accounts });
  return [
    ...balanceFindings(accounts, { openInterest: Math.max(held.long, held.short) }),
    ...[...assumed].filter(({ what }) => what === 'deductions-missing'),
  ];
}
