import { normalQuantile } from '../../cascade/numbers/random.ts';
import { erfc } from './erfc.ts';
import { Z95 } from './pairing.ts';

/**
 * 95 % interval of p2 - p1 from independent samples: Newcombe's hybrid of two Wilson intervals, without continuity
 * correction (1998, method 10). For comparison only: paths share seeds, so the paired tests see far more.
 */
export function newcombe(x1: number, n1: number, x2: number, n2: number) {
  const [p1, p2] = [x1 / n1, x2 / n2];
  const [first, second] = [wilson(x1, n1), wilson(x2, n2)];
  const difference = p2 - p1;
  const below = Math.sqrt(
    (p2 - second.lower) * (p2 - second.lower) + (first.upper - p1) * (first.upper - p1),
  );
  const above = Math.sqrt(
    (second.upper - p2) * (second.upper - p2) + (p1 - first.lower) * (p1 - first.lower),
  );
  return { difference, lower: difference - below, upper: difference + above };
}

/** z of p2 - p1 with the pooled proportion, and its two-sided p-value. */
export function pooledZ(x1: number, n1: number, x2: number, n2: number) {
  const pooled = (x1 + x2) / (n1 + n2);
  const z = (x2 / n2 - x1 / n1) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return { z, p: erfc(Math.abs(z) / Math.sqrt(2)) };
}

/** Independent paths a night to see `p1` become `p2`, two-sided at `a`, with the given power. */
export function pathsToSee(p1: number, p2: number, power: number, a: number): number {
  const mean = (p1 + p2) / 2;
  const atRest = normalQuantile(1 - a / 2) * Math.sqrt(2 * mean * (1 - mean));
  const moved = normalQuantile(power) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  const root = (atRest + moved) / (p2 - p1);
  return Math.ceil(root * root);
}

function wilson(x: number, n: number): { lower: number; upper: number } {
  const p = x / n;
  const centre = (p + (Z95 * Z95) / (2 * n)) / (1 + (Z95 * Z95) / n);
  const half = (Z95 * Math.sqrt((p * (1 - p)) / n + (Z95 * Z95) / (4 * n * n))) / (1 + (Z95 * Z95) / n);
  return { lower: centre - half, upper: centre + half };
}
