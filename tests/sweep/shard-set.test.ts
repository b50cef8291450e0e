import fc from 'fast-check';
import { expect, it } from 'vitest';
import { members, rangesOf, shardSetOf } from '../../shared/sweep/shard-set.ts';

it('is written as people write it', () => {
  const set = shardSetOf('0-2,5,7-9', 10);
  expect(members(set)).toEqual([0, 1, 2, 5, 7, 8, 9]);
  expect(rangesOf(set)).toBe('0-2,5,7-9');
  expect(rangesOf(new Uint8Array(4))).toBe('');
});

it('reads back exactly what it wrote', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (flags) => {
      const set = Uint8Array.from(flags, Number);
      expect(shardSetOf(rangesOf(set), set.length)).toEqual(set);
    }),
  );
});

it.each(['10', '3-12', '5-3', '2,1', '1,2', '0-1,1', '1.5', '-', ','])('refuses %s of ten shards', (text) => {
  expect(() => shardSetOf(text, 10)).toThrow(/^(a range|ranges) of shards must /);
});
