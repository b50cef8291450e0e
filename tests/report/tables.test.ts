import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../shared/report/csv.ts';
import { toParquet } from '../../shared/report/parquet.ts';
import { reportFiles } from '../../shared/report/render.ts';
import { parseReport } from '../../shared/report/report.ts';
import { type Column, type Table, tableOfColumns } from '../../shared/report/table.ts';
import { tablesOf } from '../../shared/report/tables.ts';
import { filesOf, reportOf, textOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

const csvText = (table: Table): string => new TextDecoder().decode(toCsv(table));
const readParquet = (bytes: Uint8Array): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: new Uint8Array(bytes).buffer });

const small = tableOfColumns('small', [
  { name: 'name', kind: 'text', values: ['=1+1', 'a "quoted", name', '-7 up'] },
  { name: 'change', kind: 'number', values: [-1, -0, null] },
  { name: 'paths', kind: 'integer', values: [1000, 0, null] },
]);
const columnOf = (kind: Column['kind'], values: Column['values']): Table =>
  tableOfColumns('t', [{ name: 'x', kind, values }]);

describe('CSV', () => {
  it('quotes by RFC 4180, guards text that looks like a formula, and leaves numbers alone', () => {
    expect(csvText(small)).toBe(`name,change,paths\n'=1+1,-1,1000\n"a ""quoted"", name",0,0\n'-7 up,,\n`);
  });

  it.each(['=1', '+1', '-1', '@a', '\t=1', '\r=1'])('guards %j', (words) => {
    const [row] = parse(csvText(columnOf('text', [words])), { from_line: 2 });
    expect(row).toEqual([`'${words}`]);
  });

  it('refuses a number that is not finite', () => {
    expect(() => csvText(columnOf('number', [Number.NaN]))).toThrow(
      'x of row 0 must be finite or null, got NaN',
    );
  });

  it('reads back as written, whatever the text', () => {
    const names = ['line\nbreak', 'right-to-left \u202eabc', '</script><svg onload=alert(1)>', "it's", ''];
    const twice = tableOfColumns('t', [
      { name: 'x', kind: 'text', values: names },
      { name: 'y', kind: 'text', values: names },
    ]);
    const rows: string[][] = parse(csvText(twice));
    expect(rows.slice(1)).toEqual(names.map((name) => [name, name]));
  });
});

describe('Parquet', () => {
  it('holds text, doubles and whole numbers, with nulls where they are unknown', async () => {
    expect(await readParquet(toParquet(small))).toEqual([
      { name: '=1+1', change: -1, paths: 1000 },
      { name: 'a "quoted", name', change: 0, paths: 0 },
      { name: '-7 up', change: null, paths: null },
    ]);
  });

  it('refuses a count that is not whole', () => {
    expect(() => toParquet(columnOf('integer', [0.5]))).toThrow(
      'x of row 0 must be a whole number of 32 bits, got 0.5',
    );
  });
});

describe('the tables of a report', () => {
  const built = fixtureReport({ paths: { decision: 200, other: 40 }, isLost: ({ index }) => index === 13 });
  const files = filesOf(built);
  const report = reportOf(built);

  it('are those of the first edition, each twice, and listed with their digests', () => {
    expect(tablesOf(built.body, built.rows).map(({ name }) => name)).toEqual([
      'cells',
      'paths',
      'paths_tail',
      'metrics',
      'frontier',
      'tiers',
      'fund_curve',
      'mechanisms',
      'ordinary_days',
      'alternatives',
      'sensitivity',
      'limits',
      'limitations',
      'inputs',
      'accounts_thin',
      'accounts',
    ]);
    expect(report.tables.map(({ path }) => path)).toEqual(
      [...files.keys()].filter((path) => path.startsWith('tables/')),
    );
  });

  it('say the same in both formats, row by row', async () => {
    for (const { name, rows } of tablesOf(built.body, built.rows)) {
      const csv: Record<string, string>[] = parse(textOf(files, `tables/${name}.csv`), { columns: true });
      const parquet = await readParquet(files.get(`tables/${name}.parquet`)!);
      expect(csv.length, name).toBe(rows);
      expect(parquet.length, name).toBe(rows);
      for (let row = 0; row < rows; row += Math.ceil(rows / 50)) {
        const [text, binary] = [csv[row]!, parquet[row]!];
        expect(Object.keys(text)).toEqual(Object.keys(binary));
        for (const [column, value] of Object.entries(binary)) {
          expect(text[column]!.replace(/^'(?=[=+\-@])/, ''), `${name}.${column}`).toBe(
            value === null ? '' : String(value),
          );
        }
      }
    }
  });

  it('leave out a CSV that no spreadsheet would open, and no row of the Parquet', async () => {
    const short = new Map(reportFiles(built.body, built.rows, built.rows.pathsTail.length));
    const [long, kept] = ['paths', 'paths_tail'];
    expect(short.has(`tables/${long}.csv`)).toBe(false);
    expect(short.has(`tables/${kept}.csv`)).toBe(true);
    expect(short.get(`tables/${long}.parquet`)).toEqual(files.get(`tables/${long}.parquet`));
    const listed = parseReport(textOf(short, 'report.json')).tables.map(({ path }) => path);
    expect(listed).toEqual([...short.keys()].filter((path) => path.startsWith('tables/')));
  });

  it('keep the order side, mechanism, leverage, maintenance, shock, path', () => {
    const keys = built.rows.cells.map((row) =>
      [row.side, row.mechanism, row.leverage, row.maintenance, row.shock].map((part) =>
        typeof part === 'number' ? (part + 10).toFixed(6).padStart(12, '0') : part.padEnd(16),
      ),
    );
    expect(keys.map(String)).toEqual(keys.map(String).sort());
    const ids = built.rows.paths.map(({ cellId }) => cellId);
    expect(ids).toEqual(built.rows.cells.map(({ cellId }) => cellId).filter((id) => ids.includes(id)));
  });

  it('count a missing cell as failing wherever it is bounded, and as unknown elsewhere', () => {
    const missing = built.rows.cells.find(({ status }) => status === 'missing')!;
    expect(missing).toMatchObject({
      pathsDone: 0,
      failing: null,
      p: 1,
      upper: 1,
      drawMean: null,
      drawEs975: null,
    });
    expect(missing.lower).toBe(0);
  });

  it('count in `failing` the draws above the fund', () => {
    const fund = built.body.markets[0]!.fund;
    for (const { cellId, failing, draw } of built.rows.paths) {
      const marked = Array.from(failing).reduce((sum, mark) => sum + mark, 0);
      const cell = built.rows.cells.find((row) => row.cellId === cellId)!;
      expect(marked).toBe(cell.failing);
      expect(marked).toBe(Array.from(draw).filter((money) => money > fund).length);
    }
  });

  it('list at most 100 of the largest draws, largest first, each with a command', () => {
    const tail = built.rows.pathsTail;
    expect(tail.length).toBe(100);
    const draws = tail.map(({ draw }) => draw);
    expect(draws).toEqual([...draws].sort((a, b) => b - a));
    const all = built.rows.paths.flatMap(({ draw }) => Array.from(draw)).sort((a, b) => b - a);
    expect(draws).toEqual(all.slice(0, 100));
    expect(tail[0]!.command).toContain(`${tail[0]!.cellId} --path ${tail[0]!.path}`);
  });
});
