// The statements of docs/tables.md, run by DuckDB over the tables of two nights.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltReport } from '../../shared/report/build.ts';
import { filesOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

const out = mkdtempSync(join(tmpdir(), 'sql-'));
const report = (night: string, version: string) => join(out, 'sweeps', night, 'reports', version);
const STATEMENT = /^(?<words>[^\n]*):?\n\n```sql (?<where>report|folder)\n(?<sql>[\s\S]*?)```$/gm;
const statements = [...readFileSync('docs/tables.md', 'utf8').matchAll(STATEMENT)].map(
  ({ groups }) => groups!,
);
let connection: DuckDBConnection;

function lay(night: string, version: string, built: BuiltReport): void {
  for (const [file, bytes] of filesOf(built)) {
    const path = join(report(night, version), file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

beforeAll(async () => {
  const paths = { decision: 60, other: 8 };
  const poor = fixtureReport({ paths, fund: 1 });
  lay('a-night', '0001', fixtureReport({ paths, fund: 1e9 }));
  lay('b-night', '0001', fixtureReport({ paths, fund: 1e9 }));
  lay('b-night', '0002', poor); // made again: only this one counts
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  connection.closeSync();
  rmSync(out, { recursive: true });
});

/** Paths of the page are relative to the folder of a report, or to that of all. */
async function rowsOf({ sql }: { readonly sql?: string }): Promise<Record<string, unknown>[]> {
  const own = sql!
    .replaceAll("'tables/", `'${report('b-night', '0002')}/tables/`)
    .replaceAll("'sweeps/*", `'${out}/sweeps/*`)
    .replaceAll("TO '", `TO '${out}/`);
  return (await connection.runAndReadAll(own)).getRowObjectsJson();
}

describe('a statement', () => {
  it.each(statements.map((own) => [own.words!, own] as const))('%s', async (_words, statement) => {
    const rows = await rowsOf(statement);
    if (!/CREATE VIEW/.test(statement.sql!)) expect(rows.length).toBeGreaterThan(0);
  });

  it('is every one of the page, and the newest version of a night counts', async () => {
    expect(statements).toHaveLength(readFileSync('docs/tables.md', 'utf8').match(/```sql/g)!.length);
    const sql =
      "SELECT of.version AS version, count(*) AS n FROM nights WHERE id = 'p_ruin' GROUP BY ALL ORDER BY ALL";
    expect(await rowsOf({ sql })).toEqual([
      { version: '0001', n: '2' },
      { version: '0002', n: '2' },
    ]);
    expect(readFileSync(join(out, 'tiers-by-night.csv'), 'utf8')).toMatch(/^sweep,market,tier,/);
  });
});
