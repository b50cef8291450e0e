import { sha256 as sha256Bytes } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 of bytes, or of a text's UTF-8 bytes, as 64 lower-case hex digits. */
export function sha256(content: Uint8Array | string): string {
  return bytesToHex(sha256Bytes(typeof content === 'string' ? utf8ToBytes(content) : content));
}

/**
 * The one text of a value: keys sorted by UTF-16 code unit, no white space, numbers as ECMAScript prints
 * them, `-0` as `0`, absent fields left out. Digests are taken over it, so that layout and comments of
 * a file do not matter. Throws on anything JSON cannot hold (NaN, Infinity, functions, absent list items).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`a number in JSON must be finite, got ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const fields = value as Readonly<Record<string, unknown>>;
    let text = '';
    for (const key of Object.keys(fields).sort()) {
      const field = fields[key];
      if (field !== undefined)
        text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
    }
    return `{${text}}`;
  }
  throw new TypeError(
    `a value in JSON must be null, boolean, number, text, list or object, got ${typeof value}`,
  );
}
