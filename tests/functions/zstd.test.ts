// Files of zstd: what packed them is Node's own, what unpacks them Node's own today and a library under Node 20.
import zlib, { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isZstd, unpackZstd } from '../../functions/stored/zstd.ts';
import { zstdDecompressSync } from '../../release/zstd.ts';

afterEach(() => vi.restoreAllMocks());

const most = { maxOutputLength: 1 << 24 };
const packings = fc.record({
  level: fc.integer({ min: 1, max: 19 }),
  checksum: fc.constantFrom(0, 1),
  windowLog: fc.constantFrom(10, 17, 22),
  long: fc.constantFrom(0, 1),
});
type Packing = ReturnType<typeof packings.generate>['value'];
const pack = (bytes: Uint8Array, own: Packing): Buffer =>
  zstdCompressSync(bytes, {
    params: {
      [constants.ZSTD_c_compressionLevel]: own.level,
      [constants.ZSTD_c_checksumFlag]: own.checksum,
      [constants.ZSTD_c_windowLog]: own.windowLog,
      [constants.ZSTD_c_enableLongDistanceMatching]: own.long,
    },
  });
/** Rows that repeat, as those of an export do, and some that do not. */
const texts = fc
  .tuple(fc.array(fc.string({ maxLength: 40 }), { maxLength: 60 }), fc.nat(3_000))
  .map(([rows, times]) =>
    Buffer.from(Array.from({ length: times }, (_, i) => rows[(i * i) % rows.length]).join('\n')),
  );
const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7]);
/** No size, no checksum; a window of 2^(10 + exponent) bytes; one last block of one raw byte. */
const claiming = (exponent: number) => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3, 9, 0, 0, 65]);

describe.each([
  ['of Node', zlib.zstdDecompressSync],
  ['of a library, under Node 20', zstdDecompressSync],
])('zstd %s', (_by, decoder) => {
  const unpack: typeof unpackZstd = (bytes, options) => {
    vi.spyOn(zlib, 'zstdDecompressSync').mockImplementation(decoder);
    return unpackZstd(bytes, options);
  };

  it('is all that was packed, frame after frame', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, packings), { maxLength: 3 }), (frames) => {
        const packed = frames.flatMap(([text, own]) => [skipped, pack(text, own)]);
        const wanted = Buffer.concat(frames.map(([text]) => text));
        expect(wanted.equals(unpack(Buffer.concat(packed), most))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('stops at the length it is given, over all frames', () => {
    const bomb = zstdCompressSync(new Uint8Array(64 << 20));
    expect(bomb.length).toBeLessThan(10_000);
    const two = Buffer.concat([zstdCompressSync(new Uint8Array(8_192)), zstdCompressSync(Buffer.from('a'))]);
    for (const packed of [bomb, two])
      expect(() => unpack(packed, { maxOutputLength: 8_192 })).toThrow(
        expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
      );
    expect(unpack(two, { maxOutputLength: 8_193 })).toHaveLength(8_193);
  });

  it('sets nothing aside for a frame that claims a window of a gigabyte, first or later', () => {
    for (const packed of [claiming(20), Buffer.concat([claiming(10), skipped, claiming(20)])])
      expect(() => unpack(packed, most)).toThrow('windows of at most 134217728 bytes: one claims 1073741824');
    expect(Buffer.from(unpack(claiming(10), most)).toString()).toBe('A');
  });

  it('refuses what is cut off, wherever, and what follows that is none', () => {
    const row = Buffer.from('side,quantity\nlong,1\n'.repeat(50));
    const packed = pack(row, { level: 3, checksum: 1, windowLog: 17, long: 0 });
    for (let length = 1; length < packed.length; length++)
      expect(() => unpack(packed.subarray(0, length), most)).toThrow(RangeError);
    expect(() => unpack(Buffer.concat([packed, row]), most)).toThrow(`byte ${packed.length} begins none`);
  });
});

it('is known by how it begins', () => {
  expect([claiming(10), skipped].map(isZstd)).toEqual([true, true]);
  expect([Buffer.from('side'), Buffer.from([0x28, 0xb5]), Buffer.from([])].map(isZstd)).toEqual([
    false,
    false,
    false,
  ]);
});
