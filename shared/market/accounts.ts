import { type Accounts, allocateAccounts } from '../cascade/margin/accounts.ts';
import { type Contract, unitValue } from '../cascade/margin/contract.ts';
import { type Columns, decimal, numberColumn, refuseRow, takeColumns } from './columns.ts';
import { numberOwners } from './owners.ts';
import { refuse } from './parse.ts';
import { isPrintable, PRINTABLE } from './text.ts';

/** What positions must fit into. */
export interface PositionBounds {
  readonly contract: Contract;
  /** Quote currency per coin. */
  readonly markPrice: number;
  /** Quantity per side. */
  readonly openInterest: number;
  /** Largest notional that the margin table allows, settlement currency; Infinity if it has no end. */
  readonly cap: number;
}

/** Accounts with the names by which rows can be told apart, and what else the columns held. */
export interface ReadAccounts extends Accounts {
  /** Which account each row is of, numbered in order of appearance; null where accounts are not named. */
  readonly account: Int32Array | null;
  /** Accounts or owners have names. */
  readonly named: boolean;
  /** Columns that nobody asked for. */
  readonly ignored: readonly string[];
}

/** Names that venues give to what we call otherwise. */
export const OTHER_NAMES = {
  quantity: ['size', 'qty', 'positionamt', 'positionsize', 'amount', 'pos'],
  entryPrice: ['entry', 'avgentryprice', 'avgprice', 'averageprice', 'entrypx', 'avgpx'],
  // Without the profit at the mark, which Binance's isolatedMargin holds.
  collateral: ['isolatedwallet'],
  side: ['positionside', 'posside', 'direction'],
  symbol: ['instrument', 'instid', 'market', 'coin', 'ticker', 'pair'],
  account: ['accountid'],
  owner: ['ownerid'],
} as const;

/**
 * Positions as the core takes them, from columns `side` (1 or -1, long and short, buy and sell), `quantity`,
 * `entryPrice`, `collateral` and, if the venue groups them, `owner`; rows of one `account` belong together too. A short's
 * quantity may be negative; then `side` may be missing.
 * Refuses with the row: what is not a number, quantities that are not > 0, notional outside every
 * tier, collateral below 0 without a profit at the mark that makes up for it. Takes `Float64Array` columns over without a
 * copy. About 0.3 s for 1,000,000 rows.
 *
 * @param subject what the columns come from, for refusals: a file name
 */
export function positionsFromColumns(
  subject: string,
  columns: Columns,
  bounds: PositionBounds,
): ReadAccounts {
  const { count, at, ignored } = takeColumns(
    subject,
    columns,
    ['quantity', 'entryPrice', 'collateral'],
    ['side', 'account', 'owner'],
    OTHER_NAMES,
  );
  const positive = (value: number) => value > 0;
  const given = numberColumn(subject, 'quantity', at.quantity, 'be a number > 0', (value) => value !== 0);
  const side = at.side
    ? sideColumn(subject, at.side, given)
    : given.some((value) => value < 0) && signsOf(given);
  if (!side)
    refuse(subject, 'have the column side, or quantities with a sign', Object.keys(columns).join(', '));
  const accounts: ReadAccounts = {
    count,
    side,
    quantity: withoutSigns(subject, given, side),
    entryPrice: numberColumn(subject, 'entryPrice', at.entryPrice, 'be a number > 0', positive),
    collateral: numberColumn(subject, 'collateral', at.collateral, 'be a number', () => true),
    owner: ownerColumn(subject, count, at.owner ?? at.account),
    account: at.account ? numberOwners(at.account) : null,
    named: at.account !== undefined || at.owner !== undefined,
    ignored,
  };
  refuseMisfits(subject, accounts, bounds);
  return accounts;
}

const signsOf = (quantity: Float64Array): Int8Array =>
  Int8Array.from(quantity, (value) => (value > 0 ? 1 : -1));

/** A negative quantity says once more that the position is short. */
function withoutSigns(subject: string, quantity: Float64Array, side: Int8Array): Float64Array {
  const contrary = quantity.findIndex((value, i) => value < 0 && side[i]! > 0);
  if (contrary >= 0)
    refuseRow(subject, contrary, 'quantity', 'be a number > 0 of a long', quantity[contrary]);
  return quantity.some((value) => value < 0) ? quantity.map(Math.abs) : quantity;
}

/** Positions that stand in the snapshot itself. */
export interface PositionRow {
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly collateral: number;
  readonly account?: string;
  readonly owner?: string;
}

