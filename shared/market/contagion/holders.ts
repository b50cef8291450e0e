import type { Side } from '../../cascade/margin/contract.ts';
import { sideOf } from '../accounts.ts';
import { type Columns, decimal, numberColumn, refuseRow, takeColumns } from '../columns.ts';
import { refuse } from '../parse.ts';
import { isSized, SIZED } from '../sizes.ts';
import { isPrintable, PRINTABLE } from '../text.ts';
import type { VenueSnapshot } from './venue-snapshot.ts';

/** Columns of the files that a snapshot names, decoded, by file name. */
export type VenueFiles = ReadonlyMap<string, Columns>;

/** A position, isolated or of a wallet. */
export interface HeldAccount {
  /** Row in the snapshot, from 0. */
  readonly row: number;
  readonly market: number;
  readonly side: Side;
  readonly quantity: number;
  readonly entryPrice: number;
  /** Settlement currency; 0 where a wallet backs it. */
  readonly collateral: number;
  /** Row of the wallet; -1: isolated. */
  readonly wallet: number;
  readonly owner: string | undefined;
}

/** Cash of a wallet, settlement currency, and who stands behind it. */
export interface HeldWallet {
  readonly cash: number;
  readonly owner: string | undefined;
}

/** What a wallet holds besides cash. */
export interface HeldAsset {
  readonly wallet: number;
  /** Undefined: its price stands. */
  readonly market: number | undefined;
  readonly factor: number;
  readonly amount: number;
  readonly haircut: number;
}

/** Accounts, wallets and assets of a snapshot, from its rows or its files. */
export interface Holders {
  readonly accounts: readonly HeldAccount[];
  readonly wallets: readonly HeldWallet[];
  readonly assets: readonly HeldAsset[];
}

/**
 * Reads who holds what. Files and rows are read alike.
 *
 * @throws RangeError `subject row n column must rule, got value`
 */
export function holdersOf(snapshot: VenueSnapshot, files: VenueFiles): Holders {
  const ids = new Map(snapshot.markets.map(({ id }, k) => [id, k]));
  const wallets = snapshot.wallets ? walletsOf(...columnsOf('wallets', snapshot.wallets, files)) : [];
  const assets = snapshot.assets
    ? assetsOf(...columnsOf('assets', snapshot.assets, files), ids, wallets.length)
    : [];
  const accounts = accountsOf(...columnsOf('accounts', snapshot.accounts, files), ids, wallets);
  const backed = new Set(accounts.map(({ wallet }) => wallet));
  const [subject] = snapshot.wallets ? columnsOf('wallets', snapshot.wallets, files) : [''];
  for (const [w, { cash }] of wallets.entries())
    if (cash < 0 && !backed.has(w)) refuseRow(subject, w, 'cash', 'not be negative without an account', cash);
  return { accounts, wallets, assets };
}

type Part = VenueSnapshot['accounts'] | NonNullable<VenueSnapshot['wallets' | 'assets']>;

/** What the rows are called in a refusal, and their columns. */
function columnsOf(name: string, { rows, file, count }: Part, files: VenueFiles): [string, Columns] {
  const subject = `snapshot.${name}`;
  if (rows) {
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const column = (field: string) => rows.map((row) => (row as Readonly<Record<string, unknown>>)[field]);
    return [subject, Object.fromEntries(names.map((field) => [field, column(field)]))];
  }
  const columns = files.get(file!);
  if (!columns) refuse(`${subject}.file`, 'be loaded', file);
  const length = Object.values(columns)[0]?.length ?? 0;
  if (length !== count) refuse(`${subject}.count`, `be the rows of ${file}, ${length}`, count);
  return [file!, columns];
}

function walletsOf(subject: string, columns: Columns): HeldWallet[] {
  const { at } = takeColumns(subject, columns, ['cash'], ['owner']);
  const owner = namesIn(subject, 'owner', at.owner);
  const cash = numberColumn(subject, 'cash', at.cash, 'be a number', () => true);
  return Array.from(cash, (own, w) => ({ cash: own, owner: owner(w) }));
}

