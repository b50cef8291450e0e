import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { SNAPSHOT } from '../sweep/small.ts';
import { cascade, command, file, folder } from './cascade.ts';

const place = folder();
const base = file(place, 'base.json', SNAPSHOT);
const received = Date.parse(SNAPSHOT.asOf) / 1_000;
const LEVELS = [
  'venue,symbol,recv_ts,side,level,price,size',
  `test,SMALL,${received},bid,0,99.9,10`,
  `test,SMALL,${received},bid,1,99.5,20`,
  `test,SMALL,${received},ask,0,100.1,10`,
  `test,OTHER,${received},bid,0,7,1`,
  '',
].join('\n');
const levels = file(place, 'levels.csv', LEVELS);
const book = [
  '--levels',
  levels,
  '--venue',
  'test',
  '--symbol',
  'SMALL',
  '--beyond',
  'extend',
  '--beyond-share',
  '0.25',
];

const SKIPPED = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7]);
const zstdOf = (text: string): Buffer => zstdCompressSync(text);

describe('import', () => {
  it('puts an order book into a snapshot that a sweep can name', async () => {
    const out = join(folder(), 'new');
    const { code, stdout } = await cascade([
      'import',
      '--base',
      base,
      ...book,
      '--contract-value',
      '2',
      '--out',
      out,
    ]);
    expect(code).toBe(0);
    const snapshot = parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8'));
    expect(snapshot.depth).toEqual({
      kind: 'levels',
      reference: 100,
      bids: [
        [99.9, 20],
        [99.5, 40],
      ],
      asks: [[100.1, 20]],
      beyond: 'extend',
      beyondShare: 0.25,
    });
    expect(stdout).toContain('small-perp, 3 tiers, 2 bids and 1 ask, positions estimated\n');
    expect(stdout).toContain(`digest ${snapshotDigest(snapshot)}\n`);
  });

  it.each([
    ['gz', gzipSync],
    // As pzstd does: frames one after the other, the first of them to be skipped.
    ['zst', (text: string) => Buffer.concat([SKIPPED, ...text.split(/(?<=\n)/).map(zstdOf)])],
  ])('reads files packed as %s, and answers as JSON', async (ending, pack) => {
    const packed = join(place, `packed.csv.${ending}`);
    writeFileSync(packed, pack(LEVELS));
    const out = folder();
    const args = ['import', '--base', base, ...book, '--out', out, '--json'];
    const { code, stdout } = await command(args.map((part) => (part === levels ? packed : part)));
    expect(code).toBe(0);
    const snapshot = parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8'));
    expect(JSON.parse(stdout)).toEqual({
      snapshot: join(out, 'snapshot.json'),
      digest: snapshotDigest(snapshot),
      files: [],
      notes: ['packed.csv: sizes are taken for coins; where they are contracts, say --contract-value'],
      findings: expect.arrayContaining([expect.objectContaining({ what: 'thin-depth', value: 0.998 })]),
    });
  });

  it('refuses a packed file that unpacks to more than any snapshot, and writes nothing', async () => {
    const bomb = join(place, 'bomb.csv.gz');
    const member = gzipSync(new Uint8Array(16 << 20)); // gunzip reads members one after the other
    writeFileSync(bomb, Buffer.concat(Array.from({ length: 17 }, () => member)));
    const out = join(folder(), 'out');
    const args = ['import', '--base', base, ...book, '--out', out];
    const { code, stderr } = await command(args.map((part) => (part === levels ? bomb : part)));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^bomb\.csv must unpack to at most 3\d{7} bytes, got more\n$/);
    expect(existsSync(out)).toBe(false);
  });

  it('puts several books of other venues beside its own, or a multiple of it', async () => {
    const out = folder();
    const others = ['test,SMALL', 'test,SMALL,3'].flatMap((own) => ['--outside-book', `${levels},${own}`]);
    const args = ['import', '--base', base, ...book, '--outside-cost', '0', ...others, '--out', out];
    const { code, stdout } = await command(args);
    expect(code).toBe(0);
    expect(stdout).toContain('2 bids and 1 ask, outside depth at a cost of 0, positions estimated\n');
    const { depth, sources } = parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8'));
    const theirs = {
      reference: 100,
      bids: [
        [99.9, 40],
        [99.5, 80],
      ],
      asks: [[100.1, 40]],
    };
    expect(depth).toMatchObject({
      bids: [
        [99.9, 10],
        [99.5, 20],
      ],
      outside: { cost: 0, levels: theirs },
    });
    expect(sources).toContainEqual({ name: 'outside-depth', source: 'imported from levels.csv' });

    const again = join(out, 'again');
    const multiple = ['--outside-cost', '0.005', '--outside-multiple', '1.5', '--out', again];
    expect((await command(['import', '--base', join(out, 'snapshot.json'), ...multiple])).code).toBe(0);
    const beside = parseSnapshot(readFileSync(join(again, 'snapshot.json'), 'utf8'));
    expect(beside.depth).toEqual({ ...depth, outside: { cost: 0.005, multiple: 1.5 } });
  });

  it('writes over a snapshot only if it is told to', async () => {
    const out = folder();
    file(out, 'snapshot.json', 'mine');
    const args = ['import', '--base', base, ...book, '--out', out];
    const refused = await command(args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('snapshot.json must be absent, or --force must be given, got a file\n');
    expect(readFileSync(join(out, 'snapshot.json'), 'utf8')).toBe('mine');
    expect((await command([...args, '--force'])).code).toBe(0);
    expect(parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8')).market.id).toBe('small-perp');
  });

  it.each([
    [
      ['--levels', levels, '--venue', 'test', '--symbol', 'SMALL'],
      '--beyond must stand beside --levels: stop, flat or extend, got nothing',
    ],
    [
      [...book.slice(0, 5), 'LARGE', '--beyond', 'stop'],
      'levels.csv must have bids and asks of test LARGE, got 0 bids, 0 asks',
    ],
    [
      ['--tiers', levels, '--tier-symbol', 'X'],
      'levels.csv must be a margin table that a venue answers (can be read: binance-csv, ',
    ],
    [['--accept', 'sides'], 'accept must be what=reason, with what one of under-water, leverage'],
    [[...book, '--contract-value', '0'], 'contract value must be a number > 0, got 0'],
    [['--positions', levels], 'levels.csv'],
    [['--outside-multiple', '1'], '--outside-cost must stand beside --outside-multiple, got nothing'],
    [
      ['--outside-book', `${levels},test,SMALL`],
      '--outside-cost must stand beside --outside-book, got nothing',
    ],
    [['--outside-book', levels], 'outside book must be file,venue,symbol[,value], got'],
    [['--outside-book', `${levels},test,SMALL,0`], 'contract value must be a number > 0, got 0'],
    [['--outside-cost', '-1'], 'outside cost must be a number >= 0, got -1'],
    [[...book, '--outside-cost', '0'], 'outside must have either multiple or levels beside cost'],
    [
      ['--levels', base.replace('base', 'gone'), '--venue', 'a', '--symbol', 'b', '--beyond', 'stop'],
      'gone.json must be there, got nothing',
    ],
    [['--beyond', 'forever'], "argument 'forever' is invalid. Allowed choices are stop, flat, extend."],
  ])('refuses %j, and writes nothing', async (args, message) => {
    const out = join(folder(), 'new');
    const { code, stdout, stderr } = await command(['import', '--base', base, ...args, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(out)).toBe(false);
  });
});