/** Rows that the schema has checked, as columns; a row without account and owner is its own owner. */
export function positionsFromRows(rows: readonly PositionRow[]): Accounts {
  const accounts = allocateAccounts(rows.length);
  for (const [i, { side, quantity, entryPrice, collateral }] of rows.entries()) {
    accounts.side[i] = side;
    accounts.quantity[i] = quantity;
    accounts.entryPrice[i] = entryPrice;
    accounts.collateral[i] = collateral;
  }
  accounts.owner.set(numberOwners(rows.map(({ account, owner }, i) => owner ?? account ?? `row ${i}`)));
  return accounts;
}

const SIDES: Readonly<Record<string, 1 | -1>> = {
  '1': 1,
  '+1': 1,
  '-1': -1,
  long: 1,
  short: -1,
  buy: 1,
  sell: -1,
};
/** What venues say where one position is either: the sign of its quantity tells. */
const EITHER = /^(both|net)$/i;

/** 1 or -1, as a number or a word, or by the sign of a quantity that may be either; undefined for anything else. */
export function sideOf(value: unknown, quantity = NaN): 1 | -1 | undefined {
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  const isEither = text !== undefined && EITHER.test(text);
  const own = isEither ? Math.sign(quantity) : text === undefined ? decimal(value) : SIDES[text];
  return own === 1 || own === -1 ? own : undefined;
}

/** Without any negative quantity, nobody can tell which of those that may be either are short. */
function sideColumn(subject: string, column: ArrayLike<unknown>, quantity: Float64Array): Int8Array {
  const side = new Int8Array(column.length);
  const isSigned = quantity.some((own) => own < 0);
  for (let i = 0; i < side.length; i++) {
    const value = column[i];
    const own = sideOf(value, isSigned ? quantity[i] : NaN);
    if (own === undefined) refuseRow(subject, i, 'side', 'be 1 or -1, long or short, buy or sell', value);
    side[i] = own;
  }
  return side;
}

/** As of one that stands in the snapshot itself. */
const MOST_OF_NAME = 128;

/** Where nobody is named, every row is its own owner. */
function ownerColumn(subject: string, count: number, names: ArrayLike<unknown> | undefined): Int32Array {
  if (!names) return Int32Array.from({ length: count }, (_owner, row) => row);
  for (let i = 0; i < count; i++) {
    const name = names[i];
    if (name === undefined || name === null || name === '') refuseRow(subject, i, 'owner', 'be named', name);
    if (typeof name !== 'string') continue;
    if (!(name.length <= MOST_OF_NAME))
      refuseRow(subject, i, 'owner', `have at most ${MOST_OF_NAME} characters`, name);
    if (!isPrintable(name)) refuseRow(subject, i, 'owner', PRINTABLE, name);
  }
  return numberOwners(names);
}

function refuseMisfits(subject: string, accounts: Accounts, bounds: PositionBounds): void {
  const { count, side, quantity, collateral } = accounts;
  const unit = Math.abs(unitValue(bounds.contract, bounds.markPrice));
  const largest = bounds.cap / unit;
  let long = 0;
  let short = 0;
  for (let i = 0; i < count; i++) {
    const own = quantity[i]!;
    if (!(own <= largest)) refuseRow(subject, i, 'quantity', `lie in a tier, at most ${largest}`, own);
    if (side[i]! > 0) long += own;
    else short += own;
    if (collateral[i]! < 0 && !(equityAt(bounds, accounts, i) > 0))
      refuseRow(subject, i, 'collateral', NEGATIVE, collateral[i]);
  }
  for (const [name, held] of [
    ['longs', long],
    ['shorts', short],
  ] as const) {
    if (!(held <= bounds.openInterest * (1 + 1e-9))) {
      refuse(
        'snapshot.market.openInterest',
        `be at least what ${name} of ${subject} hold, ${held}`,
        bounds.openInterest,
      );
    }
  }
}

/** Margin that was taken out of a profit is below 0 at entry, never at the mark. */
export const NEGATIVE = 'be a number >= 0, or make an equity > 0 with the profit at the mark';

/** Equity of row `i` at the mark price, settlement currency (model.md 1.1). */
export function equityAt(
  { contract, markPrice }: Pick<PositionBounds, 'contract' | 'markPrice'>,
  {
    side,
    quantity,
    entryPrice,
    collateral,
  }: Pick<Accounts, 'side' | 'quantity' | 'entryPrice' | 'collateral'>,
  i: number,
): number {
  const gained = unitValue(contract, markPrice) - unitValue(contract, entryPrice[i]!);
  return collateral[i]! + side[i]! * quantity[i]! * gained;
}
