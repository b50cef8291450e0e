import { describe, expect, it } from 'vitest';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { parseRecord, recordJsonSchema, rowsFileOf } from '../../shared/market/record.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const START = 1_600_000_000 - (1_600_000_000 % DAY);

const rowAt = (hour: number) => ({
  time: START + hour * HOUR,
  open: 100,
  low: 98,
  high: 103,
  close: 101,
  liquidatedLong: 5,
  liquidatedShort: 0,
});

/** Three hours, four-hour bars from eleven days before. */
const RECORD = {
  schema: 'record/1',
  market: 'coin-usd',
  contract: 'linear',
  intervalSeconds: HOUR,
  openInterest: { points: [[START, 1_000]], uncertainty: 0.3 },
  bars: Array.from({ length: 67 }, (_, i) => [START + (i - 65) * 4 * HOUR, 95, 105, 7]),
  rows: [1, 2, 3].map(rowAt),
  source: 'made up',
  known: 'nothing is left out',
};
type Changes = Partial<Record<keyof typeof RECORD | 'file', unknown>>;
const text = (changes: Changes = {}) => JSON.stringify({ ...RECORD, ...changes });
const withRow = (changes: object) => ({ rows: [rowAt(1), { ...rowAt(2), ...changes }, rowAt(3)] });

it('reads rows as columns, NaN for what nobody knows', () => {
  const fund = { fund: 7, premiumLow: -0.02, premiumHigh: null };
  const { rows, ...rest } = parseRecord(text(withRow(fund)));
  expect([...rows.time]).toEqual([1, 2, 3].map((hour) => START + hour * HOUR));
  expect([...rows.liquidatedLong]).toEqual([5, 5, 5]);
  expect([...rows.fund]).toEqual([NaN, 7, NaN]);
  expect([...rows.premiumLow]).toEqual([NaN, -0.02, NaN]);
  expect([...rows.premiumHigh]).toEqual([NaN, NaN, NaN]);
  const { schema: _schema, rows: _rows, ...written } = RECORD;
  expect(rest).toEqual(written);
});

describe('rows in a file of columns', () => {
  const { rows: _rows, ...without } = RECORD;
  const named = JSON.stringify({ ...without, file: 'rows.csv' });
  const csv = (
    lines: readonly string[],
    header = 'time,open,low,high,close,liquidatedLong,liquidatedShort',
  ) => columnsFromCsv('rows.csv', [header, ...lines].join('\n'));
  const line = (hour: number, more = '') => `${START + hour * HOUR},100,98,103,101,5,0${more}`;

  it('are the same as those inside, an empty field for what nobody knows', () => {
    expect(rowsFileOf(named)).toBe('rows.csv');
    expect(rowsFileOf(text())).toBe(undefined);
    expect(parseRecord(named, csv([1, 2, 3].map((hour) => line(hour)))).rows).toEqual(
      parseRecord(text()).rows,
    );
    const header = 'time,open,low,high,close,liquidatedLong,liquidatedShort,fund';
    const funded = csv([line(1, ','), line(2, ',7'), line(3, ',')], header);
    expect([...parseRecord(named, funded).rows.fund]).toEqual([NaN, 7, NaN]);
  });

  it.each([
    [
      'a price of 0',
      `${START + 2 * HOUR},100,0,103,101,5,0`,
      'rows.csv row 2.low must be a number > 0 and at most 2^53, got 0',
    ],
    [
      'a text',
      `${START + 2 * HOUR},abc,98,103,101,5,0`,
      'rows.csv row 2.open must be a number > 0 and at most 2^53, got "abc"',
    ],
    [
      'a hole',
      `${START + 2 * HOUR},100,98,103,101,,0`,
      'rows.csv row 2.liquidatedLong must be a number >= 0 and at most 2^53, got null',
    ],
    [
      'a high below its close',
      `${START + 2 * HOUR},100,98,100,101,5,0`,
      'rows.csv row 2 high must be at least open and close, 101, got 100',
    ],
  ])('are refused by row and column: %s', (_, second, message) => {
    expect(() => parseRecord(named, csv([line(1), second, line(3)]))).toThrow(message);
  });

  it('must be handed in, and all be there', () => {
    expect(() => parseRecord(named)).toThrow('record.file must be loaded, got rows.csv');
    expect(() => parseRecord(named, csv(['1,2'], 'time,open'))).toThrow(
      'rows.csv must have the column low, got time, open',
    );
    expect(() => parseRecord(text({ file: 'rows.csv' }))).toThrow(
      'record must have either rows or file, got "both"',
    );
  });
});

