import type { Level } from '../../cascade/venue/depth/walk.ts';
import { decimal, refuseRow, takeColumns } from '../columns.ts';
import { columnsFromCsv } from '../csv.ts';
import type { Levels } from '../levels.ts';
import { refuse } from '../parse.ts';

/** A venue's file: its name, for refusals and sources, and its text. */
export interface VenueFile {
  readonly name: string;
  readonly text: string;
}

/** Which order book of a file, and what its numbers mean. */
export interface LevelSelection {
  readonly venue: string;
  readonly symbol: string;
  /** Units of quantity in one unit of size: 1, or the value of a contract. */
  readonly contractValue: number;
}

export interface VenueBook extends VenueFile, LevelSelection {}

export interface VenueLevels extends Levels {
  /** When the book was received, seconds since 1970. */
  readonly receivedSeconds: number;
}

/**
 * One order book from CSV `venue, symbol, recv_ts, side, level, price, size` that may hold many. The book must be
 * whole: levels count 0, 1, 2 ... on each side, and all were received at one time.
 */
export function venueLevels(subject: string, text: string, selection: LevelSelection): VenueLevels {
  const { venue, symbol, contractValue } = selection;
  const { count, at } = takeColumns(subject, columnsFromCsv(subject, text), [
    'venue',
    'symbol',
    'recv_ts',
    'side',
    'level',
    'price',
    'size',
  ]);
  const bids: Level[] = [];
  const asks: Level[] = [];
  let received: number | undefined;
  for (let i = 0; i < count; i++) {
    if (at.venue[i] !== venue || at.symbol[i] !== symbol) continue;
    const number = (name: 'recv_ts' | 'price' | 'size') => {
      const value = decimal(at[name][i]);
      return value > 0 ? value : refuseRow(subject, i, name, 'be a number > 0', at[name][i]);
    };
    received ??= number('recv_ts');
    if (number('recv_ts') !== received)
      refuseRow(subject, i, 'recv_ts', `be ${received} as before`, at.recv_ts[i]);
    const side = at.side[i];
    if (side !== 'bid' && side !== 'ask') refuseRow(subject, i, 'side', 'be bid or ask', side);
    const levels = side === 'bid' ? bids : asks;
    if (decimal(at.level[i]) !== levels.length)
      refuseRow(subject, i, 'level', `be ${levels.length}`, at.level[i]);
    levels.push([number('price'), number('size') * contractValue]);
  }
  if (received === undefined || bids.length === 0 || asks.length === 0) {
    refuse(subject, `have bids and asks of ${venue} ${symbol}`, `${bids.length} bids, ${asks.length} asks`);
  }
  return { bids, asks, receivedSeconds: received };
}

/** An order book may be this much older or younger than the snapshot. */
const LEVELS_SECONDS = 3_600;

/** The order book of about the time of the snapshot, around its own mid. */
export function bookAround(asOfSeconds: number, book: VenueBook): Levels & { readonly reference: number } {
  const { bids, asks, receivedSeconds } = venueLevels(book.name, book.text, book);
  if (!(Math.abs(receivedSeconds - asOfSeconds) <= LEVELS_SECONDS)) {
    refuse(`${book.name} recv_ts`, `be within ${LEVELS_SECONDS} s of asOf, ${asOfSeconds}`, receivedSeconds);
  }
  return { reference: (bids[0]![0] + asks[0]![0]) / 2, bids, asks };
}
