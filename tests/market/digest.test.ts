import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../shared/market/digest.ts';

it('hashes as FIPS 180-4 says', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

it('agrees with another implementation on any text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => sha256(text) === createHash('sha256').update(text).digest('hex'),
    ),
  );
});

it('writes keys sorted, numbers short, -0 as 0 and nothing between', () => {
  expect(canonicalJson({ b: [1.0, -0, 1e21, 1e-7], a: { z: null, y: 'é"' }, B: true })).toBe(
    '{"B":true,"a":{"y":"é\\"","z":null},"b":[1,0,1e+21,1e-7]}',
  );
});

it('refuses what JSON cannot hold', () => {
  expect(() => canonicalJson({ a: NaN })).toThrow('must be finite, got NaN');
  expect(() => canonicalJson([Infinity])).toThrow('must be finite, got Infinity');
  expect(() => canonicalJson([undefined])).toThrow('got undefined');
});

it('does not depend on the order in which fields were written, and loses nothing', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
