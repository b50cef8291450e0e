// Files as people have them: CSV of many dialects, JSON, times in any unit, order books with and without rows.
import { describe, expect, it } from 'vitest';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import { pricesOf, worstMoves } from '../../shared/market/import/prices.ts';
import { columnsOf } from '../../shared/market/import/table.ts';
import { readTime } from '../../shared/market/import/times.ts';
import { venueLevels } from '../../shared/market/import/venue-levels.ts';
import { edited, SMALL } from './example-snapshot.ts';

const heard = <T>(read: (say: (note: string) => void) => T): { value: T; notes: string[] } => {
  const notes: string[] = [];
  return { value: read((note) => notes.push(note)), notes };
};
const PLAIN = { a: ['1.5', '2.5'], b: ['x', 'y'] };

describe('CSV', () => {
  it.each([
    ['semicolons and decimal commas', 'a;b\n1,5;x\n2,5;y\n'],
    ['a separator that is said', 'sep=;\na;b\n1.5;x\n2.5;y\n'],
    ['tabs', 'a\tb\n1.5\tx\n2.5\ty\n'],
    ['bars', 'a|b\n1.5|x\n2.5|y\n'],
    [
      'an address and a remark above the header',
      'https://example.com/x.csv\n# made by hand\na,b\n1.5,x\n2.5,y\n',
    ],
    ['an address with commas after it', '"https://example.com/x",,\na,b\n1.5,x\n2.5,y\n'],
    ['remarks between rows', 'a,b\n1.5,x\n# it’s "x" so far\n2.5,y\n'],
    ['commas at the end', 'a,b,\n1.5,x,\n2.5,y,\n'],
    ['commas at the end of rows only', 'a,b\n1.5,x,\n2.5,y,,\n'],
    ['rows of nothing', 'a,b\n1.5,x\n,\n2.5,y\n,\n'],
    ['blanks around fields', ' a , b\n1.5 , x\n 2.5, y\n'],
    ['a byte order mark before the separator', '\ufeffsep=,\na,b\n1.5,x\n2.5,y\n'],
  ])('with %s is the same table', (_dialect, text) => expect(columnsFromCsv('t', text)).toEqual(PLAIN));

  it('says which commas were decimal ones, and leaves words alone', () => {
    const { value, notes } = heard((say) => columnsFromCsv('t', 'p;w\n1,5;a,5\n2;b\n', say));
    expect(value).toEqual({ p: ['1.5', '2'], w: ['a,5', 'b'] });
    expect(notes).toEqual(['the commas in p are decimal ones']);
  });

  it('calls what is no CSV by its name', () => {
    expect(() => columnsFromCsv('t', '{"a": "b\n')).toThrow(
      /must be a whole CSV row, got .*: it looks like JSON$/,
    );
    expect(() => columnsFromCsv('t', '<!doctype html>\n<p a="b>,x\n')).toThrow(': it looks like a web page');
  });
});

it('rows come as JSON, JSON in an envelope, or JSON lines too', () => {
  const rows = [
    { a: 1.5, b: 'x' },
    { a: 2.5, b: 'y' },
  ];
  const expected = { a: [1.5, 2.5], b: ['x', 'y'] };
  const table = (text: string) => columnsOf({ name: 't', text }, () => {});
  expect(table(JSON.stringify(rows))).toEqual(expected);
  expect(table(JSON.stringify({ code: 0, result: { list: rows } }))).toEqual(expected);
  expect(table(rows.map((row) => JSON.stringify(row)).join('\n'))).toEqual(expected);
  expect(
    columnsOf(
      { name: 't', text: '[[1.5,"x",7],[2.5,"y",8]]' },
      () => {},
      () => ['a', 'b'],
    ),
  ).toEqual(expected);
  expect(() => table('[[1,2]]')).toThrow('t must have rows with names');
});

it('tells the unit of a time by its size, and reads ISO 8601', () => {
  const seconds = 1_772_323_200;
  for (const [value, unit] of [
    [seconds, 'seconds'],
    [String(seconds * 1e3), 'milliseconds'],
    [seconds * 1e6, 'microseconds'],
    [BigInt(seconds) * 1_000_000_000n, 'nanoseconds'],
    ['2026-03-01T00:00:00Z', 'ISO 8601'],
    ['2026-03-01 00:00', 'ISO 8601'],
    ['2026-03-01', 'ISO 8601'],
    ['2026-03-01 01:00:00+01:00', 'ISO 8601'],
  ] as const)
    expect(readTime(value)).toEqual({ seconds, unit });
  for (const value of ['01.03.2026', 'March', '', null, -1]) expect(readTime(value).seconds).toBeNaN();
});

