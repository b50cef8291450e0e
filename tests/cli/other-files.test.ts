// A file that another command takes is refused with words that say which; a folder that cannot be written, before a path is computed.
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needWritable } from '../../cli/local/output-file.ts';
import { VENUE } from '../market/contagion/two-markets.ts';
import { VENUE_SWEEP } from '../sweep/contagion/two-markets-sweep.ts';
import { SWEEP as LENDING_SWEEP, scenarioValue } from '../sweep/lending/small-lending.ts';
import { SNAPSHOT, sweepText } from '../sweep/small.ts';
import { command, file, folder } from './cascade.ts';

const own = folder();
const one = JSON.parse(sweepText());
const FILES = {
  'one.json': { ...one, snapshot: 's1.json' },
  'one-on-two.json': { ...one, snapshot: 's2.json' },
  'two.json': { ...VENUE_SWEEP, snapshot: 's2.json' },
  'two-on-lending.json': { ...VENUE_SWEEP, snapshot: 'lending.json' },
  'lending.json': { ...LENDING_SWEEP, scenario: 'market.json' },
  'market.json': scenarioValue(),
  's1.json': SNAPSHOT,
  's2.json': VENUE,
};
for (const [name, value] of Object.entries(FILES)) file(own, name, value);
const at = (name: keyof typeof FILES) => join(own, name);
const out = join(own, 'out');

const CONTAGION = 'cascade contagion and cascade sweep take it';
const LENDING = 'cascade lending and cascade sweep take it';
const NIGHTLY = 'cascade nightly and cascade sweep take it';
const NAMED = 'cascade check takes it, and cascade contagion a sweep file that names it';

describe('what another command takes', () => {
  it.each([
    ['contagion', 'one.json', `sweep.schema must be sweep/2, got "sweep/1": ${NIGHTLY}`],
    [
      'contagion',
      'lending.json',
      `lending.json.schema must be left out of a scenario, got lending-sweep/1: ${LENDING}`,
    ],
    [
      'contagion',
      's2.json',
      `s2.json.schema must be left out of a scenario, got market-snapshot/2: ${NAMED}`,
    ],
    [
      'contagion',
      'market.json',
      'market.json must be a sweep of schema sweep/2, or a scenario with markets in its config, got a lending scenario: cascade simulate takes it',
    ],
    [
      'contagion',
      'two-on-lending.json',
      `snapshot.schema must be market-snapshot/1 or market-snapshot/2, got "lending-sweep/1": ${LENDING}`,
    ],
    ['lending', 'two.json', `sweep.schema must be lending-sweep/1, got "sweep/2": ${CONTAGION}`],
    [
      'lending',
      'market.json',
      'sweep must be of schema lending-sweep/1, and name its scenario, got the scenario: cascade simulate takes it',
    ],
    ['nightly', 'two.json', `sweep.schema must be sweep/1, got "sweep/2": ${CONTAGION}`],
    ['nightly', 'lending.json', `sweep.schema must be sweep/1, got "lending-sweep/1": ${LENDING}`],
    [
      'nightly',
      'one-on-two.json',
      `snapshot.schema must be market-snapshot/1, got "market-snapshot/2": ${NAMED}`,
    ],
    ['banks', 'one.json', `one.json.schema must be bank-grid/1, got "sweep/1": ${NIGHTLY}`],
    ['simulate', 'two.json', `scenario.schema must be left out of a scenario, got sweep/2: ${CONTAGION}`],
    ['check', 'lending.json', `snapshot.schema must be market-snapshot/1, got "lending-sweep/1": ${LENDING}`],
  ] as const)('%s refuses %s', async (name, given, message) => {
    const places = ['contagion', 'lending', 'nightly'].includes(name) ? ['--out', out] : [];
    const { code, stdout, stderr } = await command([name, at(given), ...places]);
    expect([code, stdout, stderr]).toEqual([2, '', `${message}\n`]);
    expect(existsSync(out)).toBe(false);
  });
});

it('more paths than a report holds are refused before any is computed', async () => {
  const many = file(own, 'many.json', { ...FILES['two.json'], paths: { decision: 1_000_000, other: 1 } });
  const { code, stdout, stderr } = await command(['contagion', many, '--out', out]);
  expect([code, stdout, stderr]).toEqual([
    2,
    '',
    'paths times 28 numbers must be at most 67108864, which one reduce holds, got 224000224\n',
  ]);
  expect(existsSync(out)).toBe(false);
});

describe('a folder that cannot be written', () => {
  const taken = file(own, 'taken', '');
  const page = join(own, 'odd', 'contagion.html');
  mkdirSync(page, { recursive: true });
  mkdirSync(join(own, 'odd', 'lending.html'));

  it.each([
    ['contagion', 'two.json', taken, `${taken} must be a folder, got a file`],
    [
      'contagion',
      'two.json',
      join(taken, 'x'),
      `${join(taken, 'x')} must lie in a folder, got a file in its place`,
    ],
    ['contagion', 'two.json', join(own, 'odd'), `${page} must be a file, got a folder`],
    ['contagion', 'two.json', '', '--out must name a folder, got ""'],
    ['lending', 'lending.json', taken, `${taken} must be a folder, got a file`],
  ] as const)(
    'is refused by %s before anything is computed: %s --out %s',
    async (name, given, to, message) => {
      if (given === 'lending.json') file(own, given, FILES[given]);
      const { code, stdout, stderr } = await command([name, at(given), '--out', to]);
      expect([code, stdout, stderr]).toEqual([2, '', `${message}\n`]);
      expect(readdirSync(join(own, 'odd'))).toEqual(['contagion.html', 'lending.html']);
    },
  );

  it.skipIf(process.getuid?.() === 0)('is refused for a missing right', async () => {
    const closed = join(own, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    await expect(needWritable(closed, ['a'])).rejects.toThrow(
      'must be open to this user, got no right to it',
    );
  });

  it.skipIf(process.platform !== 'linux')('is refused where nobody can make one', async () => {
    await expect(needWritable('/proc/x/y', ['a'])).rejects.toThrow(
      '/proc/x must lie where one can write, got a file system that cannot',
    );
  });

  it('leaves no folder behind that it made to find out', async () => {
    await needWritable(join(own, 'new', 'deep'), ['a']);
    expect(existsSync(join(own, 'new'))).toBe(false);
  });
});
