import { describe, expect, it } from 'vitest';
import type { Bullets } from '../../shared/report/charts/bullets.ts';
import { type Chart, type Common, toAlt, toSvg, toTable } from '../../shared/report/charts/chart.ts';
import type { Coverage } from '../../shared/report/charts/coverage.ts';
import type { Curve } from '../../shared/report/charts/curve.ts';
import type { Dots } from '../../shared/report/charts/dots.ts';
import type { HeatMap } from '../../shared/report/charts/heat-map.ts';
import type { Stack } from '../../shared/report/charts/stack.ts';
import type { Steps } from '../../shared/report/charts/steps.ts';
import { amount, multipleText, percent, ratio, shockText } from '../../shared/report/display.ts';

const common: Common = { number: 2, key: 'down', title: 'A finding.', caption: 'n', unit: '%', source: 't' };

/** Words of a table's cells, row by row, headers of rows included. */
const cellsOf = (chart: Chart): string[][] => {
  const body = /<tbody>(.*)<\/tbody>/s.exec(toTable(chart).markup)![1]!;
  return body
    .split('<tr>')
    .slice(1)
    .map((row) =>
      row
        .split(/<t[hd][^>]*>/)
        .slice(1)
        .map((cell) => cell.replace(/<[^>]*>/g, '')),
    );
};
const escaped = (words: string): string => words.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const elements = (chart: Chart): string[] =>
  [...toSvg(chart).markup.matchAll(/<([a-z]+)/g)].map(([, name]) => name!);

// Two leverages by two shocks: 0.2%, 1.5% at -10%; 0.5%, missing at -20%.
const cell = (value: number | null, lower: number | null, upper: number | null) => ({
  value,
  lower,
  upper,
  planned: 1000,
  done: value === null ? 0 : 1000,
});
const map: Common & HeatMap = {
  ...common,
  kind: 'heat-map',
  quantity: 'P(draw > fund)',
  leverages: [0.8, 1],
  shocksBps: [-1000, -2000],
  designBps: [-1000],
  cells: [
    cell(0.002, 0.0002, 0.007),
    cell(0.015, 0.008, 0.025),
    cell(0.005, 0.002, 0.012),
    cell(null, null, null),
  ],
  edges: [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 1],
  tolerance: 0.005,
  printAbove: 0.01,
};

