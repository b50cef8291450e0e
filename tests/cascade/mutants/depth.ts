import type { Mutant } from '../../planted.ts';

export const DEPTH: readonly Mutant[] = [
  {
    file: 'venue/depth/amm.ts',
    from: 'const MOST_PURCHASED = 0.999;',
    to: 'const MOST_PURCHASED = 0.9;',
    why: 'a pool that sells only nine tenths of its reserve',
  },
  {
    file: 'venue/depth/depth.ts',
    from: 'scale: visibleVolume / floor(floorFactor, 1).volumeWithin(reach, side)',
    to: 'scale: visibleVolume * floor(floorFactor, 1).volumeWithin(reach, side)',
    why: 'a fitted law turned upside down',
  },
  {
    file: 'venue/depth/exponential.ts',
    from: '(exp(beta * from) * expm1(',
    to: '(exp(beta * to) * expm1(',
    why: 'an inverse fill starts at the wrong end',
  },
  {
    file: 'venue/depth/floor.ts',
    from: 'reach < share ? -scale * log(1 - reach / share)',
    to: 'reach < share ? -scale * log(1 - reach)',
    why: 'the volume of a law with a floor measured as if it had none',
  },
  {
    file: 'venue/depth/linear.ts',
    from: '(2 * fundamental)',
    to: 'fundamental',
    why: 'a linear law charges all of its own impact',
  },
  {
    file: 'venue/depth/smooth.ts',
    from: '(b < to ? LOWEST_FACTOR * (to - Math.max(b, from)) : 0)',
    to: '0',
    why: 'nothing is paid for what is sold at the clamp',
  },
  {
    file: 'venue/depth/square-root.ts',
    from: '((2 * c) / 3)',
    to: '(c / 2)',
    why: 'the mean of a square root taken for that of a line',
  },
  {
    file: 'venue/depth/resting.ts',
    from: 'if (reach[middle]! >= volume) high = middle;',
    to: 'if (reach[middle]! > volume) high = middle;',
    why: 'the last unit of a level priced at the next one',
  },
  {
    file: 'venue/depth/resting.ts',
    from: 'while (m >= 0 && distance[m]! > far / 2) m--;',
    to: 'while (m >= 0 && distance[m]! >= far / 3) m--;',
    why: 'the density beyond taken from the outer two thirds',
  },
  {
    file: 'venue/depth/walk.ts',
    from: "mostAsks: beyond === 'stop' ? ask.visible",
    to: "mostAsks: beyond === 'stop' ? bid.visible",
    why: 'sellers who end where buyers do',
  },
  {
    file: 'venue/depth/clamp.ts',
    from: 'HIGHEST_FACTOR = 1000',
    to: 'HIGHEST_FACTOR = 100',
    why: 'a ceiling a digit too low',
  },
];
