import { type CrossedFill, settleWallet } from '../../shared/cascade/check/settle-wallet.ts';
import { afterShare } from '../../shared/cascade/holders/crossed/close-out.ts';
import { bankruptcyUnits, crossTrigger, standingOf } from '../../shared/cascade/holders/crossed/wallet.ts';
import { maintenanceMargin, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { type Check, near, nearAll, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { aaveV4Checks, paradexSocialisedChecks } from './lending.ts';
import { entries, field, items, maybe, number, numberOf, numbersOf, type Place, textOf } from './place.ts';
import { vegaChecks } from './vega.ts';
import { accountOf, exampleOf, flatMarket, stands } from './wallets.ts';

type Part = (place: Place, tolerance: Tolerance, group: Place) => Check[];

/** What venues print of their own rules, part by part; a file may hold any of them. */
const PARTS: Readonly<Record<string, Part>> = {
  paradexPartial: (place, tolerance) => entries(place).flatMap((one) => paradexChecks(one, tolerance)),
  paradexSocialised: paradexSocialisedChecks,
  aaveV4: aaveV4Checks,
  dango: (place, tolerance) => items(place, 'cases').flatMap((one) => dangoChecks(one, tolerance)),
  vega: (place, tolerance, group) =>
    items(place, 'cases').flatMap((one) =>
      vegaChecks(one, tolerance, { absolute: numberOf(field(group, 'tolerance'), 'vegaPrinted') }),
    ),
  okx: okxChecks,
  crossTrigger: (place, tolerance) => entries(place).flatMap((one) => triggerChecks(one, tolerance)),
};

export const venueExamples: Runner = ({ place, tolerance }) => ({
  checks: Object.entries(PARTS).flatMap(([name, part]) => {
    const own = maybe(place, name);
    return own ? part(own, tolerance, place) : [];
  }),
});

/** Shares in steps of everything, with a penalty on the maintenance released. */
function paradexChecks(one: Place, tolerance: Tolerance): Check[] {
  const penalty = numberOf(one, 'penalty');
  const name = `paradex penalty ${penalty}`;
  const example = exampleOf(numberOf(one, 'collateral'), items(one, 'positions'));
  const found = stands(example, {
    order: 'pro-rata',
    amount: 'step',
    step: numberOf(one, 'step'),
    ratio: numberOf(one, 'target'),
    penalty,
  });
  const chosen = found.shares[0]!;
  const { wallet, markets, marks } = example;
  const fills = wallet.accounts.map(
    ({ quantity }, account): CrossedFill => ({
      account,
      quantity: chosen * quantity,
      unit: marks[account]!,
      isAdl: false,
    }),
  );
  const settled = settleWallet(wallet, fills, markets, marks, penalty);
  const expected = field(one, 'expected');
  const all = (wanted: Place, part: string, limit: Tolerance) => [
    near(`${name} chosen${part}`, numberOf(wanted, 'chosen'), chosen, limit),
    near(`${name} cashAfter${part}`, numberOf(wanted, 'cashAfter'), settled.wallet.cash, limit),
  ];
  const rows = items(expected, 'rows').map((row) => {
    const share = numberOf(row, 'share');
    const left = afterShare(found, share, penalty);
    return { row, share, left: { ...left, ratio: left.maintenance / left.equity } };
  });
  const printed = maybe(one, 'printed');
  return [
    near(`${name} equity`, numberOf(expected, 'equity'), found.equity, tolerance),
    near(`${name} maintenance`, numberOf(expected, 'maintenance'), found.required, tolerance),
    ...rows.flatMap(({ row, share, left }) =>
      (['maintenance', 'penalty', 'equity', 'ratio'] as const).map((key) =>
        near(`${name} share ${share} ${key}`, numberOf(row, key), left[key], tolerance),
      ),
    ),
    ...all(expected, '', tolerance),
    ...(printed ? [...all(printed, ', printed', CENT), ...ratioChecks(name, printed, rows)] : []),
  ];
}

/** Within half a unit of the last digit that is printed. */
const CENT = { absolute: 0.005 };
const THOUSANDTH = { absolute: 0.0005 };

const ratioChecks = (
  name: string,
  printed: Place,
  rows: readonly { readonly left: { readonly ratio: number } }[],
): Check[] =>
  nearAll(
    `${name} ratios, printed`,
    numbersOf(printed, 'ratios'),
    rows.map(({ left }) => left.ratio),
    THOUSANDTH,
  );

/** One account; the largest is closed down to a buffer over maintenance, the rest is settlement at the price of a fill. */
function dangoChecks(one: Place, tolerance: Tolerance): Check[] {
  const name = `dango ${textOf(one, 'name')}`;
  const example = exampleOf(numberOf(one, 'collateral'), [one], numberOf(one, 'fee'));
  const { wallet, markets, marks } = example;
  const [account] = wallet.accounts;
  const buffer = maybe(one, 'buffer');
  // The venue's share leaves the fee out, and is tested again after it.
  const free = { ...example, markets: [flatMarket(numberOf(one, 'rate'))] };
  const found = stands(free, {
    order: 'largest',
    amount: 'target',
    multiple: 1 + (buffer ? number(buffer) : 0),
  });
  const lot = maybe(one, 'lot');
  const exact = buffer ? found.shares[0]! * account!.quantity : account!.quantity;
  const closed = lot ? Math.ceil(exact / number(lot) - 1e-12) * number(lot) : exact;
  const [bankruptcy] = bankruptcyUnits(wallet, markets, marks, found.fullEquity, found.maintenance);
  const fill = maybe(one, 'fill');
  const isAdl = !fill && !buffer;
  const unit = fill ? number(fill) : isAdl ? bankruptcy! : marks[0]!;
  const fills = [{ account: 0, quantity: closed, unit, isAdl }];
  const settled = settleWallet(wallet, fills, markets, marks);
  const beforeFee = { ...settled.wallet, cash: settled.wallet.cash + settled.fee };
  const fund = maybe(one, 'fund');
  const fundDraw = Math.min(fund ? number(fund) : 0, settled.deficit);
  const winner = maybe(one, 'winner');
  const obtained: Readonly<Record<string, number>> = {
    equity: found.equity,
    maintenance: found.required,
    closed,
    bankruptcy: bankruptcy!,
    feePaid: settled.fee,
    cashAfter: settled.wallet.cash,
    cashAfterBeforeFee: beforeFee.cash,
    equityAfterBeforeFee: standingOf(beforeFee, markets, marks).equity,
    deficit: settled.deficit,
    fundDraw,
    badDebt: settled.deficit - fundDraw,
    fundMinusBadDebt: (fund ? number(fund) : 0) - settled.deficit,
    ...(winner && winnerOf(winner, closed, unit)),
  };
  const expected = field(one, 'expected');
  return Object.entries(obtained).flatMap(([key, value]) => {
    const wanted = maybe(expected, key);
    return wanted ? [near(`${name} ${key}`, number(wanted), value, tolerance)] : [];
  });
}

/** Who is deleveraged against it, closed at the same price. */
function winnerOf(winner: Place, quantity: number, unit: number) {
  const cash = numberOf(winner, 'collateral');
  const wallet = { cash, assets: [], accounts: [accountOf(winner, 0)] };
  const fills = [{ account: 0, quantity, unit, isAdl: true }];
  const after = settleWallet(wallet, fills, [flatMarket(0)], [unit]).wallet.cash;
  return { winnerCashAfter: after, winnerProfit: after - cash };
}

/** Marginal rates. */
function okxChecks(place: Place, tolerance: Tolerance): Check[] {
  const rates = numbersOf(place, 'rates');
  const tiers = tiersOf(
    numbersOf(place, 'floors').map((floor, k) => ({ floor, rate: rates[k]!, maxLeverage: 1 / rates[k]! })),
  );
  return items(place, 'cases').map((one) => {
    const notional = numberOf(one, 'notional');
    return near(`okx ${notional}`, numberOf(one, 'expected'), maintenanceMargin(tiers, notional), tolerance);
  });
}

/** What the rest of the wallet needs and has won is a second position, in a market of its own that stands at 100. */
function triggerChecks(one: Place, tolerance: Tolerance): Check[] {
  const elsewhere = 100;
  const wallet = {
    cash: numberOf(one, 'cash'),
    assets: [],
    accounts: [
      accountOf(one, 0),
      {
        market: 1,
        side: 1 as const,
        quantity: 1,
        entryPrice: elsewhere - numberOf(one, 'otherProfit'),
      },
    ],
  };
  const rate = numberOf(one, 'rate');
  const flat = tiersOf([{ floor: 0, rate, deduction: numberOf(one, 'deduction'), maxLeverage: 1 / rate }]);
  const markets = [
    { ...flatMarket(rate), tiers: flat },
    flatMarket(numberOf(one, 'otherMaintenance') / elsewhere),
  ];
  const trigger = crossTrigger(wallet, 0, markets, [numberOf(one, 'entry'), elsewhere]);
  const name = `trigger ${textOf(one, 'name')}`;
  const printed = maybe(one, 'printed');
  return [
    near(name, numberOf(one, 'expected'), trigger, tolerance),
    ...(printed ? [near(`${name}, printed`, number(printed), trigger, { absolute: 5e-5 })] : []),
  ];
}
