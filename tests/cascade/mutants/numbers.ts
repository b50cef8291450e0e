import type { Mutant } from '../../planted.ts';

export const NUMBERS: readonly Mutant[] = [
  {
    file: 'numbers/bisect.ts',
    from: 'if (column[middle]! < bound) high',
    to: 'if (column[middle]! <= bound) high',
    why: 'a trigger of a long that the mark meets to the bit counted as not reached',
  },
  {
    file: 'numbers/bisect.ts',
    from: 'if (column[middle]! <= bound) high',
    to: 'if (column[middle]! < bound) high',
    why: 'who ends with nothing left counted among the deficits of a run',
  },
  {
    file: 'numbers/bisect.ts',
    from: 'if (column[middle]! > bound) high',
    to: 'if (column[middle]! >= bound) high',
    why: 'a trigger of a short that the mark meets to the bit counted as not reached',
  },
  {
    file: 'numbers/math.ts',
    from: '6.613756321437934361',
    to: '6.613756921437934361',
    why: 'one digit of a coefficient of exp',
  },
  {
    file: 'numbers/math.ts',
    from: 'powers.base = base;\n    powers.count = 1;',
    to: 'powers.base = base;',
    why: 'powers of another base',
  },
  {
    file: 'numbers/philox.ts',
    from: 'round < 10',
    to: 'round < 9',
    why: 'nine rounds',
  },
  {
    file: 'numbers/philox.ts',
    from: 'let y0 = (c0 + 1) | 0;',
    to: 'let y0 = c0 | 0;',
    why: 'the second of two blocks is the first again',
  },
  {
    file: 'numbers/random.ts',
    from: 'let word = 2 * (first % 2);',
    to: 'let word = 0;',
    why: 'draws that depend on where one starts',
  },
  {
    file: 'numbers/sort.ts',
    from: 'low[place[to - 1]!]! > low[own]!',
    to: 'low[place[to - 1]!]! >= low[own]!',
    why: 'equal triggers out of account order',
  },
  {
    file: 'numbers/heap.ts',
    from: 'let child = 2 * at + 1;',
    to: 'let child = 2 * at + 2;',
    why: 'a heap that never looks at its left children',
  },
];