function assetsOf(
  subject: string,
  columns: Columns,
  ids: ReadonlyMap<string, number>,
  wallets: number,
): HeldAsset[] {
  const { count, at } = takeColumns(subject, columns, ['wallet', 'amount', 'haircut'], ['market', 'factor']);
  const wallet = walletColumn(subject, at.wallet, 0, wallets);
  const amount = numberColumn(subject, 'amount', at.amount, 'be a number >= 0', (own) => own >= 0);
  const haircut = numberColumn(
    subject,
    'haircut',
    at.haircut,
    'be from 0 to below 1',
    (own) => own >= 0 && own < 1,
  );
  const factors = Array.from({ length: count }, (_, i) => (isEmpty(at.factor?.[i]) ? 1 : at.factor![i]));
  const factor = numberColumn(subject, 'factor', factors, 'be a number > 0', (own) => own > 0);
  return Array.from(amount, (own, i) => ({
    wallet: wallet[i]!,
    market: isEmpty(at.market?.[i]) ? undefined : marketAt(subject, i, at.market![i], ids),
    factor: factor[i]!,
    amount: own,
    haircut: haircut[i]!,
  }));
}

function accountsOf(
  subject: string,
  columns: Columns,
  ids: ReadonlyMap<string, number>,
  wallets: readonly HeldWallet[],
): HeldAccount[] {
  const { count, at } = takeColumns(
    subject,
    columns,
    ['market', 'side', 'quantity', 'entryPrice'],
    ['collateral', 'wallet', 'owner'],
  );
  const quantity = numberColumn(subject, 'quantity', at.quantity, 'be a number > 0', (own) => own > 0);
  const entry = numberColumn(subject, 'entryPrice', at.entryPrice, 'be a number > 0', (own) => own > 0);
  const numbers = Array.from({ length: count }, (_, i) => (isEmpty(at.wallet?.[i]) ? -1 : at.wallet![i]));
  const wallet = walletColumn(subject, numbers, -1, wallets.length);
  const owner = namesIn(subject, 'owner', at.owner);
  return Array.from({ length: count }, (_, row) => {
    const side = sideOf(at.side[row]);
    if (side === undefined)
      refuseRow(subject, row, 'side', 'be 1 or -1, long or short, buy or sell', at.side[row]);
    const own = { row, market: marketAt(subject, row, at.market[row], ids), side, wallet: wallet[row]! };
    return {
      ...own,
      quantity: quantity[row]!,
      entryPrice: entry[row]!,
      collateral: collateralAt(subject, row, at.collateral?.[row], own.wallet >= 0),
      owner: ownerAt(subject, row, owner(row), wallets[own.wallet]),
    };
  });
}

/** That of an isolated account must be there, and that of a wallet's must not. */
function collateralAt(subject: string, row: number, value: unknown, isBacked: boolean): number {
  const own = isEmpty(value) ? Number.NaN : decimal(value);
  if (isBacked) {
    if (!isEmpty(value) && own !== 0)
      refuseRow(subject, row, 'collateral', 'be left out, or 0: it is that of the wallet', value);
    return 0;
  }
  if (!Number.isFinite(own))
    refuseRow(subject, row, 'collateral', 'be a number, or stand beside a wallet', value);
  if (!isSized(own)) refuseRow(subject, row, 'collateral', SIZED, value);
  return own;
}

/** Whoever owns the wallet; an account may say so again. */
function ownerAt(subject: string, row: number, own: string | undefined, wallet: HeldWallet | undefined) {
  if (!wallet) return own;
  if (own !== undefined && own !== wallet.owner)
    refuseRow(subject, row, 'owner', 'be that of its wallet', own);
  return wallet.owner;
}

function marketAt(subject: string, row: number, value: unknown, ids: ReadonlyMap<string, number>): number {
  const found = ids.get(String(value));
  if (found === undefined)
    refuseRow(subject, row, 'market', `be a market: ${[...ids.keys()].join(', ')}`, value);
  return found;
}

const walletColumn = (subject: string, column: ArrayLike<unknown>, least: -1 | 0, wallets: number) =>
  numberColumn(
    subject,
    'wallet',
    column,
    `be a row of the wallets${least < 0 ? ', or -1' : ''}, below ${wallets}`,
    (own) => Number.isInteger(own) && own >= least && own < wallets,
  );

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const MOST_OF_NAME = 128;

function namesIn(
  subject: string,
  name: string,
  column: ArrayLike<unknown> | undefined,
): (row: number) => string | undefined {
  return (row) => {
    const value = column?.[row];
    if (isEmpty(value)) return undefined;
    const own = String(value);
    if (!(own.length <= MOST_OF_NAME))
      refuseRow(subject, row, name, `have at most ${MOST_OF_NAME} characters`, own);
    if (!isPrintable(own)) refuseRow(subject, row, name, PRINTABLE, own);
    return own;
  };
}
