import zlib from 'node:zlib';
import { snappyUncompress } from 'hyparquet';
import { decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js';
import { unpackZstd } from './zstd.ts';

type Decompress = (input: Uint8Array, outputLength: number) => Uint8Array;

/**
 * The codecs of a Parquet page. Node's decompressors stop at the length that the page
 * claims, are faster than those in JavaScript, and save the worker's bundle a tenth of a megabyte of Brotli's words.
 */
export const compressors: Readonly<Record<'SNAPPY' | 'GZIP' | 'BROTLI' | 'ZSTD' | 'LZ4_RAW', Decompress>> = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(length);
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => zlib.gunzipSync(input, atMost(length)),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, atMost(length)),
  ZSTD: (input, length) => unpackZstd(input, atMost(length)),
  LZ4_RAW: (input, length) => {
    needLz4(input, length);
    return decompressLz4Raw(input, length);
  },
};

const atMost = (length: number) => ({ maxOutputLength: Math.max(length, 1) });

/** The library writes past the end, for as long as the input says: a byte of it may stand for 255. */
function needLz4(input: Uint8Array, length: number): void {
  let unfolded = 0;
  for (let at = 0; at < input.length && unfolded <= length; ) {
    const token = input[at++]!;
    const run = (nibble: number): number => {
      let own = nibble;
      for (let more = nibble === 15 ? 255 : 0; more === 255; ) {
        more = input[at++] ?? 0;
        own += more;
      }
      return own;
    };
    const literals = run(token >> 4);
    at += literals;
    unfolded += literals;
    if (at >= input.length) break; // the last run has no copy
    at += 2;
    unfolded += run(token & 15) + 4;
  }
  if (unfolded !== length) throw new RangeError(`lz4 must unfold to ${length} bytes, got ${unfolded}`);
}