describe('prices', () => {
  const HOUR = 3_600;
  const start = 1_772_000_000 - (1_772_000_000 % HOUR);
  const row = (i: number, time: unknown = start + i * HOUR) =>
    `${time},100,${101 + (i % 3)},${99 - (i % 2)},100,5`;
  const HEADER = 'time,open,high,low,close,volume';
  const hours = Array.from({ length: 24 }, (_, i) => i);
  const asOf = start + 24 * HOUR;
  const read = (lines: string[]) =>
    heard((say) => pricesOf({ name: 'p.csv', text: `${lines.join('\n')}\n` }, asOf, say));
  const plain = read([HEADER, ...hours.map((i) => row(i))]);

  it.each([
    [
      'milliseconds',
      [HEADER, ...hours.map((i) => row(i, (start + i * HOUR) * 1e3))],
      'p.csv: times are in milliseconds',
    ],
    [
      'microseconds',
      [HEADER, ...hours.map((i) => row(i, (start + i * HOUR) * 1e6))],
      'p.csv: times are in microseconds',
    ],
    [
      'ISO',
      [HEADER, ...hours.map((i) => row(i, new Date((start + i * HOUR) * 1e3).toISOString()))],
      'p.csv: times are in ISO 8601',
    ],
    ['newest first', [HEADER, ...hours.map((i) => row(i)).reverse()], 'p.csv: newest first, turned round'],
    ['no header', hours.map((i) => row(i)), 'p.csv has no header: its columns are taken for time, open'],
    [
      'the header of a kline file',
      ['open_time,Open,High,Low,Close,Volume', ...hours.map((i) => row(i))],
      undefined,
    ],
    [
      'other words',
      ['Unix,O,H,L,C,Volume BTC,Volume USD', ...hours.map((i) => `${row(i)},7`)],
      'p.csv: columns passed over: Volume USD',
    ],
    ['a bar twice', [HEADER, row(0), ...hours.map((i) => row(i))], 'p.csv: 1 bars stand twice, counted once'],
  ])('with %s are the same, and it is said', (_what, lines, note) => {
    const { value, notes } = read(lines);
    expect(worstMoves(value, 4 * HOUR)).toEqual(worstMoves(plain.value, 4 * HOUR));
    if (note) expect(notes.join('\n')).toContain(note);
    else expect(notes).toEqual([]);
  });

  it('with six hours missing leave out the windows across them', () => {
    const { value, notes } = read([HEADER, ...hours.filter((i) => i < 9 || i > 14).map((i) => row(i))]);
    expect(notes).toEqual(['p.csv: 6 of 24 bars of 3600 s are missing; windows across them are left out']);
    expect(worstMoves(value, HOUR).count).toBe(18);
    // Hours 8 to 11 and 12 to 15 are not whole.
    expect(worstMoves(value, 4 * HOUR).count).toBe(4);
  });

  it('that end after asOf are left out and counted; a clock that nobody knows is refused', () => {
    const late = heard((say) =>
      pricesOf(
        { name: 'p.csv', text: [HEADER, ...hours.map((i) => row(i))].join('\n') },
        asOf - 2 * HOUR,
        say,
      ),
    );
    expect(late.notes).toEqual(['p.csv: 2 bars that end after asOf are left out']);
    expect(late.value.lastClose).toBe(100);
    expect(() => read([HEADER, row(0, '1.3.2026'), row(1)])).toThrow(
      'p.csv row 1 time must be whole seconds since 1970, milli-, micro- or nanoseconds, or ISO 8601',
    );
    expect(() => read([HEADER, row(0, start), row(1, (start + HOUR) * 1e3)])).toThrow(
      'p.csv time must be in one unit, got seconds and milliseconds',
    );
  });
});

