import type { Sweep } from './sweep-file.ts';

/** The seed as the two 32-bit words that key the random streams (model.md 8.1). */
export function seedWords({ seed }: Pick<Sweep, 'seed'>): {
  readonly seedLow: number;
  readonly seedHigh: number;
} {
  const value = BigInt(seed);
  return { seedLow: Number(value & 0xffffffffn), seedHigh: Number(value >> 32n) };
}
