// A recorded quanto market of a venue, from its files to its report. Where the files are absent the test is skipped.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runSweep } from '../../cli/library.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { command, file, folder } from './cascade.ts';

const DATA = '../shared/data/perp-books-and-margin-2021';
const absent = !existsSync(DATA);
if (absent) console.warn(`${DATA} is absent: the test on a recorded quanto market is skipped`);

/** BitMEX SOLUSDT, 22 July 2021: 1,381,470 contracts a side, whose value the venue states as 37,989,043,530 satoshi. */
const TOLD = [
  ...[
    '--venue',
    'bitmex',
    '--symbol',
    'SOLUSDT',
    '--contract',
    'linear',
    '--quote',
    'USDT',
    '--settlement',
    'XBT',
  ],
  ...['--mark-price', '27.499', '--open-interest', '1', '--fund', '30', '--as-of', '2021-07-22T22:36:10Z'],
];

it.skipIf(absent)(
  'reads book and record of BitMEX SOLUSDT down to a report whose money is XBT',
  async () => {
    const place = folder();
    const at = (...names: string[]) => join(place, ...names);
    const done = async (...args: string[]) => {
      const { code, stdout, stderr } = await command(args);
      expect([code, stderr.match(/must .*/)?.[0] ?? '']).toEqual([0, '']);
      return stdout;
    };
    await done('init', at('base'), ...TOLD);
    const said = await done(
      ...['import', '--base', at('base', 'snapshot.json'), '--out', at('sol')],
      ...[
        '--levels',
        `${DATA}/levels.csv.gz`,
        '--venue',
        'bitmex',
        '--symbol',
        'SOLUSDT',
        '--beyond',
        'stop',
      ],
      ...['--tiers', `${DATA}/bitmex_instruments.json.gz`, '--open-interest', '1381470'],
    );
    expect(said).toContain('one contract pays 0.00001 XBT per USDT');
    const text = readFileSync(at('sol', 'snapshot.json'), 'utf8');
    const { market, tiers, depth } = parseSnapshot(text);
    expect(market).toMatchObject({
      contract: 'linear',
      quantoMultiplier: 0.00001,
      settlementCurrency: 'XBT',
    });
    // One step of 50 XBT, until a position would be a sixth of the open value.
    expect(tiers.map(({ floor, rate }) => [floor, rate])).toEqual([
      [0, 0.015],
      [50, 0.03],
    ]);
    expect(depth).toMatchObject({ kind: 'levels', reference: (27.442 + 27.486) / 2 });

    // Ordinary days are a thousand paths each, and no part of this.
    const snapshot = JSON.parse(text);
    for (const window of snapshot.history.windows) delete window.quantiles;
    snapshot.positions.accountsPerSide = { long: 60, short: 60 };
    await done('init', at('mine'), '--from', file(place, 'fewer.json', snapshot));
    const sweep = readFileSync(at('mine', 'sweep.json'), 'utf8')
      .replace('"decision": 3000, "other": 200', '"decision": 20, "other": 2')
      .replace('"leverageBps": [7500, 10000, 15000]', '"leverageBps": [10000]')
      .replace('"maintenanceBps": [10000, 15000]', '"maintenanceBps": [10000]');
    const { report } = await runSweep({
      sweepFile: file(place, 'mine/few.json', sweep),
      outFolder: at('out'),
      workers: 1,
    });
    const [own] = report.markets;
    expect(own).toMatchObject({
      contract: 'quanto',
      quoteCurrency: 'USDT',
      settlementCurrency: 'XBT',
      fund: 30,
    });
    expect(own!.openInterest).toBeCloseTo(379.8904353, 9);
    expect(report.limitations.map(({ id }) => id)).toContain('SETTLEMENT_COIN');
    expect(report.assumptions.map(({ id }) => id)).toContain('quanto');
    // After the design fall losses are some XBT: not satoshi, not dollars, not more than there is.
    const draws = report.fund.flatMap(({ shocks }) =>
      shocks.flatMap(({ waterfall }) => waterfall.map(({ draw }) => draw)),
    );
    expect(Math.max(...draws)).toBeGreaterThan(1);
    expect(Math.max(...draws)).toBeLessThan(own!.openInterest);
  },
  120_000,
);
