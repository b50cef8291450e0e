// Real files, read from beside the project and never committed. Where they are absent these tests are skipped.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tiersOf } from '../../shared/cascade/margin/tiers.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { binanceTiers } from '../../shared/market/import/binance-tiers.ts';
import { importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import { barsOf, pricesOf, worstMoves } from '../../shared/market/import/prices.ts';
import { readTiers, type TierFormatName } from '../../shared/market/import/tier-formats.ts';
import { venueLevels } from '../../shared/market/import/venue-levels.ts';
import { marketOf } from '../../shared/market/market.ts';
import { checked } from '../../shared/market/parse.ts';
import { TierTable } from '../../shared/market/tier-table.ts';
import { EXAMPLE, edited } from './example-snapshot.ts';

const DATA = '../shared/data';
const absent = !existsSync(DATA);
if (absent) console.warn(`${DATA} is absent: the tests on recorded venue files are skipped`);

const unpacked = (file: string) => gunzipSync(readFileSync(`${DATA}/${file}`)).toString();
const perps = (file: string) => unpacked(`perp-books-and-margin-2021/${file}`);
const base = { name: 'snapshot.json', text: EXAMPLE };
const facts = JSON.parse(readFileSync('examples/xbtusd-2021-07-22/facts.json', 'utf8'));

describe.skipIf(absent)('recorded venue files (../shared/data)', () => {
  it('makes a snapshot of the full-depth XBTUSD book: 5,542 bids and 3,804 asks', () => {
    const levels = {
      name: 'levels.csv',
      text: perps('levels.csv.gz'),
      venue: 'bitmex',
      symbol: 'XBTUSD',
      contractValue: 1,
    };
    const { snapshot, text } = importSnapshot({ base, levels: { ...levels, beyond: 'stop' } });
    if (snapshot.depth.kind !== 'levels') throw new Error(`depth must be levels, got ${snapshot.depth.kind}`);
    expect(snapshot.depth.bids!.length).toBe(5542);
    expect(snapshot.depth.asks!.length).toBe(3804);
    expect(text.length).toBeLessThan(300_000);

    const market = marketOf(snapshot);
    const depth = depthOf(market.depth, market.startPrice);
    const { distance, bidUsd, askUsd } = facts.depth;
    for (const [i, reach] of distance.entries()) {
      expect(depth.volumeWithin(reach, 1)).toBe(bidUsd[i]);
      expect(depth.volumeWithin(reach, -1)).toBe(askUsd[i]);
    }
    // Golden, depth-walk-recorded: ten million sold at 32122.8293395053 on (harmonic) average.
    const reference = snapshot.depth.reference;
    expect(1e7 / (depth.reciprocalSum(0, 1e7, 1) / reference)).toBeCloseTo(32122.8293395053, 6);
  });

  it('reads every recorded book: best bid below best ask, whole', () => {
    const [header, ...lines] = perps('levels.csv.gz').trimEnd().split('\n');
    const nameOf = (line: string) => line.split(',', 2).join();
    const names = [...new Set(lines.map(nameOf))];
    expect(names.length).toBe(44);
    let levels = 0;
    for (const name of names) {
      const [venue, symbol] = name.split(',') as [string, string];
      const text = [header, ...lines.filter((line) => nameOf(line) === name)].join('\n');
      const { bids, asks } = venueLevels('levels.csv', text, { venue, symbol, contractValue: 1 });
      expect(bids[0]![0]).toBeLessThan(asks[0]![0]);
      levels += bids.length + asks.length;
    }
    expect(levels).toBe(31_888);
  });

  it('reads all 2,805 Binance brackets of 349 symbols: lawful tables, every deduction that of the recursion', () => {
    const text = unpacked('binance-leverage-tiers-2024-10/tiers.csv.gz');
    const symbols = [
      ...new Set(
        text
          .split('\n')
          .slice(1, -1)
          .map((line) => line.split(',')[0]!),
      ),
    ];
    let rows = 0;
    for (const symbol of symbols) {
      const table = checked(symbol, TierTable, binanceTiers('tiers.csv', text, symbol));
      expect(tiersOf(table).jumping).toBe(false);
      rows += table.length;
    }
    expect(symbols.length).toBe(349);
    expect(rows).toBe(2805);
  });

  it.each<[TierFormatName, string, string, number, number[]]>([
    // Base 200 XBT, step 100 XBT: rows until a position would be a sixth of the open value, 17,843 XBT.
    ['bitmex-instruments', 'bitmex_instruments.json.gz', 'XBTUSD', 29, [0, 200, 300]],
    ['gate-contracts', 'gateio_usdt_contracts_2023-05-24.json.gz', 'BTC_USDT', 30, [0, 1e6, 2e6]],
    ['dydx-markets', 'dydx_v3_markets.json.gz', 'BTC-USD', 109, [0, 9 * 61_131.03, 10.5 * 61_131.03]],
    [
      'kraken-instruments',
      'kraken_futures_margin_levels.json.gz',
      'pi_xbtusd',
      8,
      [0, 5e5 / 61_131.03, 1e6 / 61_131.03],
    ],
    ['phemex-risk-limits', 'phemex_risk_limits.json.gz', 'BTCUSD', 10, [0, 100, 150]],
  ])('reads margin tables of %s', (format, file, symbol, rows, floors) => {
    const read = readTiers(format, {
      subject: file,
      text: perps(file),
      symbol,
      markPrice: 61_131.03,
      contract: format === 'gate-contracts' ? 'linear' : 'inverse',
      say: () => {},
    });
    const table = checked(`${file} ${symbol}`, TierTable, read);
    expect(table.length).toBe(rows);
    for (const [k, floor] of floors.entries()) expect(table[k]!.floor).toBeCloseTo(floor, 7);
  });

  it('gives the same XBTUSD table as the example, whose rule is written in its facts', () => {
    const text = perps('bitmex_instruments.json.gz');
    const tiers = { name: 'instruments.json', text, format: 'bitmex-instruments', symbol: 'XBTUSD' } as const;
    expect(importSnapshot({ base, tiers }).snapshot.tiers).toEqual(JSON.parse(EXAMPLE).tiers);
  });

  it('finds the bars and worst moves of the facts in the hourly BTC prices', () => {
    const prices = pricesOf(
      { name: 'btc.csv', text: unpacked('btc-hourly-2019-2023/btc_usd_1h.csv.gz') },
      1626993365,
    );
    for (const [seconds, published] of [
      [3_600, facts.worstMoves.oneHour],
      [14_400, facts.worstMoves.fourHours],
    ] as const) {
      const { count, down, up, quantiles } = worstMoves(prices, seconds);
      expect(count).toBe(published.windows);
      for (const [name, moves] of [
        ['down', down],
        ['up', up],
      ] as const) {
        expect(moves.length).toBeGreaterThanOrEqual(published[name].length);
        for (const [i, move] of published[name].entries())
          expect(Math.abs(moves[i]! - move)).toBeLessThan(5.1e-6);
        for (const [i, move] of published.quantiles[name].entries())
          expect(Math.abs(quantiles![name][i]! - move)).toBeLessThan(5.1e-6);
      }
    }
    const bars = barsOf(prices, 14_400, 180);
    expect(bars.endTimeSeconds).toEqual(facts.bars.endTime);
    expect(bars.low).toEqual(facts.bars.lowUsd);
    expect(bars.high).toEqual(facts.bars.highUsd);
    for (const [i, volume] of facts.bars.volumeBtc.entries()) {
      expect(Math.abs(bars.volume[i]! - volume)).toBeLessThan(0.051);
    }
  });

  it('imports hourly prices of the perpetuals too', () => {
    const text = unpacked('binance-perp-hourly-2020-2023/ETHUSDT_1h.csv.gz');
    expect(() => importSnapshot({ base, prices: { name: 'eth.csv', text } })).toThrow(
      'the last price before asOf is 2002.84 USD and the mark price 32184.9, 16.0696 times as little away: are they prices of this market?',
    );
    const ether = { name: 'eth.json', text: edited({ 'market.markPrice': 2_002.84 }) };
    const { snapshot } = importSnapshot({ base: ether, prices: { name: 'eth.csv', text } });
    expect(snapshot.history.windows.map(({ seconds }) => seconds)).toEqual([3_600, 14_400]);
    expect(snapshot.history.windows[0]!.down[0]).toBeCloseTo(1 - 1400.73 / 2332.92, 3); // 19 May 2021, 13:00
    expect(snapshot.assumptions.map(({ id }) => id)).not.toContain('bars-index');
  });
});
