import { canonicalJson } from '../../shared/market/digest.ts';
import { utf8 } from '../../shared/market/parse.ts';
import type { Objects } from '../ports.ts';

/** Reads a small object of text; undefined if it is not there. */
export async function readRecord<T>(
  objects: Objects,
  key: string,
  parse: (text: string) => T,
): Promise<T | undefined> {
  const stored = await objects.get(key);
  return stored && parse(utf8(key, stored.body));
}

/** Reads one that must be there. */
export async function needRecord<T>(objects: Objects, key: string, parse: (text: string) => T): Promise<T> {
  const record = await readRecord(objects, key, parse);
  if (record === undefined) throw new RangeError(`${key} must be there, got nothing`);
  return record;
}

export const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));

/** Writes a decision once; `exists` says that somebody else decided. */
export const writeRecord = (objects: Objects, key: string, value: unknown): Promise<'created' | 'exists'> =>
  objects.create(key, bytesOf(value));