describe('a heat map', () => {
  it('lists every number that colours a cell', () => {
    expect(cellsOf(map)).toEqual([
      [shockText(-1000), '0.20%, 0.020% to 0.70%', '1.5%, 0.80% to 2.5%'],
      [shockText(-2000), '0.50%, 0.20% to 1.2%', 'missing'],
    ]);
  });

  it('puts a value on a class edge into the class below, and zero into the first', () => {
    const classes = (value: number) => {
      const drawn = toSvg({ ...map, cells: map.cells.map(() => cell(value, null, null)) }).markup;
      return [...drawn.matchAll(/<path class="cell" fill="(#\w+)" d="([^"]*)"/g)]
        .slice(0, -7) // the legend
        .filter(([, , d]) => d !== '')
        .map(([, fill]) => fill);
    };
    expect(classes(0.001)).toEqual(['#032d66']);
    expect(classes(0.0010001)).toEqual(['#30476e']);
    expect(classes(0)).toEqual(['#032d66']);
    expect(classes(1)).toEqual(['#f1d851']);
  });

  it('draws one path for a class, not one for a cell', () => {
    const leverages = Array.from({ length: 20 }, (_, i) => 0.5 + i / 10);
    const shocksBps = Array.from({ length: 30 }, (_, i) => -100 * (i + 1));
    const cells = shocksBps.flatMap((_, row) => leverages.map((__, i) => cell((row * i) / 600, 0, 1)));
    const large = { ...map, leverages, shocksBps, cells };
    expect(elements(large).filter((name) => name === 'path').length).toBeLessThan(40);
    expect(elements(large).length).toBeLessThan(110);
  });

  it('says in words where it rises, and above the tolerance one clause a shock', () => {
    expect(toAlt(map)).toBe(
      `Rises from 0.20% at leverage 0.8, shock ${shockText(-1000)} to 1.5% at leverage 1, shock ${shockText(-1000)}. ` +
        `Above 0.5%: at shock ${shockText(-1000)} all leverage over 0.8.`,
    );
    expect(toAlt({ ...map, tolerance: 0.5 })).toMatch(/No cell is above 50%\.$/);
    expect(toAlt({ ...map, cells: map.cells.map(() => cell(null, null, null)) })).toBe(
      'No cell of this map has been computed.',
    );
  });

  it('marks by pattern what is not settled, missing or partial', () => {
    const partial = { ...map, cells: [{ ...map.cells[0]!, done: 990 }, ...map.cells.slice(1)] };
    const svg = toSvg(partial).markup;
    expect(svg).toContain('fill="url(#c2-down-hatch)"');
    expect(svg).toMatch(/class="missing" d="M/);
    expect(svg).toMatch(/class="cross" d="M/);
    expect(svg).toMatch(/class="partial" d="M/);
    expect(cellsOf(partial)[0]![1]).toBe('0.20%, 0.020% to 0.70%, 990 of 1,000 paths');
  });
});

const bullets: Common & Bullets = {
  ...common,
  kind: 'bullets',
  rows: [
    {
      metric: 'coverage',
      side: 'down',
      state: 'proven',
      value: 0.3,
      lower: 0.1,
      upper: 0.6,
      valueText: '99.85%',
      intervalText: '99.7% to 99.95%',
      limitText: '≥ 99.5%',
    },
    {
      metric: 'ruin',
      side: 'up',
      state: 'open',
      value: 0.8,
      lower: 0.2,
      upper: 2.4,
      valueText: '0.08%',
      intervalText: '0.02% to 0.24%',
      limitText: '≤ 0.1%',
    },
    {
      metric: 'thin',
      side: 'up',
      state: 'outside',
      value: Infinity,
      lower: 0,
      upper: Infinity,
      valueText: '3',
      intervalText: '3 to 3',
      limitText: '≤ 0',
    },
  ],
};
const steps: Common & Steps = {
  ...common,
  kind: 'steps',
  leverages: [0.5, 1, 2],
  designBps: [-2000],
  steps: [
    { shockBps: -1000, margin: 2, fund: 2, proven: 2, notRefuted: 2 },
    { shockBps: -2000, margin: 0.5, fund: 1, proven: 0.5, notRefuted: 1 },
    { shockBps: -3000, margin: null, fund: 0.5, proven: null, notRefuted: 0.5 },
  ],
};
const curve: Common & Curve = {
  ...common,
  kind: 'curve',
  currency: 'XBT',
  fund: 260,
  points: [
    { x: 0, p: 0.1, lower: 0.08, upper: 0.12 },
    { x: 100, p: 0.04, lower: 0.03, upper: 0.05 },
    { x: 400, p: 0.001, lower: 0.0001, upper: 0.004 },
    { x: 900, p: 0, lower: 0, upper: 0.003 },
  ],
  verticals: [
    { name: 'fund', x: 260 },
    { name: 'cover-1', x: 120 },
    { name: '99.9% need', x: null },
  ],
  tolerance: 0.001,
  provenFund: 900,
};
const stack: Common & Stack = {
  ...common,
  kind: 'stack',
  currency: 'XBT',
  rows: [
    {
      name: 'Median path',
      collateral: null,
      draw: 0,
      fundIn: 0,
      fundEnd: 260,
      layers: [
        { name: 'fund', amount: 0 },
        { name: 'ADL', amount: 0 },
      ],
    },
    {
      name: '99% path',
      collateral: 900,
      draw: 300,
      fundIn: 35,
      fundEnd: 0,
      layers: [
        { name: 'fund', amount: 260 },
        { name: 'ADL', amount: 40 },
      ],
    },
  ],
};
const dots: Common & Dots = {
  ...common,
  kind: 'dots',
  panels: [
    {
      title: 'mean draw',
      dots: [
        {
          name: 'full',
          base: true,
          valueText: '37 XBT',
          difference: null,
          lower: null,
          upper: null,
          differenceText: 'in force',
        },
        {
          name: 'gentle',
          base: false,
          valueText: '4 XBT',
          difference: -33,
          lower: -40,
          upper: -26,
          differenceText: '−33 XBT (−40 XBT to −26 XBT)',
        },
      ],
    },
  ],
};
const coverage: Common & Coverage = {
  ...common,
  kind: 'coverage',
  leverages: [0.8, 1],
  shocksBps: [-1000],
  designBps: [],
  cells: [
    { status: 'complete', planned: 100, done: 100 },
    { status: 'partial', planned: 100, done: 98 },
  ],
};
const all: readonly Chart[] = [map, bullets, steps, curve, stack, dots, coverage];

describe('every plotted number is in the table', () => {
  it('of bullets: value and both ends, over the limit', () => {
    const drawn = bullets.rows.map((row) =>
      [row.value, row.lower, row.upper].map((end) => (end === Infinity ? 'beyond any' : ratio(end!))),
    );
    expect(cellsOf(bullets).map((row) => row.slice(5, 8))).toEqual(drawn);
  });

  it('of steps: each line at each shock', () => {
    const word = (value: number | null) => (value === null ? 'none' : multipleText(value));
    expect(cellsOf(steps)).toEqual(
      steps.steps.map((step) => [
        shockText(step.shockBps),
        ...[step.proven, step.margin, step.fund, step.notRefuted].map(word),
      ]),
    );
  });

  it('of a curve: as many points as are drawn, and each vertical', () => {
    const rows = cellsOf(curve);
    expect(rows.slice(0, 3).map(([name]) => name)).toEqual([
      'fund: 260',
      'cover-1: 120',
      '99.9% need: unknown',
    ]);
    expect(rows.slice(3)).toEqual(
      curve.points.map(({ x, p, lower, upper }) => [
        amount(x),
        percent(p),
        percent(lower, 'down'),
        percent(upper, 'up'),
      ]),
    );
    // A step curve has one M and two line commands between neighbours.
    const line = /<path class="l0"[^>]* d="([^"]*)"/.exec(toSvg(curve).markup)![1]!;
    expect(line.match(/[ML]/g)).toHaveLength(2 * curve.points.length - 1);
  });

  it('of a thinned curve keeps the last step, so that the line falls where the largest need is and not at the fund', () => {
    // A hundred needs close together up to 3,347, and a fund ten times that.
    const ascending = Array.from({ length: 100 }, (_, i) => ({ x: 3_248 + i, p: (99 - i) / 1_000 }));
    const points = [{ x: 0, p: 0.1 }, ...ascending, { x: 36_000, p: 0 }].map((point) => ({
      ...point,
      lower: point.p,
      upper: point.p + 0.003,
    }));
    const rising: typeof curve = { ...curve, fund: 36_000, points, verticals: [], provenFund: 3_347 };
    const rows = cellsOf(rising);
    expect(rows.length).toBeLessThan(20);
    expect(rows.slice(-2).map(([x, p]) => [x, p])).toEqual([
      [amount(3_347), '0%'],
      [amount(36_000), '0%'],
    ]);
    // And before a gap in the middle: 1,000 holds up to 9,000, not what was near 1,000.
    const gap: typeof curve = {
      ...rising,
      points: [
        { x: 0, p: 0.9, lower: 0.9, upper: 0.9 },
        { x: 999, p: 0.8, lower: 0.8, upper: 0.8 },
        { x: 1_000, p: 0.2, lower: 0.2, upper: 0.2 },
        { x: 9_000, p: 0.1, lower: 0.1, upper: 0.1 },
        { x: 36_000, p: 0, lower: 0, upper: 0 },
      ],
    };
    expect(cellsOf(gap).map(([, p]) => p)).toEqual(['90%', '80%', '20%', '10%', '0%']);
  });

  it('of a stack: each payer in each path', () => {
    expect(cellsOf(stack)).toEqual(
      stack.rows.map(({ name, collateral, draw, fundIn, fundEnd, layers }) => [
        name,
        collateral === null ? 'not recorded' : amount(collateral),
        amount(draw),
        ...layers.map((layer) => amount(layer.amount!)),
        amount(fundIn),
        amount(fundEnd),
      ]),
    );
  });

  it('of dots: value and difference with its ends', () => {
    expect(cellsOf(dots)).toEqual([
      ['mean draw', 'full', '37 XBT', 'in force'],
      ['mean draw', 'gentle', '4 XBT', '−33 XBT (−40 XBT to −26 XBT)'],
    ]);
  });

  it('of coverage: every cell that is not complete', () => {
    expect(cellsOf(coverage)).toEqual([['1', shockText(-1000), 'partial', '98', '100']]);
    expect(toTable(coverage).markup).toContain('1 of 2 are.');
  });
});

describe('every chart', () => {
  it.each(all.map((chart) => [chart.kind, chart] as const))(
    '%s: is named, described and whole',
    (_kind, chart) => {
      const svg = toSvg(chart).markup;
      expect(svg).toMatch(/^<svg viewBox="0 0 480 [\d.]+" role="img" aria-labelledby="c2-down-t c2-down-d"/);
      expect(svg).toContain('<title id="c2-down-t">A finding.</title>');
      expect(svg).toContain(`<desc id="c2-down-d">${escaped(toAlt(chart))}</desc>`);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null|style=|\b(?:d|x|y)="[^"]*\d\.\d\d/);
      expect(toAlt(chart)).not.toMatch(/heat map|chart/i);
      expect(toSvg(chart).markup).toBe(svg);
    },
  );

  it('stays on its paper: no coordinate lies outside the view', () => {
    for (const chart of all) {
      const svg = toSvg(chart).markup;
      const height = Number(/viewBox="0 0 480 ([\d.]+)"/.exec(svg)![1]);
      for (const [, x, y] of svg.matchAll(/[ML](-?[\d.]+)[ ,](-?[\d.]+)/g)) {
        if (Number(x) < 10 && Number(y) < 10) continue; // patterns
        expect(Number(x)).toBeGreaterThanOrEqual(-1);
        expect(Number(x)).toBeLessThanOrEqual(481);
        expect(Number(y)).toBeLessThanOrEqual(height);
      }
    }
  });

  it('escapes what a name may hold', () => {
    const hostile = '</title><script>alert(1)</script>';
    for (const chart of all) {
      const drawn = toSvg({ ...chart, title: hostile }).markup + toTable(chart).markup;
      expect(drawn).not.toContain('<script');
    }
  });
});

