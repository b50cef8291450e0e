import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { command, file, folder } from './cascade.ts';

it('simulate runs a lending scenario: its outcome, its ticks, or its story', async () => {
  const golden = JSON.parse(readFileSync('tests/golden/contagion.json', 'utf8')) as {
    groups: { id: string; paths: object[] }[];
  };
  const path = golden.groups.find(({ id }) => id === 'credit-pool')!.paths[1]!;
  const scenario = file(folder(), 'lending.json', path);
  const outcome = await command(['simulate', scenario]);
  expect(JSON.parse(outcome.stdout)).toMatchObject({ toxic: 1, fullSeconds: 14_400, openDeficit: 0 });
  const all = JSON.parse((await command(['simulate', scenario, '--json'])).stdout);
  expect(all.ticks.length).toBe(4);
  expect(all.ticks[1].blocked).toBeCloseTo(81_375.727, 3);
  const { stdout } = await command(['simulate', scenario, '--trace']);
  expect(stdout).toContain('\nin the end: 145,677 repaid by liquidators, who earn 6,015.78\n');
  const refused = await command(['simulate', file(folder(), 'l.json', { config: { pools: [] } })]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
});

it('pools shows a run day by day, beside what was observed, or its days as JSON', async () => {
  const { code, stdout } = await command(['pools', 'examples/lending-2026-04/run.json']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ +3 +8 +12 +0\.691 {2}arbitrum\/WETH base\/WETH$/m);
  expect(stdout).toContain('off by 8 reserve-days in all, by 4 at most in a day.\n');
  const json = JSON.parse((await command(['pools', 'examples/lending-2026-04/run.json', '--json'])).stdout);
  expect(json[1].full).toEqual(['ethereum/WETH', 'linea/WETH']);
  const example = await command(['simulate', 'examples/lending-2026-04/blocked-liquidation.json', '--trace']);
  expect(example.stdout).toContain('cannot be seized: its pool has no cash');
});
