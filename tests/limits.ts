// How long things may be, and what is longer for now. A row may go or shrink; nothing else changes here.

export const LIMITS = {
  /** Of a file. */
  lines: 250,
  /** Lines of a function. */
  function: 70,
  /** Of a function. */
  parameters: 5,
  /** Files that each run before all others of their group. */
  circle: 0,
} as const;

/** `of` is a file, with the name of a function where one is meant; a circle stands under its first file. */
type Exception = readonly [of: string, limit: keyof typeof LIMITS, most: number, reason: string];

const HOT = 'inside a loop, where an object for its arguments would be made each time';

// biome-ignore format: a row a line, so that branches that shrink them merge
export const EXCEPTIONS: readonly Exception[] = [
  ['shared/cascade/holders/isolated/walk.ts walkHour', 'function', 93, 'one loop whose prices stay in registers'],
  ['shared/cascade/purse/inventory.ts', 'lines', 273, 'to be cut into orders and queues'],
  ['shared/cascade/margin/axes.ts applyAxes', 'parameters', 6, 'columns in, columns out, and the two axes between them'],
  ['shared/cascade/margin/trigger.ts triggerPrice', 'parameters', 7, HOT],
  ['shared/cascade/numbers/philox.ts philox', 'parameters', 7, HOT],
  ['shared/cascade/numbers/random.ts normalQuantile', 'function', 79, 'a published table of coefficients, kept in the order of its paper'],
  ['shared/cascade/purse/allocate.ts allocateWaterFilling', 'parameters', 6, HOT],
  ['shared/cascade/venue/depth/depth.ts fitLaw', 'parameters', 6, 'one number a term of the formula that it inverts'],
  ['shared/cascade/venue/shock.ts shockNoise', 'parameters', 6, HOT],
];