describe('an order book', () => {
  const expected = {
    bids: [
      [99, 2],
      [98, 3],
    ],
    asks: [[101, 4]],
  };
  const read = (text: string, more: object = {}) =>
    heard((say) => venueLevels('b', text, { contractValue: 1, ...more }, say));

  it.each([
    [
      'lists',
      {
        bids: [
          ['99', '2'],
          ['98', '3'],
        ],
        asks: [['101', '4']],
      },
    ],
    [
      'b and a in an envelope',
      {
        result: {
          s: 'AB',
          b: [
            ['98', '3'],
            ['99', '2'],
          ],
          a: [['101', '4']],
        },
        time: 1_772_000_000_123,
      },
    ],
    [
      'objects',
      {
        bids: [
          { price: '99', size: '2' },
          { price: '98', size: '3' },
        ],
        asks: [{ price: '101', size: '4' }],
      },
    ],
    [
      'two lists of levels',
      {
        levels: [
          [
            { px: '99', sz: '2', n: 1 },
            { px: '98', sz: '3', n: 1 },
          ],
          [{ px: '101', sz: '4', n: 1 }],
        ],
      },
    ],
    [
      'rows of a side each',
      [
        { side: 'Buy', price: 99, size: 2 },
        { side: 'Buy', price: 98, size: 3 },
        { side: 'Sell', price: 101, size: 4 },
      ],
    ],
  ])('comes as JSON: %s', (_what, answer) =>
    expect(read(JSON.stringify(answer)).value).toMatchObject(expected),
  );

  it('comes as rows with no more than side, price and size, sizes in contracts', () => {
    const { value, notes } = read('Side;Price;Qty;orders\nBID;99;20;1\nbid;98;30;1\nask;101;40;2\n', {
      contractValue: 0.1,
    });
    expect(value).toMatchObject(expected);
    expect(notes).toEqual(['b: columns passed over: orders']);
  });

  it('has no levels of size 0, and each price once; both are counted', () => {
    const { value, notes } = read(
      'side,price,size\nbid,105,0\nbid,99,0.5\nbid,98,3\nbid,99,1.5\nask,101,4\nask,100.5,0\n',
    );
    expect(value).toMatchObject(expected);
    expect(notes).toEqual([
      'b: 2 levels of size 0 left out',
      'b: 1 levels at a price that stands twice, added up',
    ]);
  });

  it('is one of the file, or has to be named', () => {
    const text = 'venue,symbol,side,price,size\nv,A,bid,99,2\nv,A,ask,101,4\nw,A,bid,7,1\n';
    expect(() => read(text)).toThrow(
      'b must hold one book, or --venue and --symbol must say which, got 2: v A, w A',
    );
    expect(read(text, { venue: 'v' }).value.bids).toEqual([[99, 2]]);
    // Also where the books are of other seconds, or their levels are numbered: that is not what is wrong.
    const rows = ['v,A,1772323200.5,0,bid,99,2', 'w,A,1772323201.5,0,bid,7,1', 'x,A,1772323201.5,3,bid,7,1'];
    const recorded = ['venue,symbol,recv_ts,level,side,price,size', ...rows].join('\n');
    expect(() => read(recorded)).toThrow('must say which, got 3: v A, w A, x A');
  });
});

describe('an account list', () => {
  const base = { name: 'small.json', text: edited({ 'market.openInterest': 10 }, SMALL) };
  const rowsOf = (text: string, more: object = {}) => {
    const { snapshot, notes } = importSnapshot({
      base,
      ...more,
      positions: { name: 'a.csv', text, ...(more as { positions?: object }).positions },
    });
    if (snapshot.positions.kind !== 'accounts') throw new Error('accounts');
    return {
      rows: snapshot.positions.rows!.map(({ side, quantity, collateral }) => [side, quantity, collateral]),
      notes,
    };
  };

  it('may have signed sizes, other words and other columns, and rows of nothing', () => {
    const { rows, notes } = rowsOf(
      'Account ID,Direction,Size,Avg Entry Price,Collateral,Note\na,BUY,4,100,40,x\nb,Sell,-4,100,50,y\nc,LONG,0,100,0,z\n',
    );
    expect(rows).toEqual([
      [1, 4, 40],
      [-1, 4, 50],
    ]);
    expect(notes).toEqual(['a.csv: columns passed over: Note', 'a.csv: 1 row of size 0 left out']);
    expect(rowsOf('size,entry_price,collateral\n4,100,40\n-4,100,50\n').rows).toEqual([
      [1, 4, 40],
      [-1, 4, 50],
    ]);
    expect(() => rowsOf('size,entry_price,collateral\n4,100,40\n')).toThrow(
      'must have the column side, or quantities with a sign',
    );
  });

  it('counts in contracts, as open interest does', () => {
    const { rows } = rowsOf('side,quantity,entryPrice,collateral\nlong,40,100,40\nshort,40,100,50\n', {
      contractValue: 0.1,
      openInterest: 100,
    });
    expect(rows).toEqual([
      [1, 4, 40],
      [-1, 4, 50],
    ]);
  });

  it('says what margin means: as posted, or with the profit in it', () => {
    // A long of 4 from 80 has won 80 at 100.
    const text = 'side,quantity,entryPrice,collateral\nlong,4,80,60\nshort,4,100,50\n';
    const posted = rowsOf(text);
    expect(posted.rows[0]).toEqual([1, 4, 60]);
    expect(posted.notes).toEqual([
      'a.csv: collateral is taken as posted, so that at the mark price profits of 80 and losses of 0 come to it; where it holds them already, say --margin-at mark',
    ]);
    const atMark = rowsOf(text, { positions: { marginAt: 'mark' } });
    expect(atMark.rows[0]).toEqual([1, 4, -20]);
    // Taken out of a profit, and written so: the same account.
    expect(rowsOf(text.replace('80,60', '80,-20')).rows).toEqual(atMark.rows);
    expect(() => rowsOf(text.replace('80,60', '80,-80'))).toThrow(
      'a.csv row 1 collateral must be a number >= 0, or make an equity > 0',
    );
  });
});
