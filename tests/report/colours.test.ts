import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LINES, ON_SEQUENTIAL, SEQUENTIAL, VERDICT } from '../../shared/report/colours.ts';

interface Case {
  readonly name: string;
  readonly input: { readonly colours: string[]; readonly text?: string[] };
  readonly expect: { readonly luminance?: number[]; readonly contrast?: number[]; readonly atLeast?: number };
}
const golden: { groups: { id: string; cases: Case[] }[] } = JSON.parse(
  readFileSync(new URL('../golden/risk.json', import.meta.url), 'utf8'),
);
const [luminanceCase, cellCase, whiteCase] = golden.groups.find(({ id }) => id === 'colours')!.cases;

type Triple = readonly [number, number, number];

/** Linear light of a colour, IEC 61966-2-1. */
const linear = (hex: string): Triple => {
  const channel = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};
const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (a: string, b: string) => {
  const [low, high] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

/** Machado, Oliveira and Fernandes (2009), severity 1, doi:10.1109/TVCG.2009.113; rows of the matrix. */
const VISIONS: Record<string, readonly [Triple, Triple, Triple]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const times = (rows: readonly Triple[], [x, y, z]: Triple): Triple =>
  rows.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;

/** CIE 1976 L*a*b* of linear sRGB, white D65. */
function lab(rgb: Triple): Triple {
  const clipped = rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Triple;
  const xyz = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    clipped,
  );
  const white: Triple = [0.95047, 1, 1.08883];
  const [fx, fy, fz] = xyz.map((value, i) => {
    const share = value / white[i]!;
    return share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116;
  }) as unknown as Triple;
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}
const distance = (a: string, b: string, vision: string) => {
  const [p, q] = [a, b].map((hex) => lab(times(VISIONS[vision]!, linear(hex)))) as [Triple, Triple];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
};
const closest = (colours: readonly string[]) => {
  const all = Object.keys(VISIONS).flatMap((vision) =>
    colours.flatMap((a, i) =>
      colours.slice(i + 1).map((b) => ({ vision, distance: distance(a, b, vision) })),
    ),
  );
  return all.reduce((least, pair) => (pair.distance < least.distance ? pair : least));
};

it('has the luminance of the published classes, rising strictly', () => {
  expect(SEQUENTIAL).toEqual(luminanceCase!.input.colours);
  const values = SEQUENTIAL.map((colour) => luminance(linear(colour)));
  values.forEach((value, i) => {
    expect(Math.abs(value - luminanceCase!.expect.luminance![i]!)).toBeLessThan(0.0005);
    if (i > 0) expect(value).toBeGreaterThan(values[i - 1]!);
  });
});

it('prints numbers on the classes with a contrast of at least 4.5', () => {
  expect(ON_SEQUENTIAL).toEqual(cellCase!.input.text);
  SEQUENTIAL.forEach((colour, i) => {
    const value = contrast(colour, ON_SEQUENTIAL[i]!);
    expect(Math.abs(value - cellCase!.expect.contrast![i]!)).toBeLessThan(0.01);
    expect(value).toBeGreaterThanOrEqual(cellCase!.expect.atLeast!);
  });
});

it('has the contrast of verdicts and lines on white; watch is no colour for text', () => {
  const used = [
    VERDICT.adequate,
    VERDICT.watch,
    VERDICT.inadequate,
    ...LINES.slice(0, 3).map(({ colour }) => colour),
  ];
  expect(used).toEqual(whiteCase!.input.colours);
  used.forEach((colour, i) => {
    expect(Math.abs(contrast(colour, '#ffffff') - whiteCase!.expect.contrast![i]!)).toBeLessThan(0.01);
  });
  expect(contrast(VERDICT.watch, '#ffffff')).toBeLessThan(3);
});

it('keeps verdicts 39.9 apart and classes 9.3 apart in every vision', () => {
  expect(closest(Object.values(VERDICT)).distance).toBeGreaterThan(39.85);
  const classes = closest(SEQUENTIAL);
  expect(classes.vision).toBe('tritan');
  expect(classes.distance).toBeCloseTo(9.3, 1);
});

it('tells lines apart by dashes too', () => {
  expect(new Set(LINES.map(({ dashes }) => dashes)).size).toBe(LINES.length);
});
