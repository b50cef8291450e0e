/** Numbers with a key each, of which the one with the smallest key stands first; of equal keys, the smallest number. */
export interface Heap {
  numbers: Int32Array;
  keys: Float64Array;
  count: number;
}

export const createHeap = (): Heap => ({
  numbers: new Int32Array(64),
  keys: new Float64Array(64),
  count: 0,
});

/** O(log n); allocates when it outgrows its room. */
export function push(heap: Heap, number: number, key: number): void {
  if (heap.count === heap.numbers.length) grow(heap);
  const { numbers, keys } = heap;
  let at = heap.count++;
  while (at > 0) {
    const parent = (at - 1) >>> 1;
    if (!comesBefore(number, key, numbers[parent]!, keys[parent]!)) break;
    numbers[at] = numbers[parent]!;
    keys[at] = keys[parent]!;
    at = parent;
  }
  numbers[at] = number;
  keys[at] = key;
}

/** Takes the first number out. */
export function dropFirst(heap: Heap): void {
  const last = --heap.count;
  if (last > 0) sink(heap, heap.numbers[last]!, heap.keys[last]!);
}

/** Gives the first number a key that is not smaller than its present one. */
export const rekeyFirst = (heap: Heap, key: number): void => sink(heap, heap.numbers[0]!, key);

/** Puts a number at the top, and down from there to where it belongs. */
function sink({ numbers, keys, count }: Heap, number: number, key: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (
      child + 1 < count &&
      comesBefore(numbers[child + 1]!, keys[child + 1]!, numbers[child]!, keys[child]!)
    )
      child++;
    if (!comesBefore(numbers[child]!, keys[child]!, number, key)) break;
    numbers[at] = numbers[child]!;
    keys[at] = keys[child]!;
    at = child;
  }
  numbers[at] = number;
  keys[at] = key;
}

const comesBefore = (number: number, key: number, other: number, otherKey: number): boolean =>
  key < otherKey || (key === otherKey && number < other);

function grow(heap: Heap): void {
  const { numbers, keys } = heap;
  heap.numbers = new Int32Array(2 * numbers.length);
  heap.keys = new Float64Array(2 * keys.length);
  heap.numbers.set(numbers);
  heap.keys.set(keys);
}
