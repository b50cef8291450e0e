// What venues and tools answer without names, in other orders, or several of: each is read rightly or refused in words.
import { describe, expect, it } from 'vitest';
import { maintenanceMargin, tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { type ImportRequest, importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import { pricesOf } from '../../shared/market/import/prices.ts';
import { readTiers } from '../../shared/market/import/tier-formats.ts';
import { venueLevels } from '../../shared/market/import/venue-levels.ts';
import { checked } from '../../shared/market/parse.ts';
import { TierTable } from '../../shared/market/tier-table.ts';
import { edited, SMALL } from './example-snapshot.ts';

const heard = <T>(read: (say: (note: string) => void) => T): { value: T; notes: string[] } => {
  const notes: string[] = [];
  return { value: read((note) => notes.push(note)), notes };
};

describe('bars', () => {
  const HOUR = 3_600;
  const start = 1_772_000_000 - (1_772_000_000 % HOUR);
  const hours = Array.from({ length: 24 }, (_, i) => ({
    t: start + i * HOUR,
    o: 100 + (i % 3),
    h: 105 + (i % 4),
    l: 95 - (i % 5),
    c: 100 + ((i + 1) % 3),
    v: 5 + i,
  }));
  type Bar = (typeof hours)[number];
  const read = (text: string, asOf = start + 24 * HOUR) =>
    heard((say) => pricesOf({ name: 'p', text }, asOf, say));
  const csv = (header: string, row: (bar: Bar) => string) => `${header}\n${hours.map(row).join('\n')}\n`;
  const json = (row: (bar: Bar) => unknown) => JSON.stringify(hours.map(row));
  const HEADER = 'time,open,high,low,close,volume';
  const plain = read(csv(HEADER, ({ t, o, h, l, c, v }) => `${t},${o},${h},${l},${c},${v}`)).value;

  it.each<[string, string, string?]>([
    [
      'Binance, twelve fields without a header',
      csv('', ({ t, o, h, l, c, v }) => `${t},${o},${h},${l},${c},${v},${t + 3599},1,2,3,4,0`).trimStart(),
      'p has no header: its columns are taken for time, open, high, low, close, volume',
    ],
    [
      'Coinbase',
      json(({ t, o, h, l, c, v }) => [t, l, h, o, c, v]),
      'p: rows without names are taken for time, low, high, open, close, volume',
    ],
    [
      'Phemex',
      json(({ t, o, h, l, c, v }) => [t, 3600, o, o, h, l, c, v, 1]),
      'p: rows without names are taken for time, interval, last, open, high, low, close, volume',
    ],
    [
      'KuCoin',
      json(({ t, o, h, l, c, v }) => [t, o, c, h, l, v]),
      'p: rows without names are taken for time, open, close, high, low, volume',
    ],
    [
      'Kraken, whose sixth number is an average price',
      json(({ t, o, h, l, c, v }) => [t, o, h, l, c, o, v, 10]),
      'p: rows without names are taken for time, open, high, low, close, vwap, volume, count',
    ],
    [
      'Hyperliquid, t and T',
      json(({ t, o, h, l, c, v }) => ({ t, T: t + 3599, o, h, l, c, v })),
      'p: columns passed over: T',
    ],
    [
      'Deribit, columns side by side',
      JSON.stringify({
        result: {
          ticks: hours.map(({ t }) => t),
          open: hours.map(({ o }) => o),
          high: hours.map(({ h }) => h),
          low: hours.map(({ l }) => l),
          close: hours.map(({ c }) => c),
          volume: hours.map(({ v }) => v),
        },
      }),
    ],
    [
      'dYdX',
      json(({ t, o, h, l, c, v }) => ({
        startedAt: t,
        open: o,
        high: h,
        low: l,
        close: c,
        baseTokenVolume: v,
      })),
    ],
    [
      'BitMEX, times of the end',
      json(({ t, o, h, l, c, v }) => ({
        timestamp: t + HOUR,
        open: o,
        high: h,
        low: l,
        close: c,
        volume: v,
        homeNotional: 1,
        foreignNotional: 1,
      })),
      'p: as BitMEX writes them, times are those at which bars end',
    ],
    [
      'pandas, an index of times without a name',
      csv(
        ',open,high,low,close,volume',
        ({ t, o, h, l, c, v }) => `${new Date(t * 1e3).toISOString()},${o},${h},${l},${c},${v}`,
      ),
      'p: the column without a name is taken for time',
    ],
    [
      'two volumes, that in coins last',
      csv(
        'time,open,high,low,close,Volume USD,Volume BTC',
        ({ t, o, h, l, c, v }) => `${t},${o},${h},${l},${c},${v * 100},${v}`,
      ),
      'p: columns passed over: Volume USD',
    ],
  ])('of %s', (_whose, text, note) => {
    const { value, notes } = read(text);
    expect(value).toEqual(plain);
    if (note) expect(notes).toContain(note);
  });

  it('without names in no known order are refused, not taken for prices', () => {
    expect(() => read(json(({ t, o, h, l, c, v }) => [t, v, o, h, l, c]))).toThrow(
      /^p must have rows in the order time, open, high, low, close, volume, or names, got \[/,
    );
  });

  it('without prices are missing bars', () => {
    const { value, notes } = read(
      csv(HEADER, ({ t, o, h, l, c, v }) =>
        t === start + 5 * HOUR ? `${t},,NaN,null,,` : `${t},${o},${h},${l},${c},${v}`,
      ),
    );
    expect(notes).toEqual([
      'p: 1 row without prices left out',
      'p: 1 of 24 bars of 3600 s are missing; windows across them are left out',
    ]);
    expect(value.open[5]).toBeNaN();
    expect(() => read(csv(HEADER, ({ t, o, h, c, v }) => `${t},${o},${h},,${c},${v}`))).toThrow(
      'p row 1 low must be a number > 0, got ""',
    );
  });

  it('of long ago say so, and those of two markets are refused', () => {
    const text = csv(HEADER, ({ t, o, h, l, c, v }) => `${t},${o},${h},${l},${c},${v}`);
    expect(read(text, start + 34 * HOUR).notes).toEqual(['p: the last bar ends 10 hours before asOf']);
    expect(read(text, start + 24 * 41 * HOUR).notes).toEqual(['p: the last bar ends 40 days before asOf']);
    expect(read(text, Infinity).notes).toEqual([]);
    const two = csv(
      `symbol,${HEADER}`,
      ({ t, o, h, l, c, v }) => `${t % 7200 ? 'A' : 'B'},${t},${o},${h},${l},${c},${v}`,
    );
    expect(() => read(two)).toThrow(/^p must hold prices of one market, got [AB], [AB]$/);
  });
});

describe('an order book', () => {
  const read = (text: string, more: object = {}) => venueLevels('b', text, { contractValue: 1, ...more });
  const book = (bid: number) => ({ bids: [[String(bid), '1']], asks: [[String(bid + 2), '1']] });

  it('is one of the answer, or has to be named', () => {
    const answer = JSON.stringify({ result: { A: book(99), B: book(49) } });
    expect(() => read(answer)).toThrow('b must hold one book, or --symbol must say which, got 2: A, B');
    expect(read(answer, { symbol: 'B' }).bids).toEqual([[49, 1]]);
    const lines = [99, 98].map((bid) => JSON.stringify({ symbol: 'A', ...book(bid) })).join('\n');
    expect(() => read(lines, { symbol: 'A' })).toThrow(
      'b must hold one book, or --symbol must say which, got 2: A, A',
    );
    // One that is called otherwise is the one all the same.
    expect(read(JSON.stringify({ symbol: 'XBT', ...book(99) }), { symbol: 'BTC' }).bids).toEqual([[99, 1]]);
  });

  it('comes as JSON lines, with sides in a letter, and with a time of each level', () => {
    const row = (side: string, price: number, more: object = {}) =>
      JSON.stringify({ side, price, size: 1, ...more });
    expect(read(`${row('B', 99)}\n${row('A', 101)}\n`)).toMatchObject({ bids: [[99, 1]], asks: [[101, 1]] });
    const at = (timestamp: string) => ({ timestamp, transactTime: '2026-03-01T00:00:00Z' });
    const changed = `${row('Buy', 99, at('2026-02-28T23:00:00Z'))}\n${row('Sell', 101, at('2026-02-28T23:59:00Z'))}`;
    expect(read(changed).receivedSeconds).toBe(Date.parse('2026-02-28T23:59:00Z') / 1e3);
  });

  it('that stands there twice is refused', () => {
    const rows = ['bid,99,1', 'bid,98,2', 'ask,101,1', 'ask,102,2'];
    const text = (all: string[]) => `side,price,size\n${all.join('\n')}\n`;
    expect(() => read(text([...rows, ...rows]))).toThrow(
      'b must hold each level once, got 8 rows of 4 levels: an export twice over?',
    );
    expect(read(text([...rows, ...rows.slice(1)])).bids).toEqual([
      [99, 1],
      [98, 4],
    ]);
  });
});

describe('an account list', () => {
  const base = { name: 'small.json', text: edited({ 'market.openInterest': 10 }, SMALL) };
  const read = (text: string, more: Partial<ImportRequest['positions']> & object = {}) => {
    const { snapshot, notes, findings } = importSnapshot({ base, positions: { name: 'a', text, ...more } });
    if (snapshot.positions.kind !== 'accounts') throw new Error('accounts');
    return { rows: snapshot.positions.rows!, notes, findings };
  };

  it('may say both or net, where quantities have signs', () => {
    const text = 'positionSide,positionAmt,entryPrice,collateral\nBOTH,4,100,40\nnet,-4,100,50\n';
    expect(read(text).rows.map(({ side, quantity }) => [side, quantity])).toEqual([
      [1, 4],
      [-1, 4],
    ]);
    expect(() => read(text.replace('-4', '4'))).toThrow(
      'a row 1 side must be 1 or -1, long or short, buy or sell, got "BOTH"',
    );
  });

  it('may name collateral as Binance does without the profit at the mark, and not as it does with it', () => {
    const text = 'positionAmt,entryPrice,isolatedWallet\n4,100,40\n-4,100,50\n';
    expect(read(text).rows.map(({ collateral }) => collateral)).toEqual([40, 50]);
    expect(() => read(text.replace('isolatedWallet', 'isolatedMargin'))).toThrow(
      'a must have the column collateral, got positionAmt, entryPrice, isolatedMargin',
    );
  });

  it('is of one market, or --symbol says which', () => {
    const text =
      'symbol,side,quantity,entryPrice,collateral\nA,long,4,100,40\nB,long,7,9,40\nA,short,4,100,50\nB,short,7,9,40\n';
    expect(() => read(text)).toThrow('a must hold one market, or --symbol must say which, got A, B');
    const { rows, notes } = read(text, { symbol: 'A' });
    expect(rows.map(({ quantity }) => quantity)).toEqual([4, 4]);
    expect(notes).toContain('a: 2 rows of other markets than A left out');
    expect(() => read(text, { symbol: 'C' })).toThrow('a must hold one market');
  });

  it('twice over is asked about without names too', () => {
    const rows = 'long,2,100,40\nshort,2,100,50\n';
    expect(() => read(`side,quantity,entryPrice,collateral\n${rows}${rows}`)).toThrow(
      'snapshot check doubled-unnamed must find at most 1 %, share of rows, or be accepted with a reason, got 2 rows of 4',
    );
  });

  it('may have columns without a name, or be columns side by side, but not two lists alike', () => {
    const indexed = ',,side,quantity,entryPrice,collateral\n0,0,long,4,100,40\n1,1,short,4,100,50\n';
    expect(read(indexed).notes).toContain('a: columns passed over: one without a name');
    const columns = {
      side: ['long', 'short'],
      quantity: [4, 4],
      entryPrice: [100, 100],
      collateral: [40, 50],
    };
    expect(read(JSON.stringify({ data: columns })).rows).toHaveLength(2);
    const counted = Object.entries(columns).map(([name, [a, b]]) => [name, { 0: a, 1: b }]);
    expect(read(JSON.stringify(Object.fromEntries(counted))).rows).toHaveLength(2); // pandas' to_json
    const row = (side: string) => ({ side, quantity: 4, entryPrice: 100, collateral: 40 });
    expect(() => read(JSON.stringify({ longs: [row('long')], shorts: [row('short')] }))).toThrow(
      'a must hold one list of rows, got 2: longs, shorts',
    );
    const beside = { positions: [row('long'), row('short')], links: [{ next: 2 }] };
    expect(read(JSON.stringify(beside)).notes).toContain('a: rows are those under positions, not links');
    expect(() => read('{"code":-1,"msg":"no"}')).toThrow(
      'a must hold a list of rows, got JSON with the fields code, msg',
    );
    expect(() => read('<html>')).toThrow(
      'a must be rows as CSV or JSON, got <html>: it looks like a web page',
    );
  });
});

describe('depth beside open interest', () => {
  const imported = (contractValue?: number) =>
    importSnapshot({
      base: { name: 'b.json', text: SMALL },
      levels: {
        name: 'l',
        text: 'side,price,size\nbid,99.5,6000\nask,100.5,6000\n',
        beyond: 'stop',
        contractValue: contractValue ?? 1,
      },
      ...(contractValue !== undefined && { contractValue }),
    });

  it('is looked at for contracts that are taken for coins', () => {
    const { notes, findings } = imported();
    expect(notes).toContain('l: sizes are taken for coins; where they are contracts, say --contract-value');
    expect(findings.find(({ what }) => what === 'thick-depth')).toMatchObject({
      value: 600,
      text: 'depth within 10 % of the mid is 600000 USD on the thicker side, 600 times open interest; are both in the same unit?',
    });
    const right = imported(0.001);
    expect(right.notes.join()).not.toContain('taken for coins');
    expect(right.findings.map(({ what }) => what)).not.toContain('thick-depth');
  });
});

describe('a margin table', () => {
  const read = (
    answer: unknown,
    symbol: string,
    contract: 'linear' | 'inverse' = 'linear',
    markPrice = 100,
  ) =>
    checked(
      'tiers',
      TierTable,
      readTiers(undefined, {
        subject: 'f',
        text: JSON.stringify(answer),
        symbol,
        markPrice,
        contract,
        say: () => {},
      }),
    );

  it('of a linear contract is not read for an inverse one, nor the other way', () => {
    const instrument = {
      symbol: 'X',
      settlCurrency: 'XBt',
      isQuanto: false,
      initMargin: 0.01,
      maintMargin: 0.005,
      riskLimit: 2e8,
      riskStep: 1e8,
      openValue: 24e8,
    };
    expect(() => read([{ ...instrument, isInverse: true }], 'X')).toThrow(
      'f X must be linear, as market.contract says, got inverse margins',
    );
    expect(read([{ ...instrument, isInverse: true }], 'X', 'inverse')).toEqual(
      read([instrument], 'X', 'inverse'),
    );
    const contract = {
      name: 'X',
      maintenance_rate: 0.02,
      leverage_max: 25,
      risk_limit_base: 1,
      risk_limit_step: 1,
      risk_limit_max: 3,
    };
    expect(() => read([{ ...contract, type: 'direct' }], 'X', 'inverse')).toThrow(
      'f X must be inverse, as market.contract says, got linear margins',
    );
  });

  it('of Hyperliquid must be there, where the market has one', () => {
    const universe = [{ name: 'X', szDecimals: 1, maxLeverage: 40, marginTableId: 56 }];
    expect(() => read({ universe }, 'X')).toThrow(
      'f must hold margin table 56 of X under marginTables, got none',
    );
  });

  it('says what a field must be, whatever the schema left unsaid', () => {
    const limits = { symbol: 'X', riskLimits: [{ limit: 1, initialMargin: 1, maintenanceMargin: '1%' }] };
    expect(() => read(limits, 'X')).toThrow('f X.riskLimits.0.initialMargin must be a text like 0.5%, got 1');
    expect(() => read({ symbol: 'X', riskLimits: 3 }, 'X')).toThrow('f X.riskLimits must be a list, got 3');
  });

  it('says so whoever else has loaded the library of schemas, with words of its own', async () => {
    (await import('zod')).string();
    expect(() => read({ symbol: 'X', riskLimits: 3 }, 'X')).toThrow('f X.riskLimits must be a list, got 3');
  });

  describe('of Deribit, a rule linear in size', () => {
    const RULE = {
      instrument_name: 'X',
      initial_margin: 0.02,
      maintenance_margin: 0.01,
      margin_per_coin: 0.00005,
      max_size: 1_000,
    };

    it.each(['linear', 'inverse'] as const)(
      'is met at each floor and from above between them: %s',
      (contract) => {
        const rows = read([RULE], 'X', contract);
        const tiers = tiersOf(rows);
        expect([rows.length, tiers.jumping]).toEqual([100, false]);
        const perCoin = contract === 'linear' ? 100 : 1;
        for (let size = 2.5; size < 1_000; size += 2.5) {
          // size (1 % + 0.005 % size), in coins; a chord of length 10 lies at most a quarter of its square times the slope above.
          const rule = size * (0.01 + 0.00005 * size);
          const above = maintenanceMargin(tiers, size * perCoin) / perCoin - rule;
          expect(above).toBeGreaterThan(-1e-9);
          expect(above).toBeLessThan((0.00005 * 10 ** 2) / 4 + 1e-9);
          if (size % 10 === 0) expect(above).toBeCloseTo(0, 9);
        }
      },
    );

    it('is not among its instruments, which is said', () => {
      expect(() =>
        read({ result: [{ instrument_name: 'X', contract_size: 10, max_leverage: 50 }] }, 'X'),
      ).toThrow(
        "f must be Deribit's rule, restated: instrument_name, initial_margin, maintenance_margin, margin_per_coin, max_size, got its instruments",
      );
    });
  });
});