describe('the finding in words', () => {
  it('of the frontier joins shocks that leave the same leverage', () => {
    expect(toAlt(steps)).toBe(
      `At shock ${shockText(-1000)} at most 2 of today’s leverage is proven safe. ` +
        `At shock ${shockText(-2000)} at most 0.5 of today’s leverage is proven safe. ` +
        `At shock ${shockText(-3000)} no leverage of the grid is proven safe.`,
    );
  });

  it('of the fund reads the curve at the fund, which is constant between two draws', () => {
    expect(toAlt(curve)).toBe(
      'With a fund of 260 XBT, ruin has probability 4.0% (3.0% to 5.0%); 900 would be needed for 0.1%.',
    );
  });

  it('of the key numbers names the worst, counting an unknown end as the worst', () => {
    expect(toAlt(bullets)).toBe('1 of 3 inside their limit; worst thin, up: 3, 3 to 3, limit ≤ 0.');
    const [first, second] = bullets.rows;
    expect(toAlt({ ...bullets, rows: [{ ...first!, upper: null }, second!] })).toMatch(
      /worst coverage, down/,
    );
  });

  it('of coverage counts and lists', () => {
    expect(toAlt(coverage)).toBe(`1 complete, 1 partial: 1 at ${shockText(-1000)}.`);
  });

  it('of the waterfall adds up in words', () => {
    expect(toAlt(stack)).toContain(
      '99% path: draw 300 XBT, paid by fund 260, ADL 40.0; margins paid at least 900; into the fund 35.0, which ends with 0.',
    );
  });
});
