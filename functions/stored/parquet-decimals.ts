import type { SchemaElement } from 'hyparquet';

/** A column of decimals as the integers that lie in the file, and how they become numbers; null: it holds something else. */
export interface Decimals {
  readonly elements: readonly SchemaElement[];
  numberOf(raw: unknown): unknown;
}

/**
 * The double next to a decimal is found from its digits: the library multiplies by a power of ten that no double is, and 31
 * comes out of a file of Spark's, of eighteen places, as 31.000000000000004.
 */
export function decimalsOf(elements: readonly SchemaElement[]): Decimals | null {
  const leaf = elements.at(-1)!;
  const { converted_type: converted, logical_type: logical, ...plain } = leaf;
  if (converted !== 'DECIMAL' && logical?.type !== 'DECIMAL') return null;
  const scale = (logical?.type === 'DECIMAL' ? logical.scale : undefined) ?? leaf.scale ?? 0;
  const numberOf = (raw: unknown): unknown => {
    if (Array.isArray(raw)) return raw.map(numberOf);
    if (raw instanceof Uint8Array) return decimal(integerOf(raw), scale);
    return typeof raw === 'number' || typeof raw === 'bigint' ? decimal(BigInt(raw), scale) : raw;
  };
  return { elements: [...elements.slice(0, -1), plain], numberOf };
}

/** The nearest double to `integer / 10^scale`, as the language reads it. */
const decimal = (integer: bigint, scale: number): number => Number(`${integer}e${-scale}`);

/** Two's complement, highest byte first. */
function integerOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}
