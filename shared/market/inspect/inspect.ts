import { type Accounts, allocateAccounts } from '../../cascade/margin/accounts.ts';
import { depthOf } from '../../cascade/venue/depth/depth.ts';
import type { Estimator } from '../estimate.ts';
import type { Market } from '../market.ts';
import { reserving } from '../reserved-fee.ts';
import type { Snapshot } from '../snapshot.ts';
import { balanceFindings, cushionFindings, doubledFindings, solvencyFindings } from './accounts.ts';
import { CHECKS } from './checks.ts';
import { depthFindings } from './depth.ts';
import { type AskedBy, amount, type Finding, isAsked, limitOf, percent } from './finding.ts';
import { tierFindings } from './tiers.ts';

/**
 * Everything that a market is asked before it is believed: what `cascade import` reports and a sweep asks too. O(n) in
 * accounts.
 *
 * @param lastPrice of the prices that came with it, where some did
 */
export function inspect(market: Market, lastPrice?: number): Finding[] {
  const { snapshot, accounts, estimator, contract, startPrice: markPrice } = market;
  const { openInterest, settlementCurrency: currency } = snapshot.market;
  const tiers = reserving(market.tiers, snapshot.rules);
  const held = { contract, markPrice, openInterest, currency, tiers, fund: market.fund };
  return [
    ...(accounts ? solvencyFindings(accounts, held) : []),
    ...(estimator ? cushionFindings(oneDraw(estimator), held, DRAWN) : []),
    ...(accounts ? balanceFindings(accounts, held) : []),
    ...(accounts ? doubledFindings(accounts, market.account, market.named) : []),
    ...priceFindings(snapshot, lastPrice),
    ...tierFindings(snapshot.tiers, { contract, markPrice, accounts }),
    ...depthFindings(depthOf(market.ownDepth, markPrice), held),
    ...fundFindings(snapshot),
    ...unnamedFindings(snapshot),
  ];
}

/** Survival until now is judged of accounts of average size: the more there are, the better it holds of each. */
const DRAWN =
  'in one draw of the estimate (fewer where accountsPerSide is larger, or leverages of the mix are smaller) ';

function oneDraw(estimator: Estimator): Accounts {
  const drawn = allocateAccounts(estimator.count);
  estimator.draw(1, 0, 0, drawn);
  return drawn;
}

/** What somebody should have accepted, and nobody has. */
export const unaccepted = (
  findings: readonly Finding[],
  { accepted = [] }: Pick<Snapshot, 'accepted'>,
  by: AskedBy = 'import',
): Finding[] =>
  findings.filter((finding) => isAsked(finding, by) && !accepted.some(({ what }) => what === finding.what));

/** Refuses what nobody has accepted, all of it at once. */
export function refuseUnaccepted(
  findings: readonly Finding[],
  { accepted = [] }: Snapshot,
  by: AskedBy,
): void {
  const open = unaccepted(findings, { accepted }, by);
  if (open.length === 0) return;
  const lines = open.map(({ what, text }) => {
    const { of } = CHECKS[what];
    const limit = limitOf(what, by);
    const most = limit === 0 ? `no ${of}` : `at most ${percent(limit!)}, ${of}`;
    return `snapshot check ${what} must find ${most}, or be accepted with a reason, got ${text}`;
  });
  throw new RangeError(lines.join('\n'));
}

export function* priceFindings(
  { market, positions }: Pick<Snapshot, 'market' | 'positions'>,
  lastPrice: number | undefined,
): Generator<Finding> {
  const { markPrice, quoteCurrency } = market;
  const last =
    lastPrice ?? (positions.kind === 'estimated' ? nearestOfLastBar(positions.bars, markPrice) : undefined);
  if (last === undefined || last === markPrice) return;
  const distance = Math.abs(last / markPrice - 1);
  const factor = last > markPrice ? last / markPrice : markPrice / last;
  const away =
    factor > 2 ? `${amount(factor)} times ${last > markPrice ? 'as much' : 'as little'}` : percent(distance);
  yield {
    what: 'price',
    value: distance,
    text: `the last price before asOf is ${amount(last)} ${quoteCurrency} and the mark price ${amount(markPrice)}, ${away} away${distance > CHECKS.price.limit ? ': are they prices of this market?' : ''}`,
  };
}

const nearestOfLastBar = (
  { low, high }: { low: readonly number[]; high: readonly number[] },
  price: number,
): number => Math.min(Math.max(price, low[low.length - 1]!), high[high.length - 1]!);

function* fundFindings({ fund, market }: Snapshot): Generator<Finding> {
  const { balance, sharedBy } = fund;
  if (!sharedBy) return;
  yield {
    what: 'shared-fund',
    value: sharedBy.length,
    text: `the fund of ${amount(balance)} ${market.settlementCurrency} is that of ${sharedBy.join(', ')} too, and each report takes the whole of it`,
  };
}

const SECTIONS = ['tiers', 'positions', 'depth', 'rules', 'fund', 'history'] as const;

function* unnamedFindings({ assumptions, sources }: Snapshot): Generator<Finding> {
  const spoken = new Set([...assumptions.map(({ of }) => of), ...sources.map(({ name }) => name)]);
  const unnamed = SECTIONS.filter((section) => !spoken.has(section));
  if (unnamed.length === 0) return;
  yield {
    what: 'unnamed',
    value: unnamed.length,
    text: `${unnamed.join(', ')} ${unnamed.length === 1 ? 'stands' : 'stand'} there and neither a source nor an assumption speaks of ${unnamed.length === 1 ? 'it' : 'them'}`,
  };
}
