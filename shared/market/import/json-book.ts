import type { Level } from '../../cascade/venue/depth/walk.ts';
import { decimal } from '../columns.ts';
import { refuse } from '../parse.ts';
import { jsonValue } from './table.ts';
import { readTime } from './times.ts';

interface JsonBook {
  readonly sides: [bids: Level[], asks: Level[]];
  readonly receivedSeconds: number | undefined;
}

/**
 * The order book in a venue's answer: the one object, however deep, with two lists of levels under `bids` and `asks`, `b`
 * and `a`, or both under `levels`; a level is `[price, size, ...]` or an object. Undefined where the text holds none.
 *
 * @param symbol which, where it holds several
 */
export function jsonBook(subject: string, text: string, symbol?: string): JsonBook | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const all = booksIn(jsonValue(subject, text.trimStart()));
  const named = all.filter(({ names }) => symbol !== undefined && names.includes(symbol));
  const books = all.length > 1 && named.length > 0 ? named : all;
  if (books.length > 1) {
    const which = books.map(({ names: [name] }) => name ?? 'one without a name');
    refuse(
      subject,
      'hold one book, or --symbol must say which',
      `${books.length}: ${which.slice(0, 5).join(', ')}`,
    );
  }
  const [found] = books;
  if (!found) return undefined;
  const { lists, times } = found;
  const side = (name: string, levels: readonly unknown[]) =>
    levels.map((level, i) => levelOf(`${subject} ${name} ${i}`, level));
  return {
    sides: [side('bids', lists[0]), side('asks', lists[1])],
    receivedSeconds: times.map((time) => readTime(time).seconds).find((seconds) => seconds > 1e9),
  };
}

interface Found {
  readonly lists: readonly [bids: readonly unknown[], asks: readonly unknown[]];
  /** Times that stand beside the lists, or above them. */
  readonly times: readonly unknown[];
  /** Of its market: what stands beside the lists, and under which name they stand. */
  readonly names: readonly unknown[];
}

const SIDES = [
  ['bids', 'asks'],
  ['b', 'a'],
  ['buy', 'sell'],
] as const;
const TIMES = ['time', 'ts', 'timestamp', 'T', 'E', 'current', 'update'];
const NAMES = ['symbol', 's', 'coin', 'instrument_name', 'product_id', 'instId', 'contract'];

function booksIn(
  value: unknown,
  under?: string,
  above: readonly unknown[] = [],
  depth = 0,
): readonly Found[] {
  if (typeof value !== 'object' || value === null || depth > 5) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  const times = [...TIMES.map((name) => fields[name]).filter((time) => time !== undefined), ...above];
  const { levels } = fields;
  const pairs = [
    ...SIDES.map(([bids, asks]) => [fields[bids], fields[asks]]),
    Array.isArray(levels) && levels.length === 2 ? levels : [],
  ];
  const names = [...NAMES.map((name) => fields[name]), under].filter((name) => name !== undefined);
  for (const [bids, asks] of pairs)
    if (isList(bids) && isList(asks)) return [{ lists: [bids, asks], times, names }];
  return Object.entries(fields).flatMap(([name, field]) =>
    booksIn(field, Array.isArray(value) ? undefined : name, times, depth + 1),
  );
}

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.every((level) => typeof level === 'object' && level !== null);

const PRICE = ['price', 'px', 'p', 'limitPrice'];
const SIZE = ['size', 'sz', 's', 'qty', 'quantity', 'q', 'amount'];

function levelOf(subject: string, level: unknown): Level {
  const fields = level as Readonly<Record<string, unknown>>;
  const named = (names: readonly string[]) => fields[names.find((name) => fields[name] !== undefined) ?? ''];
  const [price, size] = Array.isArray(level) ? level : [named(PRICE), named(SIZE)];
  const own: Level = [decimal(price), decimal(size)];
  if (!(own[0] > 0 && own[1] >= 0)) refuse(subject, 'be a price > 0 and a size >= 0', level);
  return own;
}
