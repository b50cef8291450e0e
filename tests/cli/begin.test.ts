// A market of one's own: begun, explained, and what is refused on the way.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sweepSkeleton } from '../../cli/init/files.ts';
import { isAsked } from '../../shared/market/inspect/finding.ts';
import { inspect } from '../../shared/market/inspect/inspect.ts';
import { marketOf } from '../../shared/market/market.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { outOfReach } from '../../shared/risk/proof/reach.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { SNAPSHOT, SWEEP } from '../sweep/small.ts';
import { cascade, file, folder } from './cascade.ts';

const TOLD = [
  '--venue',
  'My Venue',
  '--symbol',
  'AB/USD',
  '--contract',
  'linear',
  '--mark-price',
  '20',
  '--open-interest',
  '5000',
  '--fund',
  '1000',
];

it('init writes files that run, name their schemas and claim nothing; a second time it refuses', async () => {
  const place = join(folder(), 'mine');
  const { code, stdout } = await cascade(['init', place, ...TOLD]);
  expect(code).toBe(0);
  expect(stdout).toContain('next: cascade check');
  const read = (name: string) => readFileSync(join(place, name), 'utf8');
  const snapshot = parseSnapshot(read('snapshot.json'));
  expect(snapshot.market).toMatchObject({ id: 'my-venue-ab-usd', markPrice: 20, openInterest: 5_000 });
  expect(inspect(marketOf(snapshot)).filter((finding) => isAsked(finding))).toEqual([]);
  expect(snapshot.assumptions.every(({ basis }) => basis === 'guessed')).toBe(true);
  const sweep = parseSweep(read('sweep.json'));
  expect(outOfReach(sweep)).toEqual([]);
  const reach = Math.min(...sweep.axes.shockBps) / sweep.design.down[0]!.shockBps;
  expect(reach).toBeGreaterThanOrEqual(1.25);
  expect(read('sweep.json')).toMatch(/^\/\/ What to ask of My Venue AB\/USD/);
  for (const [named, schema] of [
    ['sweep.json', 'sweep-1.schema.json'],
    ['snapshot.json', 'market-snapshot-1.schema.json'],
  ] as const) {
    expect(read(named)).toContain(`"$schema": "./${schema}"`);
    expect(JSON.parse(read(schema)).$id).toBe(schema.replace('-1.schema.json', '/1'));
  }
  const again = await cascade(['init', place, ...TOLD]);
  expect(again).toMatchObject({ code: 2 });
  expect(again.stderr).toContain('sweep.json must be absent, or --force must be given, got a file');
});

it('init begins with a snapshot that is there, and says which option is missing where nobody can answer', async () => {
  const place = folder();
  const from = file(place, 'small.json', SNAPSHOT);
  const missing = join(place, 'none');
  expect(await cascade(['init', missing, '--venue', 'v'])).toMatchObject({
    code: 2,
    stderr:
      '--symbol, --mark-price, --open-interest, --fund must be given where nobody can answer, got nothing\n',
  });
  expect(existsSync(missing)).toBe(false);
  const { stdout } = await cascade(['init', join(place, 'new'), '--from', from]);
  expect(stdout).toContain('sweep.json and snapshot.json');
  // The largest fall of its longest window, 8 %.
  expect(parseSweep(sweepSkeleton(parseSnapshot(JSON.stringify(SNAPSHOT)), 's.json')).design.down).toEqual([
    { shockBps: -800, weight: 1 },
  ]);
});

it('check explains a sweep and its snapshot, and what its paths cannot prove', async () => {
  const place = folder();
  file(place, 'snapshot.json', SNAPSHOT);
  const sweep = file(place, 'sweep.json', SWEEP);
  const { code, stdout } = await cascade(['check', sweep, '--out', join(place, 'out')]);
  expect(code).toBe(0);
  for (const words of [
    'small-perp: ',
    'mark price',
    'longs reached',
    '7 assumptions, 7 guessed',
    'made-up (guessed): Nothing here was observed.',
    'p_ruin: without one failure 30 paths prove at best 9.5 % of a limit of 0.1 %; at least 2,995 are needed',
    'distance',
    '-15 % and 15 % within 30 minutes',
  ])
    expect(stdout).toContain(words);
  expect(existsSync(join(place, 'out'))).toBe(false);
});

it('check says what a sweep would refuse, after explaining it', async () => {
  const place = folder();
  const rows = [
    { side: 1, quantity: 1, entryPrice: 120, collateral: 5, owner: 'a' },
    { side: -1, quantity: 1, entryPrice: 100, collateral: 50, owner: 'b' },
  ];
  const snapshot = file(place, 'snapshot.json', { ...SNAPSHOT, positions: { kind: 'accounts', rows } });
  const { code, stdout, stderr } = await cascade(['check', snapshot]);
  expect(code).toBe(2);
  expect(stdout).toContain('NOT ACCEPTED  under-water: 1 account under water: 15 USD are missing');
  expect(stderr).toMatch(
    /^snapshot check under-water must find no accounts, or be accepted with a reason, got 1 account under water/,
  );
});

it('init begins a quanto with what one contract pays, which settles in BTC unless somebody says', async () => {
  const place = join(folder(), 'quanto');
  const { code, stderr } = await cascade(['init', place, ...TOLD, '--quanto-multiplier', '0.000001']);
  expect([code, stderr]).toEqual([0, '']);
  const { market } = parseSnapshot(readFileSync(join(place, 'snapshot.json'), 'utf8'));
  expect(market).toMatchObject({ contract: 'linear', settlementCurrency: 'BTC', quantoMultiplier: 0.000001 });
  const { stdout } = await cascade(['check', join(place, 'snapshot.json')]);
  expect(stdout).toMatch(/^my-venue-ab-usd: My Venue AB\/USD, quanto, /);
  expect(stdout).toMatch(/one contract +pays 0\.000001 BTC per USD\n/);
  expect(stdout).toMatch(/open interest +5,000,000,000 contracts a side, 100,000 BTC\n/);
});
