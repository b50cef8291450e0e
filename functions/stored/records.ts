import { canonicalJson } from '../../shared/market/digest.ts';
import { Damaged, sealed } from '../../shared/sweep/seal.ts';
import type { Objects, Reader } from '../ports.ts';
import { remembered } from './texts.ts';

/** Reads a small object of text; undefined if it is not there. */
export async function readRecord<T>(
  objects: Reader,
  key: string,
  parse: (text: string) => T,
): Promise<T | undefined> {
  const stored = await objects.get(key);
  return stored && parsedAt(key, new TextDecoder().decode(stored.body), parse);
}

/** What is damaged is named by its key too. What was read lately is not read again: most records never change. */
export function parsedAt<T>(key: string, text: string, parse: (text: string) => T): T {
  try {
    return remembered(text, parse);
  } catch (error) {
    throw error instanceof Damaged ? new Damaged(`${key}: ${error.message}`) : error;
  }
}

/** Reads one that must be there. */
export async function needRecord<T>(objects: Reader, key: string, parse: (text: string) => T): Promise<T> {
  const record = await readRecord(objects, key, parse);
  if (record === undefined) throw new RangeError(`${key} must be there, got nothing`);
  return record;
}

export const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));

export const sealedBytes = (record: object): Uint8Array => new TextEncoder().encode(sealed(record));

/** Writes a decision once, sealed; `exists` says that somebody else decided. */
export const writeRecord = (objects: Objects, key: string, record: object): Promise<'created' | 'exists'> =>
  objects.create(key, sealedBytes(record));
