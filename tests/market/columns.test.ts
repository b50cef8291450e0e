import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionsFromColumns } from '../../shared/market/accounts.ts';
import { decimal } from '../../shared/market/columns.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { levelsFromColumns } from '../../shared/market/levels.ts';
import { numberOwners } from '../../shared/market/owners.ts';

const bounds = { contract: 'linear', markPrice: 100, openInterest: 1_000, cap: 50_000 } as const;
const CSV =
  'side,quantity,entryPrice,collateral,account\n1,2.5,100,30,a\nshort,1e1,99.5,50,b\n-1,3,101,40,a\n';
const read = (text: string) => positionsFromColumns('p.csv', columnsFromCsv('p.csv', text), bounds);

it('reads positions from CSV: numbers, sides as numbers or words, rows of one account together', () => {
  const { side, quantity, entryPrice, collateral, owner } = read(CSV);
  expect([...side]).toEqual([1, -1, -1]);
  expect([...quantity]).toEqual([2.5, 10, 3]);
  expect([...entryPrice]).toEqual([100, 99.5, 101]);
  expect([...collateral]).toEqual([30, 50, 40]);
  expect([...owner]).toEqual([0, 1, 0]);
});

it('groups by owner where the venue names owners, and not at all where nobody is named', () => {
  const numbers = { side: [1, 1, -1], quantity: [1, 1, 2], entryPrice: [9, 9, 9], collateral: [1, 1, 1] };
  const owners = (names: object) => [...positionsFromColumns('p', { ...numbers, ...names }, bounds).owner];
  expect(owners({ account: ['a', 'b', 'a'], owner: ['x', 'y', 'y'] })).toEqual([0, 1, 1]);
  expect(owners({})).toEqual([0, 1, 2]);
});

it('takes columns of doubles over without a copy, and whole numbers from 64-bit integers', () => {
  const quantity = Float64Array.of(1, 2);
  const columns = { side: [1n, -1n], quantity, entryPrice: BigInt64Array.of(100n, 99n), collateral: [1, 2] };
  const accounts = positionsFromColumns('p', columns, bounds);
  expect(accounts.quantity).toBe(quantity);
  expect([...accounts.entryPrice]).toEqual([100, 99]);
  expect([...accounts.side]).toEqual([1, -1]);
});

it.each([
  [
    'a number that is none',
    CSV.replace('99.5', '99,5'),
    'p.csv row 2 must be a whole CSV row, got 6 fields, not 5',
  ],
  ['a truncated file', CSV.slice(0, -6), 'p.csv row 3 must be a whole CSV row, got 3 fields, not 5'],
  [
    'an open quote',
    CSV.replace('99.5', '"99.5'),
    'p.csv row 2 must be a whole CSV row, got Quote Not Closed',
  ],
  ['a word for a number', CSV.replace('2.5', 'two'), 'p.csv row 1 quantity must be a number > 0, got "two"'],
  ['an empty number', CSV.replace('2.5', ''), 'p.csv row 1 quantity must be a number > 0, got ""'],
  [
    'a hexadecimal number',
    CSV.replace('2.5', '0x10'),
    'p.csv row 1 quantity must be a number > 0, got "0x10"',
  ],
  ['NaN', CSV.replace('30', 'NaN'), 'p.csv row 1 collateral must be a number, got "NaN"'],
  [
    'more than doubles count',
    CSV.replace('30', '1e300'),
    'p.csv row 1 collateral must be 0, or from 1e-100 to 2^53 in size, got "1e300"',
  ],
  [
    'a number whose inverse is none',
    CSV.replace('99.5', '1e-300'),
    'p.csv row 2 entryPrice must be 0, or from 1e-100 to 2^53 in size, got "1e-300"',
  ],
  ['Infinity', CSV.replace('30', '1e999'), 'p.csv row 1 collateral must be a number, got "1e999"'],
  [
    'a negative long',
    CSV.replace('2.5', '-2'),
    'p.csv row 1 quantity must be a number > 0 of a long, got -2',
  ],
  [
    'a negative collateral',
    CSV.replace('50', '-50'),
    'p.csv row 2 collateral must be a number >= 0, or make an equity > 0 with the profit at the mark, got -50',
  ],
  ['a price of 0', CSV.replace('101', '0'), 'p.csv row 3 entryPrice must be a number > 0, got "0"'],
  [
    'an unknown side',
    CSV.replace('short', 'both'),
    'p.csv row 2 side must be 1 or -1, long or short, buy or sell, got "both"',
  ],
  ['an account without name', CSV.replace(',b\n', ',\n'), 'p.csv row 2 owner must be named, got ""'],
  [
    'a missing column',
    CSV.replace('collateral', 'margin'),
    'p.csv must have the column collateral, got side, quantity',
  ],
  ['a column twice', CSV.replace('account', 'side'), 'p.csv must name each column once, got side'],
  ['no rows', `${CSV.split('\n')[0]}\n`, 'p.csv must have at least one row, got 0'],
  ['an empty file', '', 'p.csv must have a header, got an empty file'],
  [
    'a position outside every tier',
    CSV.replace('1e1', '501'),
    'p.csv row 2 quantity must lie in a tier, at most 500, got 501',
  ],
])('refuses %s, with its row', (_damage, text, message) => expect(() => read(text)).toThrow(message));

