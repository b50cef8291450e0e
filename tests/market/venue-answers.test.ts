// Venue answers as saved: each of a small size, in the envelope of the venue and in none.
import { describe, expect, it } from 'vitest';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { readTiers, type TierFormatName } from '../../shared/market/import/tier-formats.ts';
import { checked } from '../../shared/market/parse.ts';
import { TierTable } from '../../shared/market/tier-table.ts';

function read(
  answer: unknown,
  symbol: string,
  more: {
    format?: TierFormatName;
    contract?: 'linear' | 'inverse';
    markPrice?: number;
    contractValue?: number;
  } = {},
) {
  const { format, contract = 'linear', markPrice = 200, contractValue } = more;
  const notes: string[] = [];
  const assumed: string[] = [];
  const rows = readTiers(format, {
    subject: 'f.json',
    text: typeof answer === 'string' ? answer : JSON.stringify(answer),
    symbol,
    contract,
    markPrice,
    contractValue,
    say: (note, assumption) => {
      notes.push(note);
      if (assumption) assumed.push(assumption.id);
    },
  });
  return { tiers: checked('f.json tiers', TierTable, rows), notes: notes.join('\n'), assumed };
}

describe('a margin table is recognised and read:', () => {
  it('Binance leverageBracket, numbers as texts, cum as deduction', () => {
    const bracket = (n: string, lever: string, floor: string, cap: string, rate: string, cum: string) => ({
      bracket: n,
      initialLeverage: lever,
      notionalCap: cap,
      notionalFloor: floor,
      maintMarginRatio: rate,
      cum,
    });
    const answer = [
      { symbol: 'OTHER', brackets: [] },
      {
        symbol: 'AB',
        brackets: [
          bracket('2', '20', '5000', '40000', '0.01', '25.0'),
          bracket('1', '50', '0', '5000', '0.005', '0.0'),
        ],
      },
    ];
    const { tiers } = read(answer, 'AB');
    expect(tiers).toEqual([
      { floor: 0, cap: 5_000, rate: 0.005, maxLeverage: 50, deduction: 0 },
      { floor: 5_000, cap: 40_000, rate: 0.01, maxLeverage: 20, deduction: 25 },
    ]);
    expect(tiersOf(tiers).jumping).toBe(false);
  });

  it('Binance leverageBracket of a coin-margined market, in coins', () => {
    const bracket = {
      bracket: 1,
      initialLeverage: 20,
      qtyCap: 50,
      qtylFloor: 0,
      maintMarginRatio: 0.01,
      cum: 0,
    };
    const answer = [{ symbol: 'ABUSD_PERP', pair: 'ABUSD', brackets: [bracket] }];
    const expected = [{ floor: 0, cap: 50, rate: 0.01, maxLeverage: 20, deduction: 0 }];
    for (const symbol of ['ABUSD_PERP', 'ABUSD'])
      expect(read(answer, symbol, { contract: 'inverse' }).tiers).toEqual(expected);
    const { qtyCap: _cap, ...endless } = bracket;
    expect(() => read([{ symbol: 'A', brackets: [endless] }], 'A')).toThrow(
      'f.json A brackets must say where each begins and ends',
    );
  });

  it('Binance exchangeInfo, and that it is not to be used', () => {
    const { tiers, notes } = read(
      { symbols: [{ symbol: 'AB', maintMarginPercent: '2.5000', requiredMarginPercent: '5.0000' }] },
      'AB',
    );
    expect(tiers).toEqual([{ floor: 0, rate: 0.025, maxLeverage: 20 }]);
    expect(notes).toContain('Binance says not to use it');
  });

  it('Bybit risk-limit in percent and in fractions, with and without deductions', () => {
    const list = (rates: [string, string][], deduction?: string) => ({
      result: {
        list: rates.map(([maintenanceMargin, initialMargin], k) => ({
          symbol: 'AB',
          riskLimitValue: String(100 * (k + 1)),
          maintenanceMargin,
          initialMargin,
          maxLeverage: k === 0 ? '50' : '25',
          ...(deduction !== undefined && { mmDeduction: k === 0 ? '' : deduction }),
        })),
      },
    });
    const percent = read(
      list([
        ['1', '2'],
        ['2', '4'],
      ]),
      'AB',
    );
    expect(percent.tiers.map(({ cap, rate, deduction }) => [cap, rate, deduction])).toEqual([
      [100, 0.01, 0],
      [200, 0.02, 0],
    ]);
    expect(percent.notes).toContain('its margin rates are percent');
    const fractions = read(
      list(
        [
          ['0.01', '0.02'],
          ['0.02', '0.04'],
        ],
        '1',
      ),
      'AB',
    );
    expect(fractions.tiers.map(({ rate, deduction }) => [rate, deduction])).toEqual([
      [0.01, 0],
      [0.02, 1],
    ]);
    expect(() =>
      read(
        list([
          ['1', '3'],
          ['2', '4'],
        ]),
        'AB',
      ),
    ).toThrow('initialMargin must be 1/maxLeverage, 0.02, or that in percent, got 3');
  });

  it('OKX position-tiers, whose contracts need their value', () => {
    const tier = (maxSz: string, mmr: string, maxLever: string) => ({
      instFamily: 'A-B',
      minSz: '0',
      maxSz,
      mmr,
      maxLever,
    });
    const answer = { code: '0', data: [tier('10', '0.01', '50'), tier('30', '0.02', '25')] };
    expect(() => read(answer, 'A-B')).toThrow(
      'f.json must be read with --contract-value, for its sizes are contracts',
    );
    const { tiers, notes, assumed } = read(answer, 'A-B', { contractValue: 0.1 });
    // 10 contracts of 0.1 coin at 200.
    expect(tiers.map(({ floor, cap, rate }) => [floor, cap, rate])).toEqual([
      [0, 200, 0.01],
      [200, 600, 0.02],
    ]);
    expect(notes).toContain('at a price 20 % lower the same levels stand at a notional 20 % lower');
    expect(assumed).toEqual(['tier-levels-off-the-mark']);
  });

  it('Hyperliquid meta: half of the initial rate, continuous; one tier without a table', () => {
    const answer = [
      {
        universe: [
          { name: 'A', szDecimals: 2, maxLeverage: 20, marginTableId: 7 },
          { name: 'B', szDecimals: 0, maxLeverage: 5, marginTableId: 5 },
        ],
        marginTables: [
          [
            7,
            {
              description: '',
              marginTiers: [
                { lowerBound: '0.0', maxLeverage: 20 },
                { lowerBound: '1000.0', maxLeverage: 10 },
              ],
            },
          ],
        ],
      },
      [],
    ];
    expect(read(answer, 'A').tiers).toEqual([
      { floor: 0, rate: 0.025, maxLeverage: 20, deduction: 0 },
      { floor: 1_000, rate: 0.05, maxLeverage: 10, deduction: 25 },
    ]);
    expect(read(answer, 'B').tiers).toEqual([{ floor: 0, rate: 0.1, maxLeverage: 5, deduction: 0 }]);
    // As ccxt keeps it: numbers as texts.
    const texts = JSON.parse(JSON.stringify(answer).replace(/([[:])(\d+)/g, '$1"$2"'));
    expect(texts[0].marginTables[0][0]).toBe('7');
    expect(read(texts, 'A').tiers).toEqual(read(answer, 'A').tiers);
  });

  it('dYdX of version 4', () => {
    const market = { ticker: 'A-B', initialMarginFraction: '0.1', maintenanceMarginFraction: '0.06' };
    expect(read({ markets: { 'A-B': market } }, 'A-B').tiers).toEqual([
      { floor: 0, rate: 0.06, maxLeverage: 10 },
    ]);
  });

  it('Gate and BitMEX as bare lists, as in an envelope', () => {
    const contract = {
      name: 'A_B',
      maintenance_rate: '0.02',
      leverage_max: '25',
      risk_limit_base: '100',
      risk_limit_step: '100',
      risk_limit_max: '300',
    };
    const instrument = {
      symbol: 'AB',
      settlCurrency: 'XBt',
      isQuanto: false,
      initMargin: 0.01,
      maintMargin: 0.005,
      riskLimit: 2e8,
      riskStep: 1e8,
      openValue: 24e8,
    };
    for (const [name, record, symbol] of [
      ['contracts', contract, 'A_B'],
      ['instruments', instrument, 'AB'],
    ] as const) {
      const bare = read([record], symbol).tiers;
      expect(bare).toHaveLength(3);
      expect(read({ [name]: [record] }, symbol).tiers).toEqual(bare);
      expect(read({ ok: true, data: { list: [record] } }, symbol).tiers).toEqual(bare);
    }
    const tier = (n: number, risk_limit: string, maintenance_rate: string) => ({
      contract: 'A_B',
      tier: n,
      risk_limit,
      maintenance_rate,
      leverage_max: '20',
    });
    expect(
      read([tier(2, '200', '0.02'), tier(1, '100', '0.01')], 'A_B').tiers.map(({ floor, rate }) => [
        floor,
        rate,
      ]),
    ).toEqual([
      [0, 0.01],
      [100, 0.02],
    ]);
    const { isQuanto: _, ...linear } = instrument;
    const quanto = { ...linear, isQuanto: true, isInverse: false };
    expect(read([quanto], 'AB').tiers).toEqual(read([instrument], 'AB').tiers);
    expect(() => read([quanto], 'AB', { contract: 'inverse' })).toThrow(
      'f.json AB must be inverse, as market.contract says, got linear margins',
    );
  });

  it('Kraken in contracts of an inverse market, floors in whole satoshi; linear ones in notional', () => {
    const level = (contracts: number, initialMargin: number) => ({
      contracts,
      initialMargin,
      maintenanceMargin: initialMargin / 2,
    });
    const answer = {
      instruments: [{ symbol: 'pi', contractSize: 1, marginLevels: [level(0, 0.02), level(1_000, 0.04)] }],
    };
    const { tiers, notes } = read(answer, 'pi', { contract: 'inverse', markPrice: 300 });
    // 1,000 / 300 to eight places.
    expect(tiers[1]).toEqual({ floor: 3.33333333, rate: 0.02, maxLeverage: 25, deduction: 0 });
    expect(notes).toContain('1 floors rounded to 1/100000000');
    expect(notes).toContain('at a price 20 % lower the same levels stand at a notional 25 % higher');
    const linear = {
      symbol: 'pf',
      contractSize: 1,
      marginLevels: [
        { numNonContractUnits: 0, initialMargin: 0.02, maintenanceMargin: 0.01 },
        { numNonContractUnits: 5_000, initialMargin: 0.04, maintenanceMargin: 0.02 },
      ],
    };
    expect(read([linear], 'pf').tiers[1]!.floor).toBe(5_000);
  });
});

describe('what cannot be read is called by what it looks like:', () => {
  const okx = { data: [{ instId: 'A', maxSz: '1', mmr: '0.1', maxLever: '5' }] };
  it.each<[string, () => unknown, string | RegExp]>([
    [
      'another venue’s answer',
      () => read(okx, 'A', { format: 'gate-contracts' }),
      "f.json must be Gate's contracts, as --tier-format gate-contracts says, got what looks like OKX's position-tiers: --tier-format okx-position-tiers reads it",
    ],
    ['JSON where CSV is named', () => read(okx, 'A', { format: 'binance-csv' }), 'got what looks like OKX'],
    [
      'JSON of nobody',
      () => read({ hello: 1, world: 2 }, 'A'),
      /f\.json must be a margin table that a venue answers \(can be read: binance-csv, .*, phemex-risk-limits\), got a JSON object with the fields hello, world$/,
    ],
    ['text', () => read('<html>', 'A'), 'got text that begins with "<html>"'],
    [
      'another symbol',
      () => read(okx, 'B', { contractValue: 1 }),
      'f.json must have a record with instId or instFamily or uly B, got A',
    ],
  ])('%s', (_what, reading, message) => expect(reading).toThrow(message));
});
