import { expect, it } from 'vitest';
import { percent, plural, shown, span } from '../../cli/numbers.ts';
import { columns } from '../../cli/terminal.ts';

it.each([
  [0, '0'],
  [1234567, '1,234,567'],
  [-32184.89, '-32,184.9'],
  [318800040.6, '318,800,041'],
  [0.30321276, '0.303213'],
  [0.0000123456789, '0.0000123457'],
  [1.25e-9, '1.25e-9'],
  [1e21, '1e+21'],
  [Number.NaN, 'NaN'],
])('shows %d as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

it.each([
  [-0.015, '-1.5 %'],
  [0.03, '+3 %'],
  [0, '0 %'],
  [-0.090015, '-9.002 %'],
])('shows a move of %d as %s', (fraction, text) => {
  expect(percent(fraction)).toBe(text);
});

it.each([
  [0.5, '0.5 s'],
  [89, '89 s'],
  [185, '3 min 05 s'],
  [14_400, '4 h 00 min'],
  [Number.NaN, 'unknown'],
])('shows %d seconds as %s', (seconds, text) => {
  expect(span(seconds)).toBe(text);
});

it('counts one and many', () => {
  expect([plural(1, 'shard'), plural(1_200, 'shard'), plural(2, 'entry', 'entries')]).toEqual([
    '1 shard',
    '1,200 shards',
    '2 entries',
  ]);
});

it('puts columns in line, and leaves the last as it is', () => {
  expect(
    columns([
      ['a', 'long one', 'x'],
      ['bcd', 'e', 'y z'],
    ]),
  ).toEqual(['a    long one  x', 'bcd  e         y z']);
});
