import type { Level } from '../../cascade/venue/depth/walk.ts';
import { decimal, refuseRow, takeColumns } from '../columns.ts';
import type { Say } from '../csv.ts';
import { utcOf } from '../days.ts';
import { isBid, type Levels } from '../levels.ts';
import { refuse } from '../parse.ts';
import { jsonBook } from './json-book.ts';
import { columnsOf, type VenueFile } from './table.ts';
import { readTime } from './times.ts';

/** Which order book of a file, and what its numbers mean. */
export interface LevelSelection {
  /** Of the column that the file has; needed where it holds several books. */
  readonly venue?: string;
  readonly symbol?: string;
  /** Units of quantity in one unit of size: 1, or the value of a contract. */
  readonly contractValue: number;
}

export interface VenueBook extends VenueFile, LevelSelection {}

export interface VenueLevels extends Levels {
  /** When the book was received, seconds since 1970; undefined where the file does not say. */
  readonly receivedSeconds: number | undefined;
}

type Side = [bids: Level[], asks: Level[]];

/**
 * One order book: JSON as venues answer, lists of prices and sizes under bids and asks, or rows with the columns side, price
 * and size, and venue, symbol, recv_ts and level where a file holds many. Where levels are counted, the book must be whole:
 * 0, 1, 2 ... on each side, all received at one time. Levels of size 0 are gone, as feeds say it; equal prices are one level.
 */
export function venueLevels(
  subject: string,
  text: string,
  selection: LevelSelection,
  say: Say = () => {},
): VenueLevels {
  const { contractValue, symbol } = selection;
  const { sides, receivedSeconds } =
    jsonBook(subject, text, symbol) ?? bookOfRows(subject, text, selection, say);
  const [bids, asks] = [
    standing(sides[0], 1).map(([price, size]): Level => [price, size * contractValue]),
    standing(sides[1], -1).map(([price, size]): Level => [price, size * contractValue]),
  ];
  refuseTwice(subject, sides);
  const given = sides[0].length + sides[1].length;
  const gone = [...sides[0], ...sides[1]].filter(([, size]) => size === 0).length;
  if (gone > 0) say(`${subject}: ${gone} levels of size 0 left out`);
  const merged = given - gone - bids.length - asks.length;
  if (merged > 0) say(`${subject}: ${merged} levels at a price that stands twice, added up`);
  if (bids.length === 0 || asks.length === 0) {
    const whose = [selection.venue, selection.symbol].filter(Boolean).join(' ');
    refuse(
      subject,
      `have bids and asks${whose && ` of ${whose}`}`,
      `${bids.length} bids, ${asks.length} asks`,
    );
  }
  return { bids, asks, receivedSeconds };
}

/** Best first (bids, `sign` 1, fall), without empty levels, each price once. */
function standing(levels: readonly Level[], sign: 1 | -1): Level[] {
  const found: Level[] = [];
  for (const [price, size] of levels.toSorted((a, b) => sign * (b[0] - a[0]))) {
    const last = found.at(-1);
    if (size === 0) continue;
    if (last?.[0] === price) found[found.length - 1] = [price, last[1] + size];
    else found.push([price, size]);
  }
  return found;
}

/** So few distinct levels may be alike by chance. */
const FEW_LEVELS = 3;

/** A book in which each level has a twin, price and size, is a file twice over. */
function refuseTwice(subject: string, sides: Side): void {
  const times = new Map<string, number>();
  const keys = sides.flatMap((side, k) => side.map((level) => `${k} ${level}`));
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  if (times.size > FEW_LEVELS && [...times.values()].every((count) => count > 1))
    refuse(
      subject,
      'hold each level once',
      `${keys.length} rows of ${times.size} levels: an export twice over?`,
    );
}

const OTHER_NAMES = {
  recv_ts: ['timestamp', 'time', 'ts', 'receivedat'],
  price: ['px', 'p', 'limitprice'],
  size: ['qty', 'quantity', 'amount', 'sz', 'volume'],
} as const;

