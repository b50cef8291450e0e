// `cascade sweep` of several markets and of lending on this machine: in shards, to the bytes of their own commands.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VENUE } from '../market/contagion/two-markets.ts';
import { VENUE_SWEEP } from '../sweep/contagion/two-markets-sweep.ts';
import { SWEEP, scenarioValue } from '../sweep/lending/small-lending.ts';
import { command } from './cascade.ts';

const KINDS = [
  {
    name: 'contagion',
    beside: ['snapshot.json', VENUE],
    sweep: { ...VENUE_SWEEP, paths: { decision: 9, other: 4 } },
    asked: /^two-[0-9a-f]{12}: 16 cells, 104 walks, \d+ shards?, about .* here\n/,
  },
  {
    name: 'lending',
    beside: ['market.json', scenarioValue()],
    sweep: SWEEP,
    asked: /^[a-z0-9-]+-[0-9a-f]{12}: 32 cells, 32 walks, \d+ shards?, about .* here\n/,
  },
] as const;

describe.each(KINDS)('a sweep file of cascade $name', ({ name, beside, sweep, asked }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rows-'));
  const file = join(folder, 'sweep.json');
  writeFileSync(join(folder, beside[0]), JSON.stringify(beside[1]));
  writeFileSync(file, `// of a test\n${JSON.stringify(sweep)}`);
  const out = join(folder, 'out');

  it('says what it takes, and writes nothing', async () => {
    const { code, stdout } = await command(['sweep', file, '--dry-run', '--out', out]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(asked)]);
    expect(existsSync(out)).toBe(false);
  });

  it('is run to the bytes of that command, found again, and made again from its results', async () => {
    const direct = join(folder, 'direct');
    const first = await command([name, file, '--out', direct, '--json']);
    const second = await command(['sweep', file, '--yes', '--out', out, '--json']);
    expect([first.code, second.code]).toEqual([0, 0]);
    const answer = JSON.parse(second.stdout);
    expect(answer).toMatchObject({ ...JSON.parse(first.stdout), files: answer.files, status: 'complete' });
    for (const [i, of] of ['html', 'json'].entries())
      expect(readFileSync(answer.files[i], 'utf8')).toBe(readFileSync(join(direct, `${name}.${of}`), 'utf8'));

    const again = await command(['sweep', file, '--yes', '--out', out, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ sweepId: answer.sweepId, round: 1 });
    expect((await command(['report', out])).stdout).toMatch(/: 2 files the same, 0 written\n$/);
    expect((await command(['status', answer.sweepId, '--out', out])).stdout).toMatch(/round 1 is reported/);
  });

  it('is refused as a night, and over its budget', async () => {
    const night = await command(['nightly', file, '--out', join(folder, 'nights')]);
    expect([night.code, night.stderr]).toEqual([2, expect.stringContaining('sweep.schema must be sweep/1')]);
    const costly = join(folder, 'costly.json');
    writeFileSync(costly, JSON.stringify({ ...sweep, budget: { maxCells: 1 } }));
    const { code, stderr } = await command(['sweep', costly, '--yes', '--out', out]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('sweep must have at most 1 cells, got')]);
  });
});