it('refuses rows of doubles that are not numbers, and columns of different length', () => {
  const columns = {
    side: [1, -1],
    quantity: Float64Array.of(1, NaN),
    entryPrice: [1, 1],
    collateral: [1, 1],
  };
  const refused = (own: object) =>
    expect(() => positionsFromColumns('p.parquet', { ...columns, ...own }, bounds));
  refused({}).toThrow('p.parquet row 2 quantity must be a number > 0, got NaN');
  refused({ quantity: [1, null] }).toThrow('p.parquet row 2 quantity must be a number > 0, got null');
  refused({ quantity: [1, 1], collateral: [1] }).toThrow(
    'p.parquet column collateral must have 2 rows as the others, got 1',
  );
});

it('refuses more positions than there is open interest', () => {
  const one = { side: [1], quantity: [10], entryPrice: [9], collateral: [1] };
  expect(() => positionsFromColumns('p', one, { ...bounds, openInterest: 9 })).toThrow(
    'snapshot.market.openInterest must be at least what longs of p hold, 10, got 9',
  );
});

it('reads quotes, blank lines and a byte order mark as CSV has them', () => {
  const text = '\ufeffa,"b, c"\r\n"1","say ""hi"""\r\n\r\n2,x\r\n';
  expect(columnsFromCsv('t', text)).toEqual({ a: ['1', '2'], 'b, c': ['say "hi"', 'x'] });
});

it('sorts levels best first and refuses an unknown side with its row', () => {
  const levels = { side: ['bid', 'ask', 'bid', 'ask'], price: [98, 102, 99, 101], size: [1, 2, 3, 4] };
  expect(levelsFromColumns('d', levels)).toEqual({
    rows: 4,
    bids: [
      [99, 3],
      [98, 1],
    ],
    asks: [
      [101, 4],
      [102, 2],
    ],
  });
  expect(() => levelsFromColumns('d', { ...levels, side: ['bid', 'ask', 'mid', 'ask'] })).toThrow(
    'd row 3 side must be bid or ask, buy or sell, got "mid"',
  );
  expect(() => levelsFromColumns('d', { side: ['bid'], price: [1], size: [1] })).toThrow(
    'd must have asks, got none',
  );
});

it('reads decimals and nothing that merely looks like a number', () => {
  for (const text of ['', ' 1', '1 ', '1_000', '0x1f', 'Infinity', 'NaN', '1e', '.', '-', '1.2.3', '١']) {
    expect(decimal(text)).toBeNaN();
  }
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) =>
      Object.is(decimal(String(x)) + 0, x + 0),
    ),
  );
});

it('numbers owners as a map would', () => {
  const name = fc.oneof(
    fc.string(),
    fc.integer({ min: 0, max: 20 }).map((i) => `account-${i}`),
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 200, size: 'max' }), (names) => {
      const known = [...new Set(names)];
      expect([...numberOwners(names)]).toEqual(names.map((name) => known.indexOf(name)));
    }),
  );
});