function bookOfRows(subject: string, text: string, { venue, symbol }: LevelSelection, say: Say) {
  const { count, at, ignored } = takeColumns(
    subject,
    columnsOf({ name: subject, text }, say),
    ['side', 'price', 'size'],
    ['venue', 'symbol', 'recv_ts', 'level', 'transactTime'],
    OTHER_NAMES,
  );
  if (ignored.length > 0) say(`${subject}: columns passed over: ${ignored.join(', ')}`);
  const sides: Side = [[], []];
  let received: number | undefined;
  const isAsked = (i: number): boolean =>
    (!at.venue || venue === undefined || at.venue[i] === venue) &&
    (!at.symbol || symbol === undefined || at.symbol[i] === symbol);
  const rows = Array.from({ length: count }, (_, i) => i).filter(isAsked);
  refuseSeveral(subject, rows, at);
  for (const i of rows) {
    const number = (name: 'price' | 'size', rule: string, holds: (value: number) => boolean) => {
      const value = decimal(at[name][i]);
      return holds(value) ? value : refuseRow(subject, i, name, rule, at[name][i]);
    };
    if (at.recv_ts) {
      const { seconds } = readTime(at.recv_ts[i]);
      if (!(seconds > 0))
        refuseRow(subject, i, 'recv_ts', 'be a time since 1970, or ISO 8601', at.recv_ts[i]);
      // Where BitMEX says when each level last changed, the book is as old as the newest of them.
      if (at.transactTime) received = Math.max(received ?? 0, seconds);
      received ??= seconds;
      if (seconds !== received && !at.transactTime)
        refuseRow(subject, i, 'recv_ts', `be ${received} as before`, at.recv_ts[i]);
    }
    const levels = isBid(subject, i, at.side[i]) ? sides[0] : sides[1];
    if (at.level && decimal(at.level[i]) !== levels.length)
      refuseRow(subject, i, 'level', `be ${levels.length}`, at.level[i]);
    levels.push([
      number('price', 'be a number > 0', (value) => value > 0),
      number('size', 'be a number >= 0', (value) => value >= 0),
    ]);
  }
  return { sides, receivedSeconds: received };
}

/** Before anything else is asked of the rows: of several books together every other rule speaks of a consequence. */
function refuseSeveral(
  subject: string,
  rows: readonly number[],
  { venue, symbol }: { readonly venue?: ArrayLike<unknown>; readonly symbol?: ArrayLike<unknown> },
): void {
  const books = new Set(
    rows.map((i) => [venue?.[i], symbol?.[i]].filter((name) => name !== undefined).join(' ')),
  );
  if (books.size > 1)
    refuse(
      subject,
      'hold one book, or --venue and --symbol must say which',
      `${books.size}: ${[...books].slice(0, 5).join(', ')}${books.size > 5 ? ', ...' : ''}`,
    );
}

/** An order book may be this much older or younger than the snapshot. */
const LEVELS_SECONDS = 3_600;

/** The order book of about the time of the snapshot, around its own mid. */
export function bookAround(
  asOfSeconds: number,
  book: VenueBook,
  say: Say = () => {},
): Levels & { readonly reference: number } {
  const { bids, asks, receivedSeconds } = venueLevels(book.name, book.text, book, say);
  if (receivedSeconds === undefined) say(`${book.name} does not say when it was received: taken for asOf`);
  else if (!(Math.abs(receivedSeconds - asOfSeconds) <= LEVELS_SECONDS)) {
    refuse(
      `${book.name} recv_ts`,
      `be within ${LEVELS_SECONDS} s of asOf, ${utcOf(asOfSeconds)}`,
      utcOf(receivedSeconds),
    );
  }
  return { reference: (bids[0]![0] + asks[0]![0]) / 2, bids, asks };
}
