// What a file system can answer: every answer is a line that a person can use, and nothing that is not meant is read.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EXIT, exitOf, runError } from '../../cli/exit.ts';
import { readText } from '../../cli/input.ts';
import { deliver, readDelivery } from '../../cli/local/deliver.ts';
import { FileError, inWords } from '../../cli/local/file-errors.ts';
import { fileObjects } from '../../cli/local/file-objects.ts';
import { readInput } from '../../cli/local/input-file.ts';
import { writeOutput } from '../../cli/local/output-file.ts';
import { unpackedText } from '../../cli/local/packed.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { SNAPSHOT, sweepText } from '../sweep/small.ts';
import { file, folder } from './cascade.ts';

const said = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing',
    (error) => exitOf(error).lines,
  );
const failure = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: as Node says it`), { code, syscall: 'write', ...more });

describe('a file that is named', () => {
  const place = folder();
  file(place, 'text.csv', 'side\n1\n');
  mkdirSync(join(place, 'folder'));
  execFileSync('mkfifo', [join(place, 'pipe')]);
  symlinkSync(join(place, 'nowhere'), join(place, 'dangling'));
  symlinkSync(join(place, 'circle'), join(place, 'circle'));
  writeFileSync(join(place, 'large'), '');
  truncateSync(join(place, 'large'), 2 ** 31); // takes no room on the disk

  it.each([
    ['none', 'must be there, got nothing'],
    ['folder', 'must be a file, got a folder'],
    ['pipe', 'must be a file, got a pipe'],
    ['text.csv/deeper', 'must lie in a folder, got a file in its place'],
    ['dangling', 'must be there, got nothing'],
    ['circle', 'must be reached without a circle of links, got such a circle'],
    ['large', 'must be at most 1000 bytes, got 2147483648'],
    ['x'.repeat(300), 'must have a shorter name, got one too long for the file system'],
  ])('is refused at once: %s', async (name, words) => {
    const path = join(place, name);
    expect(await said(readInput(path, { most: 1_000 }))).toBe(`${path} ${words}`);
  });

  it('is refused as a device', async () => {
    expect(await said(readInput('/dev/zero', { most: 1_000 }))).toBe(
      '/dev/zero must be a file, got a device',
    );
  });

  it('must be UTF-8, with or without a mark that says so', async () => {
    const marked = file(place, 'marked.csv', '\ufeffside\n');
    expect(await readText(marked)).toEqual({ name: 'marked.csv', text: 'side\n' });
    writeFileSync(join(place, 'latin.csv'), Uint8Array.of(0x73, 0xe9));
    expect(await said(readText(join(place, 'latin.csv')))).toBe('latin.csv must be UTF-8, got other bytes');
    const text = 'side,price,size';
    const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [wide, Buffer.from(wide).swap16(), Buffer.from(text, 'utf16le')]) {
      writeFileSync(join(place, 'wide.csv'), bytes);
      expect(await said(readText(join(place, 'wide.csv')))).toBe(
        'wide.csv must be UTF-8, got UTF-16: save it as UTF-8',
      );
    }
    writeFileSync(join(place, 'bars.parquet'), 'PAR1 and more');
    expect(await said(readText(join(place, 'bars.parquet')))).toBe(
      'bars.parquet must be text: CSV or JSON, got Parquet, which can be read of positions only',
    );
  });

  it('unpacks to what a venue’s file can be, and to no more', () => {
    const bomb = gzipSync(new Uint8Array(64 << 20));
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => unpackedText('levels.csv.gz', bomb)).toThrow(
      /^levels.csv must unpack to at most 3[34]\d{6} bytes/,
    );
    expect(() => unpackedText('levels.csv.gz', Uint8Array.of(1, 2, 3))).toThrow(
      /^levels.csv.gz must be gzip, got other bytes/,
    );
  });
});

describe('what a file system refuses', () => {
  it.each([
    [
      'ENOSPC',
      EXIT.failed,
      'out must have room: free some room, then the same command goes on, got a full disk',
    ],
    ['EDQUOT', EXIT.failed, 'out must have room: free some room, then the same command goes on, got a quota'],
    ['EROFS', EXIT.badInput, 'out must lie where one can write, got a read-only file system'],
    ['EACCES', EXIT.badInput, 'out must be open to this user, got no right to it'],
    ['EMFILE', EXIT.failed, 'out must be opened: raise the limit of open files (ulimit -n), got too many'],
    ['EIO', EXIT.failed, 'out must be read and written: look at the disk, got an input/output error'],
    ['EWHATEVER', EXIT.badInput, 'out must be usable, got EWHATEVER'],
  ])('is said with its path, in words: %s', (code, exit, words) => {
    const own = exitOf(failure(code, { path: 'out' }));
    expect(own.code).toBe(exit);
    expect(own.lines).toContain(words);
    expect(exitOf(runError(inWords(failure(code), 'out')))).toEqual({ code: EXIT.failed, lines: own.lines });
  });

  it('is no answer of AWS, and the other way round', () => {
    expect(exitOf(failure('EISDIR', { syscall: 'read' })).lines).toBe('a file must be a file, got a folder');
    for (const [code, syscall] of [
      ['ECONNREFUSED', 'connect'],
      ['ENOTFOUND', 'getaddrinfo'],
      ['ECONNRESET', 'read'],
    ] as const) {
      expect(exitOf(failure(code, { syscall })).lines).toMatch(/^AWS must answer, got/);
    }
  });

  it('is a want of memory where it is one, and not the input’s fault', () => {
    const { code, lines } = exitOf(new RangeError('Array buffer allocation failed'));
    expect(code).toBe(EXIT.failed);
    expect(lines).toMatch(/^this machine must have more memory/);
  });

  it('lets no name act on a terminal', () => {
    expect(exitOf(failure('ENOENT', { path: 'a\u001b[2Jb\n' })).lines).toBe(
      'a\\u001b[2Jb\\u000a must be there, got nothing',
    );
    expect(exitOf(new Error('x'.repeat(100_000), { cause: 1 })).lines.length).toBeLessThan(3_000);
  });

  it('is said in words by the folder that stands for the bucket, and is no refusal of input', async () => {
    const place = folder();
    file(place, 'sweeps', 'a file where a folder must be');
    const error = await fileObjects(place)
      .create('sweeps/a/manifest.json', new Uint8Array(1))
      .catch((own: unknown) => own);
    expect(error).toBeInstanceOf(FileError); // a range error would bury the shard that met it
    expect((error as Error).message).toMatch(/sweeps(\/a)? must lie in a folder, got a file in its place$/);
    expect(readdirSync(join(place, '.tmp'))).toEqual([]);
  });

  it('leaves no half of a file', async () => {
    const place = folder();
    mkdirSync(join(place, 'snapshot.json'));
    expect(await said(writeOutput(join(place, 'snapshot.json'), 'text'))).toMatch(
      /snapshot.json(.half)? must be a file, got a folder$/,
    );
    expect(readdirSync(place)).toEqual(['snapshot.json']);
    await writeOutput(join(place, 'new/deep.txt'), 'text');
    expect(readFileSync(join(place, 'new/deep.txt'), 'utf8')).toBe('text');
  });
});

const ROWS = 'side,quantity,entryPrice,collateral\n1,10,100,200\n-1,10,100,200\n';
/** A sweep file beside a snapshot whose positions lie in a file of columns. */
function filed(columns = ROWS, more: object = {}) {
  const place = folder();
  const positions = { kind: 'accounts', file: 'p.2024-03-01.csv', sha256: sha256(ROWS), count: 2 };
  file(place, 'snapshot.json', { ...SNAPSHOT, positions });
  file(place, 'p.2024-03-01.csv', columns);
  return { place, sweep: file(place, 'sweep.json', sweepText(more as never)) };
}

describe('a delivery', () => {
  it('holds columns of the digest that names them, under a name of any lawful form', async () => {
    const { objects, snapshotDigest } = await readDelivery(filed().sweep);
    expect([...objects.keys()]).toEqual([
      `snapshots/${snapshotDigest}/snapshot.json`,
      `snapshots/${snapshotDigest}/p.2024-03-01.csv`,
    ]);
    const cut = ROWS.slice(0, -10);
    await expect(readDelivery(filed(cut).sweep)).rejects.toThrow(
      `p.2024-03-01.csv must have the digest ${sha256(ROWS)}, got ${sha256(cut)}`,
    );
  });

  it('takes no file from outside the snapshot’s folder, whatever leads there', async () => {
    const { place, sweep } = filed();
    const outside = folder();
    file(outside, 'rows.csv', ROWS); // even with the right digest
    execFileSync('rm', [join(place, 'p.2024-03-01.csv')]);
    symlinkSync(join(outside, 'rows.csv'), join(place, 'p.2024-03-01.csv'));
    expect(await said(readDelivery(sweep))).toContain(`must lie below ${place}, got a link to ${outside}`);
  });

  it('takes a link that stays inside', async () => {
    const { place, sweep } = filed();
    execFileSync('mv', [join(place, 'p.2024-03-01.csv'), join(place, 'rows.csv')]);
    symlinkSync('rows.csv', join(place, 'p.2024-03-01.csv'));
    expect((await readDelivery(sweep)).objects.size).toBe(2);
  });

  it.each([
    ['a report that is none', 'no report', sha256('no report'), 'sweep.previous must be JSON'],
    ['a value that is none', '{}', sha256('{}'), 'sweep.previous.schema must be given'],
    ['another one', '{}', sha256('[]'), `sweep.previous must have the digest ${sha256('[]')}, got`],
  ])('takes no previous report that is %s', async (_, text, digest, words) => {
    const { place, sweep } = filed(ROWS, { previous: { report: 'last.json', sha256: digest } });
    file(place, 'last.json', text);
    await expect(readDelivery(sweep)).rejects.toThrow(words);
  });

  it('is not taken for what lies there with other bytes', async () => {
    const out = folder();
    const delivery = await readDelivery(filed().sweep);
    await deliver(fileObjects(out), delivery);
    await deliver(fileObjects(out), delivery); // the same twice is fine
    const [, key] = [...delivery.objects.keys()];
    writeFileSync(join(out, key!), 'side\n');
    await expect(deliver(fileObjects(out), delivery)).rejects.toThrow(
      `${key} must hold what is delivered, with the digest ${sha256(ROWS)}; remove what is there, got ${sha256('side\n')}`,
    );
  });
});
