/**
 * What is stored proves itself: a record carries the digest of its other fields, and so do bytes with a label in them.
 * Rot, a torn write or a hand that edits break the seal, and what has a broken seal is never believed (pipeline.md 2.11).
 */
import { sha256 as hashOf } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type * as z from 'zod/mini';
import { canonicalJson, sha256 } from '../market/digest.ts';
import { checked, readJson } from '../market/parse.ts';

/** Something stored is not what was written there. It is no bad input, and computing again will not heal it by itself. */
export class Damaged extends RangeError {}

/** Canonical text of a record and its seal. */
export const sealed = (record: object): string =>
  canonicalJson({ ...record, seal: sha256(canonicalJson(record)) });

/** Schemas that were written before there were seals. */
const UNSEALED: readonly unknown[] = [
  'manifest/1',
  'round/1',
  'issue/1',
  'cancel/1',
  'tombstone/1',
  'close/1',
  'index/1',
  'latest/1',
  'receipt/1',
];

/** The fields of a sealed record as they were written; throws `Damaged` where the seal does not hold. */
export function openSealed(
  subject: string,
  text: string,
  maxCharacters: number,
): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = readJson(subject, text, maxCharacters);
  } catch (error) {
    throw error instanceof RangeError ? new Damaged(error.message) : error;
  }
  if (typeof value !== 'object' || value === null)
    throw new Damaged(`${subject} must be a record, got ${text.slice(0, 80)}`);
  const { seal, ...record } = value as Readonly<Record<string, unknown>>;
  if (seal === undefined) {
    if (UNSEALED.includes(record.schema)) return record;
    throw new Damaged(`${subject} must have a seal, got none`);
  }
  const own = sha256(canonicalJson(record));
  if (seal !== own) throw new Damaged(`${subject} must have the seal ${own}, got ${seal}`);
  return record;
}

/** Reads a sealed record of a schema. */
export const parseSealed = <T>(
  subject: string,
  schema: z.ZodMiniType<T>,
  text: string,
  maxCharacters: number,
): T => checked(subject, schema, openSealed(subject, text, maxCharacters));

/** Says inside bytes whose they are. Texts and numbers only; `schema` and the seal stand side by side. */
export type Label = Readonly<Record<string, string | number>> & { readonly schema: string };

const OPEN = '0'.repeat(64);

/** The text to put into bytes before they are sealed. */
export const labelText = (label: Label): string => canonicalJson({ ...label, seal: OPEN });

/** Closes the seal of the label in bytes: the digest of all of them, taken while its own digits are zeros. */
export function sealBytes(bytes: Uint8Array, { schema }: Label): Uint8Array {
  const at = sealAt(bytes, schema);
  if (at === undefined) throw new RangeError(`bytes must hold a label of ${schema}, got none`);
  bytes.set(utf8ToBytes(digestAround(bytes, at)), at);
  return bytes;
}

/** Throws `Damaged` unless bytes are whole and say that they are what is wanted; answers with where the label begins. */
export function needLabel(subject: string, bytes: Uint8Array, wanted: Label): number {
  const at = sealAt(bytes, wanted.schema);
  if (at === undefined) throw new Damaged(`${subject} must hold a label of ${wanted.schema}, got none`);
  const seal = latin(bytes, at, at + OPEN.length);
  const own = digestAround(bytes, at);
  if (seal !== own) throw new Damaged(`${subject} must have the seal ${own}, got ${seal}`);
  const from = bytes.lastIndexOf(BRACE, at);
  const got = latin(bytes, from, bytes.indexOf(END_BRACE, at) + 1);
  const expected = canonicalJson({ ...wanted, seal });
  if (got !== expected) throw new Damaged(`${subject} must be labelled ${expected}, got ${got}`);
  return from;
}

const BRACE = 0x7b;
const END_BRACE = 0x7d;

/** Where the digits of the last seal of a schema begin. */
function sealAt(bytes: Uint8Array, schema: string): number | undefined {
  const marker = utf8ToBytes(`"schema":${JSON.stringify(schema)},"seal":"`);
  let at = bytes.length - marker.length - OPEN.length;
  while (at >= 0) {
    at = bytes.lastIndexOf(marker[0]!, at);
    if (at >= 0 && marker.every((byte, i) => bytes[at + i] === byte)) return at + marker.length;
    at--;
  }
  return undefined;
}

function digestAround(bytes: Uint8Array, at: number): string {
  const hash = hashOf.create().update(bytes.subarray(0, at)).update(utf8ToBytes(OPEN));
  return bytesToHex(hash.update(bytes.subarray(at + OPEN.length)).digest());
}

/** Labels are ASCII; anything else is shown as it is, one character a byte. */
const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(Math.max(from, 0), Math.max(from, to, 0)).subarray(0, 1_000));
