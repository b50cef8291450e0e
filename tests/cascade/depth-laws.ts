// Depth laws of every kind, and volumes that reach from purchases far beyond what is visible to sales at the clamp.
import fc from 'fast-check';
import type { Depth, DepthLaw } from '../../shared/cascade/venue/depth/depth.ts';
import { between } from './markets.ts';

export const P0 = 100;

const walkLevels = fc
  .array(fc.record({ gap: between(1, 40), size: between(1, 90) }), {
    minLength: 1,
    maxLength: 12,
    size: 'max',
  })
  .map((own) => {
    const side = (sign: number): [number, number][] => {
      let distance = 0;
      return own.map(({ gap, size }, k) => {
        // Uneven, so that no level stands half as far as the last one by chance.
        distance += gap / 2_000 + 0.0000137 * k * k;
        return [P0 * (1 + sign * distance), size];
      });
    };
    return { reference: P0, bids: side(-1), asks: side(1) };
  });

/** Any law in which selling about 1,000 units takes between 2 and 60 per cent off the price. */
export const laws: fc.Arbitrary<DepthLaw> = fc.oneof(
  between(2, 60).map((impact): DepthLaw => ({ law: 'linear', slope: impact / 1_000 })),
  between(2, 60).map((impact): DepthLaw => ({ law: 'exponential', beta: impact / 100_000 })),
  between(2, 60).map((impact): DepthLaw => ({ law: 'square-root', c: impact / 3_200 })),
  between(2, 60).map((impact): DepthLaw => ({ law: 'amm', reserve: 200_000 / impact })),
  fc
    .record({ floor: between(2, 90), impact: between(2, 60) })
    .map((own): DepthLaw => ({ law: 'floor', floor: own.floor / 100, scale: 100_000 / own.impact })),
  fc
    .record({ levels: walkLevels, beyond: fc.constantFrom('stop', 'flat', 'extend') })
    .map(({ levels, beyond }): DepthLaw => ({ law: 'walk', ...levels, beyond: beyond as 'stop' })),
);
export const volume = between(-9_000, 90_000).map((tenths) => tenths / 10);
/** What can be displaced: nobody is there beyond. */
export const inside = (depth: Depth, v: number) => Math.max(-depth.mostAsks, Math.min(depth.mostBids, v));
