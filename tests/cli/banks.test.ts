import { expect, it } from 'vitest';
import { command, file, folder } from './cascade.ts';

it('prints a grid of fire sales, or its points as JSON', async () => {
  const { code, stdout } = await command(['banks', 'examples/eu-banks/grid.json']);
  expect(code).toBe(0);
  expect(stdout).toContain('48 banks of the EU: 48 banks with equity of 1,223,096 million EUR\n');
  expect(stdout).toContain('Rule threshold: fails below 3 %, repays below 4 % towards 5 %, 6 steps.\n');
  expect(stdout).toContain('Rule targeting: fails below 3 %, repays always towards 5 %, 6 steps.\n');
  expect(stdout).toMatch(/^ +20 % +7 +9 +18 +25 +32 /m);
  expect(stdout).toContain(
    '  threshold: at 20 of 21 impacts, as at 0.5 %, where 12 fail at 22.5 % and 11 at 24 %\n',
  );
  const json = await command(['banks', 'examples/eu-banks/grid.json', '--json']);
  expect(JSON.parse(json.stdout)[0]).toEqual({
    rule: 'threshold',
    shockBps: 0,
    impactBps: 0,
    failures: 0,
    soldShare: expect.closeTo(0.019718, 5),
    governmentPrice: 1,
    corporatePrice: 1,
  });
});

it('refuses with exit code 2 a file that is no grid, and one whose banks are not there', async () => {
  const grid = { schema: 'bank-grid/1', name: 'a', source: 'b', unit: 'c', banks: 'no.csv', rules: [] };
  const refused = await command(['banks', file(folder(), 'grid.json', grid)]);
  expect(refused).toEqual({
    code: 2,
    stdout: '',
    stderr: 'grid.json.rules must be a list of 1 to 8 entries, got []\n',
  });
  const rule = { id: 'a', failsBelow: 0.03, actsBelow: 1, target: 0.05, steps: 6 };
  const alone = { ...grid, rules: [rule], shockBps: [0], impactBps: [0] };
  const missing = await command(['banks', file(folder(), 'grid.json', alone)]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('no.csv must be there, got nothing\n');
});
