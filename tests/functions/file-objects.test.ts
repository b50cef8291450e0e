import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileObjects } from '../../cli/local/file-objects.ts';
import type { Objects } from '../../functions/ports.ts';

let folder: string;
let objects: Objects;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-objects-'));
  objects = fileObjects(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const read = async (key: string) => {
  const stored = await objects.get(key);
  return stored && new TextDecoder().decode(stored.body);
};
const keys = async (prefix: string, after?: string) => {
  const found: string[] = [];
  for await (const { key } of objects.list(prefix, after)) found.push(key);
  return found;
};

it('creates once: of a hundred writers one wins, and its bytes stay', async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => objects.create('a/b/c.json', bytes(`writer ${i}`))),
  );
  expect(answers.filter((answer) => answer === 'created').length).toBe(1);
  expect(await read('a/b/c.json')).toBe(`writer ${answers.indexOf('created')}`);
  expect(readdirSync(join(folder, '.tmp'))).toEqual([]);
});

it('keeps facts beside an object, those of the writer who won', async () => {
  await objects.create('a/x', bytes('1'), { coreMs: '5' });
  await objects.create('a/x', bytes('2'), { coreMs: '9' });
  expect(await objects.head('a/x')).toEqual({ coreMs: '5' });
  expect((await objects.get('a/x'))!.meta).toEqual({ coreMs: '5' });
  expect(await keys('')).toEqual(expect.arrayContaining(['a/x']));
});

it('swaps only what was seen last, also when two try at once', async () => {
  expect(await objects.swap('latest.json', bytes('1'), undefined)).toBe('swapped');
  expect(await objects.swap('latest.json', bytes('x'), undefined)).toBe('stale');
  const seen = (await objects.get('latest.json'))!.etag;
  const answers = await Promise.all(['2', '3'].map((text) => objects.swap('latest.json', bytes(text), seen)));
  expect(answers.toSorted()).toEqual(['stale', 'swapped']);
  expect(await read('latest.json')).toBe(answers[0] === 'swapped' ? '2' : '3');
  expect(await objects.swap('latest.json', bytes('4'), seen)).toBe('stale');
});

it('lists by prefix, in the order of keys, after a key', async () => {
  for (const key of ['s/r/00000010', 's/r/00000002', 's/q/1', 's/r2/1', 's/r/deep/er'])
    await objects.create(key, bytes(key));
  expect(await keys('s/r/')).toEqual(['s/r/00000002', 's/r/00000010', 's/r/deep/er']);
  expect(await keys('s/r')).toEqual(['s/r/00000002', 's/r/00000010', 's/r/deep/er', 's/r2/1']);
  expect(await keys('s/r/', 's/r/00000002')).toEqual(['s/r/00000010', 's/r/deep/er']);
  expect(await keys('nowhere/')).toEqual([]);
});

it('tells what is not there from what is empty', async () => {
  expect(await objects.get('none')).toBeUndefined();
  expect(await objects.head('none')).toBeUndefined();
  await objects.create('marker', new Uint8Array(0));
  expect(await objects.head('marker')).toEqual({});
  await objects.remove('marker');
  await objects.remove('marker');
  expect(await objects.head('marker')).toBeUndefined();
});
