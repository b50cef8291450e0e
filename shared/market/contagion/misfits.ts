import { unitValue } from '../../cascade/margin/contract.ts';
import { NEGATIVE } from '../accounts.ts';
import { limitOf, percent } from '../inspect/finding.ts';
import { refuse } from '../parse.ts';
import type { Holders } from './holders.ts';
import type { VenueSnapshot } from './venue-snapshot.ts';

/** As a sweep of one market asks: contracts without another side understate gains, and those who could be deleveraged. */
const MOST_APART = limitOf('sides', 'sweep')!;

/** Doubles that are so many times larger than what all accounts hold lose in rounding what conservation is judged by. */
export const MOST_TIMES = 100_000;

/** What accounts must fit into: the tiers of their market, its open interest, and what they are worth. */
export function refuseMisfits(snapshot: VenueSnapshot, holders: Holders): void {
  refuseGiants(snapshot, holders);
  const { accounts } = holders;
  const subject = snapshot.accounts.file ?? 'snapshot.accounts';
  const held = snapshot.markets.map(() => ({ longs: 0, shorts: 0 }));
  for (const { row, market: k, side, quantity, entryPrice, collateral, wallet } of accounts) {
    const { tiers, market } = snapshot.markets[k]!;
    const { contract, markPrice } = market;
    const unit = Math.abs(unitValue(contract, markPrice));
    const cap = tiers[tiers.length - 1]!.cap ?? Infinity;
    if (!(quantity * unit <= cap))
      refuse(`${subject} row ${row + 1} quantity`, `lie in a tier, at most ${cap / unit}`, quantity);
    const gained = side * quantity * (unitValue(contract, markPrice) - unitValue(contract, entryPrice));
    if (wallet < 0 && collateral < 0 && !(collateral + gained > 0))
      refuse(`${subject} row ${row + 1} collateral`, NEGATIVE, collateral);
    held[k]![side > 0 ? 'longs' : 'shorts'] += quantity;
  }
  for (const [k, own] of held.entries()) {
    for (const name of ['longs', 'shorts'] as const) {
      const { openInterest } = snapshot.markets[k]!.market;
      if (!(own[name] <= openInterest * (1 + 1e-9)))
        refuse(
          `snapshot.markets.${k}.market.openInterest`,
          `be at least what ${name} hold, ${own[name]}`,
          openInterest,
        );
    }
    const { id, market } = snapshot.markets[k]!;
    const apart = Math.abs(own.longs - own.shorts) / market.openInterest;
    if (!(apart <= MOST_APART))
      refuse(
        `${subject} of ${id}`,
        `have another side but for ${percent(MOST_APART)} of open interest`,
        percent(apart),
      );
  }
}

/** Money and entries against which what all accounts hold is nothing. */
function refuseGiants(snapshot: VenueSnapshot, { accounts, wallets, assets }: Holders): void {
  const unitAt = (k: number, price: number) =>
    Math.abs(unitValue(snapshot.markets[k]!.market.contract, price));
  const markUnit = (k: number) => unitAt(k, snapshot.markets[k]!.market.markPrice);
  const held = accounts.reduce((sum, { market, quantity }) => sum + quantity * markUnit(market), 0);
  const most = MOST_TIMES * held;
  const need = (subject: string, worth: number, got: number) => {
    if (!(Math.abs(worth) <= most))
      refuse(subject, `be worth at most ${MOST_TIMES} times what all accounts hold, ${held}`, got);
  };
  const row = (part: 'accounts' | 'wallets' | 'assets', i: number, column: string) =>
    `${snapshot[part]?.file ?? `snapshot.${part}`} row ${i + 1} ${column}`;
  need('snapshot.fund.balance', snapshot.fund.balance, snapshot.fund.balance);
  for (const [w, { cash }] of wallets.entries()) need(row('wallets', w, 'cash'), cash, cash);
  for (const [i, { market, factor, amount }] of assets.entries())
    need(row('assets', i, 'amount'), amount * factor * (market === undefined ? 1 : markUnit(market)), amount);
  for (const [i, { market, quantity, entryPrice, collateral }] of accounts.entries()) {
    need(row('accounts', i, 'collateral'), collateral, collateral);
    need(row('accounts', i, 'entryPrice'), quantity * unitAt(market, entryPrice), entryPrice);
  }
}
