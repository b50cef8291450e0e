// Columns as short JSON. Decimal text is shorter than base64 of eight bytes where venues write few digits.

/** A column: its values, or distinct values and which of them each row has. */
export type Packed = readonly number[] | { readonly of: readonly number[]; readonly at: readonly number[] };

/** The shorter of the two forms. */
export function packed(column: ArrayLike<number>): Packed {
  const places = new Map<number, number>();
  const at = Array.from(column, (value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  const plain = Array.from(column);
  const shared = { of: [...places.keys()], at };
  return JSON.stringify(shared).length < JSON.stringify(plain).length ? shared : plain;
}

export const unpacked = (column: Packed): Float64Array =>
  'of' in column ? Float64Array.from(column.at, (place) => column.of[place]!) : Float64Array.from(column);

/** Doubles as base64 of their bytes, the lowest first on every machine. */
export function bitsOf(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((number, i) => {
    view.setFloat64(8 * i, number, true);
  });
  let bytes = '';
  for (let i = 0; i < view.byteLength; i++) bytes += String.fromCharCode(view.getUint8(i));
  return btoa(bytes);
}

/** The doubles of such a text; a number's bits are those that were written. */
export function doublesIn(bits: string): Float64Array {
  const bytes = atob(bits);
  const view = new DataView(new ArrayBuffer(bytes.length));
  for (let i = 0; i < bytes.length; i++) view.setUint8(i, bytes.charCodeAt(i));
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}
