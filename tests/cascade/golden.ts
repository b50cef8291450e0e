// Reads golden files; numbers may be exact rationals, "a/b".
import { readFileSync } from 'node:fs';

// biome-ignore lint/suspicious/noExplicitAny: each group has a shape of its own, read by its own test
export type Group = any;

export function goldenGroup(id: string, file = 'core'): Group {
  const text = readFileSync(new URL(`../golden/${file}.json`, import.meta.url), 'utf8');
  const group = (JSON.parse(text) as { groups: { id: string }[] }).groups.find((one) => one.id === id);
  if (!group) throw new RangeError(`golden group must exist, got ${id}`);
  return group;
}

export function rational(value: number | string): number {
  if (typeof value === 'number') return value;
  const [above, below] = value.split('/');
  return below === undefined ? Number(above) : Number(above) / Number(below);
}

/** Difference relative to max(1, |expected|). */
export const difference = (obtained: number, expected: number): number =>
  Math.abs(obtained - expected) / Math.max(1, Math.abs(expected));
