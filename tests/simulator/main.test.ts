import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const run = (...options: string[]) =>
  spawnSync(process.execPath, ['tests/simulator/main.ts', ...options], { encoding: 'utf8' });

it('says how it is used, and refuses what it cannot read', () => {
  expect(run('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('npm run sim -- --seed'),
  });
  expect(run('--sed', '1')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Unknown option '--sed'"),
  });
  expect(run('--seed', '1.5')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--seed must be a whole number >= 0, got 1.5'),
  });
});

it('replays one seed, with every line if asked', () => {
  const quiet = run('--seed', '3');
  expect(quiet).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^seed 3: all held; \d+ events, \d+ rounds\n$/),
  });
  const told = run('--seed', '3', '--trace').stdout.split('\n');
  expect(told.length).toBeGreaterThan(50);
  expect(told[0]).toMatch(/^01T00:0\d:\d\d\.\d{3} {2}\w+/);
});

it('tells seeds a second, and how often each fault was injected', () => {
  const { status, stdout } = run('--seeds', '20', '--from', '100');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ +\d+ {2}crash around (?:GET|HEAD|LIST|PUT)$/m);
  expect(stdout).toMatch(/^20 seeds from 100, 0 failed; .* seeds a second, .* ms of processor each$/m);
});
