// Integrals of a depth law from nothing but its values: Gauss-Legendre, halved until the halves agree. All
// terms are positive, so that a short interval loses no digits.

const NODES = 20;

/** Nodes and weights on [0, 1], by Newton's method on the Legendre polynomial. */
const RULE = Array.from({ length: NODES }, (_, i) => {
  let x = Math.cos((Math.PI * (i + 0.75)) / (NODES + 0.5));
  let slope = 1;
  for (let step = 0; step < 100; step++) {
    let before = 1;
    let value = x;
    for (let n = 2; n <= NODES; n++)
      [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
    slope = (NODES * (x * value - before)) / (x * x - 1);
    x -= value / slope;
  }
  return { x: (1 + x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
});

/**
 * Integral of `f` over `[a, b]`, both on one side of 0, in the root of the distance from 0: there even the
 * square-root law is smooth.
 */
function panel(f: (v: number) => number, a: number, b: number): number {
  const sign = b > 0 ? 1 : -1;
  const [near, far] = sign > 0 ? [a, b] : [-b, -a];
  const roots = Math.sqrt(near) + Math.sqrt(far);
  const width = (b - a) / roots;
  let sum = 0;
  for (const { x, weight } of RULE) {
    const w = Math.sqrt(near) + width * x;
    sum += weight * ((2 * w) / roots) * f(sign * w * w);
  }
  return (b - a) * sum;
}

/** @param f monotone, and smooth within `[a, b]`, which does not hold 0 inside */
export function integral(f: (v: number) => number, a: number, b: number): number {
  const inset = (b - a) / 2 ** 20;
  if (f(a + inset) === f(b - inset)) return (b - a) * f(b - inset);
  const rough = Math.abs(panel(f, a, b));
  const refine = (from: number, to: number, depth: number): number => {
    const middle = (from + to) / 2;
    const whole = panel(f, from, to);
    if (!(middle > from && middle < to)) return whole;
    const halves = panel(f, from, middle) + panel(f, middle, to);
    if (depth === 0 || Math.abs(whole - halves) <= 4e-15 * rough) return halves;
    return refine(from, middle, depth - 1) + refine(middle, to, depth - 1);
  };
  return refine(a, b, 30);
}
