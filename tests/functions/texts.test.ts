import { expect, it, vi } from 'vitest';
import { remembered } from '../../functions/stored/texts.ts';

const counted = () => vi.fn((text: string) => ({ text }));

it('reads a text once, and every other text too, however alike', () => {
  const parse = counted();
  const first = remembered('{"a":1}', parse);
  expect(remembered('{"a":1}', parse)).toBe(first);
  expect(remembered('{"a":2}', parse)).toEqual({ text: '{"a":2}' });
  expect(parse).toHaveBeenCalledTimes(2);
});

it('keeps what readers make of one text apart', () => {
  expect(remembered('1', Number)).toBe(1);
  expect(remembered('1', String)).toBe('1');
});

it('asks again of a text that was refused', () => {
  const parse = vi.fn((): never => {
    throw new RangeError('must be whole');
  });
  for (let asked = 0; asked < 2; asked++) expect(() => remembered('rot', parse)).toThrow('must be whole');
  expect(parse).toHaveBeenCalledTimes(2);
});

it('lets go of the seventeenth newest, and never holds what is longer than a megabyte', () => {
  const parse = counted();
  for (let i = 0; i < 17; i++) remembered(String(i), parse);
  remembered('16', parse);
  expect(parse).toHaveBeenCalledTimes(17);
  remembered('0', parse);
  expect(parse).toHaveBeenCalledTimes(18);
  const long = 'x'.repeat(1_000_001);
  for (let asked = 0; asked < 2; asked++) remembered(long, parse);
  expect(parse).toHaveBeenCalledTimes(20);
});
