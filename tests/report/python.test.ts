// What docs/tables.md says to Python and Athena: the notebook is executed, every statement parsed by sqlglot as Athena's.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

// Not in the way of the test runner: the first time, it takes a minute or two.
const { python, why } = await promisify(execFile)('tests/report/python/install').then(
  ({ stdout }) => ({ python: stdout.trim(), why: '' }),
  (error: { readonly stderr: string }) => ({ python: undefined, why: error.stderr }),
);
if (python === undefined && process.env.CI) throw new Error(`Python must be there with CI set: ${why}`);
const run = (script: string, args: readonly string[], input = ''): string =>
  execFileSync(python!, [`tests/report/python/${script}`, ...args], {
    input,
    encoding: 'utf8',
    stdio: 'pipe',
  });

const out = mkdtempSync(join(tmpdir(), 'python-'));
const report = (night: string) => join(out, 'sweeps', night, 'reports', '0001');
let connection: DuckDBConnection;

beforeAll(async () => {
  for (const [night, fund] of [
    ['NIGHT', 1e9],
    ['OTHER', 1],
  ] as const)
    for (const [file, bytes] of filesOf(fixtureReport({ paths: { decision: 60, other: 8 }, fund }))) {
      const path = join(report(night), file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  connection.closeSync();
  rmSync(out, { recursive: true });
});

const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();

describe.skipIf(python === undefined)('in Python', () => {
  it('the notebook runs over the tables of a report, and its quantiles are those of DuckDB', async () => {
    const { figures, needs } = JSON.parse(run('notebook.py', ['docs/report.ipynb', report('OTHER')]));
    expect(figures).toBe(3);
    const rows = await rowsOf(
      `SELECT cellId, unnest([0.5, 0.9, 0.99, 0.999]) AS q, unnest(quantile_cont(need, [0.5, 0.9, 0.99, 0.999])) AS need
       FROM '${report('OTHER')}/tables/paths.parquet' GROUP BY cellId`,
    );
    expect(rows.length).toBe(4 * Object.keys(needs).length);
    expect(rows.some(({ need }) => Number(need) > 0)).toBe(true);
    for (const { cellId, q, need } of rows)
      expect(needs[String(cellId)][String(Number(q))]).toBeCloseTo(Number(need), 6);
  }, 120_000);

  it('the notebook holds what was written, not what somebody ran', () => {
    const { nbformat, cells } = JSON.parse(readFileSync('docs/report.ipynb', 'utf8'));
    expect(nbformat).toBe(4);
    for (const { cell_type: type, outputs, execution_count: count } of cells)
      if (type === 'code') expect([outputs, count]).toEqual([[], null]);
  });
});

describe.skipIf(python === undefined)('on Athena', () => {
  const statements = [...readFileSync('docs/tables.md', 'utf8').matchAll(/```athena\n([\s\S]*?)```/g)].map(
    ([, sql]) => sql!,
  );
  const parse = (all: readonly string[]) => JSON.parse(run('athena.py', [], JSON.stringify(all)));

  it('what is no statement of Athena, or asks for a column that nobody defines, is found', () => {
    const table = statements.find((sql) => sql.includes('TABLE paths ('))!;
    for (const [wrong, why] of [
      ['SELECT cellId FROM paths QUALIFY row_number() OVER (PARTITION BY cellId) = 1', 'ParseError'],
      ['SELECT cellID, needs FROM paths', 'could not be resolved'],
      ['UNLOAD (SELECT need FROM paths)', 'AssertionError'],
    ] as const)
      expect(() => parse([table, wrong])).toThrow(why);
  });

  it('each statement parses; columns and types are those of the tables; DuckDB runs what it is translated to', async () => {
    const { tables, queries } = parse(statements);
    expect(statements.length).toBe(Object.keys(tables).length + queries.length);
    for (const [table, columns] of Object.entries<Record<string, string>>(tables)) {
      const files = `'${out}/sweeps/*/reports/*/tables/${table}.parquet'`;
      const given = await rowsOf(`DESCRIBE SELECT * FROM read_parquet(${files})`);
      const types = new Map(given.map((row) => [row.column_name, row.column_type]));
      for (const [name, type] of Object.entries(columns))
        expect([name, types.get(name)]).toEqual([name, { TEXT: 'VARCHAR', INT: 'INTEGER' }[type] ?? type]);
      const names = Object.keys(columns).map((name) => `"${name}"`);
      await connection.run(
        `CREATE VIEW ${table} AS SELECT ${names}, filename AS "$path" FROM read_parquet(${files}, filename = true)`,
      );
    }
    for (const { name, sql } of queries) {
      const rows = await rowsOf(sql);
      expect(rows.length, sql).toBeGreaterThan(0);
      if (name) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
    }
    expect(await rowsOf('SELECT DISTINCT sweep, version FROM nights ORDER BY sweep')).toEqual([
      { sweep: 'NIGHT', version: '0001' },
      { sweep: 'OTHER', version: '0001' },
    ]);
  }, 120_000);
});
