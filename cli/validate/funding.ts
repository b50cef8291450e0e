import { type Contract, unitValue } from '../../shared/cascade/margin/contract.ts';
import { triggerPrice } from '../../shared/cascade/margin/trigger.ts';
import { fundingPayment, fundingRate } from '../../shared/cascade/venue/funding.ts';
import { marketsOf } from '../../shared/market/markets-scenario.ts';
import { playMarkets } from '../../shared/market/play-markets.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, number, numberOf, numbersOf, type Place, sideOf, textOf, word } from './place.ts';
import { flatMarket } from './wallets.ts';

/** What longs pay shorts: rates, payments, triggers after them, and a path in which a payment alone reaches somebody. */
export const funding: Runner = ({ place, tolerance }) => ({
  checks: [
    ...items(place, 'rates').map((one, i) => {
      const premiums = numbersOf(one, 'premiums');
      const premium = premiums.reduce((sum, own) => sum + own, 0) / premiums.length;
      const [interest, band, cap] = ['interest', 'band', 'cap'].map((key) => numberOf(one, key));
      const rule = { intervalSeconds: 1, interest: interest!, band: band!, cap: cap! };
      const expected = numberOf(field(one, 'expected'), 'rate');
      return near(`rate ${i}`, expected, fundingRate(rule, premium), tolerance);
    }),
    ...items(place, 'payments').map((one, i) => {
      const contract: Contract = word(one, 'contract', ['linear', 'inverse']);
      const unit = unitValue(contract, numberOf(one, 'mark'));
      const own = fundingPayment(sideOf(one), numberOf(one, 'quantity'), unit, numberOf(one, 'rate'));
      return near(`payment ${i}`, numberOf(one, 'expected'), own, tolerance);
    }),
    ...items(place, 'triggers').flatMap((one, i) => triggerChecks(`trigger ${i}`, one, tolerance)),
    ...pathChecks(field(place, 'path'), tolerance),
  ],
});

function triggerChecks(name: string, one: Place, tolerance: Tolerance): Check[] {
  const expected = field(one, 'expected');
  const [side, quantity, mark] = [sideOf(one), numberOf(one, 'quantity'), numberOf(one, 'mark')];
  const { tiers } = flatMarket(numberOf(one, 'maintenanceRate'));
  const payment = fundingPayment(side, quantity, mark, numberOf(one, 'rate'));
  const triggerAt = (collateral: number) =>
    triggerPrice('linear', tiers, side, quantity, numberOf(one, 'entry'), collateral, mark);
  const collateral = numberOf(one, 'collateral');
  const after = triggerAt(collateral - payment);
  const isReached = side > 0 ? mark <= after : mark >= after;
  return [
    near(`${name} payment`, numberOf(expected, 'payment'), payment, tolerance),
    near(`${name} before`, numberOf(expected, 'triggerBefore'), triggerAt(collateral), tolerance),
    near(`${name} after`, numberOf(expected, 'triggerAfter'), after, tolerance),
    same(`${name} reached`, field(expected, 'reached').value === true, isReached),
  ];
}

function pathChecks(path: Place, tolerance: Tolerance): Check[] {
  const name = textOf(path, 'name');
  const config = field(path, 'config');
  const expected = field(path, 'expected');
  const accounts = items(path, 'accounts');
  const tick = numberOf(config, 'fundingTick');
  const rate = numberOf(config, 'fundingRate');
  const played = playedPath(path);
  const [before, paid] = [played.ticks[tick - 2]!, played.ticks[tick - 1]!];
  const { mark, post } = paid.markets[0]!;
  const payments = accounts.map((one) => fundingPayment(sideOf(one), numberOf(one, 'quantity'), mark, rate));
  const cash = numberOf(accounts[0]!, 'collateral') - payments[0]!;
  const [fill] = paid.fills;
  const price = fill ? fill[3] : Number.NaN;
  const left = cash + numberOf(accounts[0]!, 'quantity') * (price - numberOf(accounts[0]!, 'entry'));
  const { tiers } = flatMarket(numberOf(config, 'rate'));
  const triggers = (isPaid: boolean) =>
    accounts.map((one, i) => {
      const collateral = numberOf(one, 'collateral') - (isPaid ? payments[i]! : 0);
      return triggerPrice(
        'linear',
        tiers,
        sideOf(one),
        numberOf(one, 'quantity'),
        numberOf(one, 'entry'),
        collateral,
        mark,
      );
    });
  const list = (key: string, own: readonly number[]) =>
    items(expected, key).map((one, i) => near(`${name} ${key} ${i}`, number(one), own[i]!, tolerance));
  return [
    ...list('payments', payments),
    ...list(
      'collateralAfter',
      accounts.map((one, i) => numberOf(one, 'collateral') - payments[i]!),
    ),
    ...list('triggerBefore', triggers(false)),
    ...list('triggerAfter', triggers(true)),
    same(
      `${name} reached before`,
      String(numbersOf(expected, 'reachedTick1')),
      String(before.reachedAccounts),
    ),
    same(`${name} reached`, String(numbersOf(expected, 'reachedTick2')), String(paid.reachedAccounts)),
    near(`${name} fill`, numberOf(expected, 'fill'), price, tolerance),
    near(`${name} post`, numberOf(expected, 'post'), post, tolerance),
    near(`${name} cash of account 0`, numberOf(expected, 'cashOfAccount0'), left, tolerance),
    near(
      `${name} sum of payments`,
      numberOf(expected, 'sumOfPayments'),
      payments.reduce((sum, own) => sum + own, 0),
      tolerance,
    ),
    near(`${name} made of nothing`, 0, played.outcome.system.conservation, tolerance),
  ];
}

/** The path as a scenario of one market, over the loop of several. */
function playedPath(path: Place) {
  const config = field(path, 'config');
  const tick = numberOf(config, 'fundingTick');
  return playMarkets(
    marketsOf({
      name: textOf(path, 'name'),
      config: {
        horizon: 2 * tick - 1, // a second payment would come after it
        markets: [
          {
            p0: numberOf(config, 'p0'),
            shock: numberOf(config, 'shock'),
            depth: field(config, 'depth').value,
            tiers: [{ floor: 0, rate: numberOf(config, 'rate') }],
            funding: { intervalSeconds: tick, rate: numberOf(config, 'fundingRate') },
          },
        ],
      },
      accounts: items(path, 'accounts').map(({ value }) => ({ ...(value as object), market: 0 })),
    }),
  );
}