it.each<[string, Changes, string]>([
  ['another schema', { schema: 'record/2' }, 'record.schema must be record/1, got "record/2"'],
  [
    'an interval of 7 seconds',
    { intervalSeconds: 7 },
    'record.intervalSeconds must be a whole number of seconds from 60 to 14400, got 7',
  ],
  [
    'an interval that cuts no window',
    { intervalSeconds: 7_000 },
    'record.intervalSeconds must divide 14400 seconds, got 7000',
  ],
  [
    'no open interest',
    { openInterest: { points: [], uncertainty: 0 } },
    'record.openInterest.points must be a list of 1 to 100000 entries, got []',
  ],
  [
    'an open interest of nothing',
    { openInterest: { points: [[START, 0]], uncertainty: 0 } },
    'record.openInterest.points.0.1 must be a number > 0 and at most 2^53, got 0',
  ],
  [
    'points out of order',
    {
      openInterest: {
        points: [
          [9, 1],
          [9, 2],
        ],
        uncertainty: 0,
      },
    },
    'record.openInterest.points.1.0 must be after the point before it, 9, got 9',
  ],
  [
    'an uncertainty of everything',
    { openInterest: { points: [[9, 1]], uncertainty: 1 } },
    'record.openInterest.uncertainty must be a number from 0 to 0.99, got 1',
  ],
  ['no source', { source: '' }, 'record.source must be a text of 1 to 2000 characters, got ""'],
  [
    'nothing said of the feed',
    { known: undefined },
    'record.known must be a text of 1 to 2000 characters, got nothing',
  ],
  [
    'rows out of order',
    withRow({ time: START + HOUR }),
    `record.rows row 2 time must be after the row before it, ${START + HOUR}, got ${START + HOUR}`,
  ],
  [
    'a gap of four intervals',
    { rows: [rowAt(1), rowAt(5)] },
    `record.rows row 2 time must be at most three intervals, 10800 s, after the row before it, ${START + HOUR}, got ${START + 5 * HOUR}`,
  ],
  [
    'a low above its open',
    withRow({ low: 100.5 }),
    'record.rows row 2 low must be at most open and close, 100, got 100.5',
  ],
  [
    'a premium upside down',
    withRow({ premiumLow: 0.02, premiumHigh: 0.01 }),
    'record.rows row 2 premiumHigh must be at least premiumLow, 0.02, got 0.01',
  ],
  [
    'liquidations below zero',
    withRow({ liquidatedShort: -1 }),
    'record.rows.1.liquidatedShort must be a number >= 0 and at most 2^53, got -1',
  ],
  [
    'bars that begin too late',
    { bars: RECORD.bars.slice(7) },
    'record.bars.0.0 must belong to a bar that begins 10 days before the first row',
  ],
  [
    'bars that end too early',
    { bars: RECORD.bars.slice(0, 50) },
    'record.bars must go on until a day before the last row',
  ],
  [
    'a bar upside down',
    { bars: [[1, 5, 4, 1], ...RECORD.bars] },
    'record.bars.0.2 must be at least the low, 5, got 4',
  ],
])('is refused for %s', (_, changes, message) => {
  expect(() => parseRecord(text(changes))).toThrow(message);
});

it('publishes its schema beside the code; `npx vitest run tests/market -u` writes it anew', async () => {
  const published = `${JSON.stringify(recordJsonSchema(), null, 2)}\n`;
  await expect(published).toMatchFileSnapshot('../../shared/market/record-1.schema.json');
});
