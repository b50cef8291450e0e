import type { Html } from '../markup.ts';
import { type Bullets, bullets } from './bullets.ts';
import { type Coverage, coverage } from './coverage.ts';
import { type Curve, curve } from './curve.ts';
import { type DeltaMap, deltaMap } from './delta-map.ts';
import { type Dots, dots } from './dots.ts';
import { type Drivers, drivers } from './drivers.ts';
import { type HeatMap, heatMap } from './heat-map.ts';
import { type Stack, stack } from './stack.ts';
import { type Steps, steps } from './steps.ts';
import { type Strip, strip } from './strip.ts';
import { type TailCurve, tail } from './tail.ts';

/** What every chart says about itself. */
export interface Common {
  /** Its number on the page (report.md 4.3). */
  readonly number: number;
  /** Tells copies of a chart apart: market and side. Ids are `c<number>-<key>-<role>`. */
  readonly key: string;
  /** The finding, in words. */
  readonly title: string;
  /** How many paths, by which method. */
  readonly caption: string;
  readonly unit: string;
  /** Table and filter that hold its numbers. */
  readonly source: string;
}

export type Chart = Common &
  (Bullets | HeatMap | Steps | Curve | Stack | Dots | Coverage | DeltaMap | Drivers | Strip | TailCurve);

/** The picture, its data as a table, and the finding in words: three readings of one value. */
export interface Renderer<C> {
  readonly svg: (chart: C) => Html;
  readonly table: (chart: C) => Html;
  readonly alt: (chart: C) => string;
}

export const toSvg = (chart: Chart): Html => render(chart, ({ svg }) => svg);
export const toTable = (chart: Chart): Html => render(chart, ({ table }) => table);
export const toAlt = (chart: Chart): string => render(chart, ({ alt }) => alt);

function render<T>(chart: Chart, part: <C>(renderer: Renderer<C>) => (chart: C) => T): T {
  switch (chart.kind) {
    case 'bullets':
      return part(bullets)(chart);
    case 'coverage':
      return part(coverage)(chart);
    case 'curve':
      return part(curve)(chart);
    case 'delta-map':
      return part(deltaMap)(chart);
    case 'dots':
      return part(dots)(chart);
    case 'drivers':
      return part(drivers)(chart);
    case 'heat-map':
      return part(heatMap)(chart);
    case 'stack':
      return part(stack)(chart);
    case 'steps':
      return part(steps)(chart);
    case 'strip':
      return part(strip)(chart);
    case 'tail':
      return part(tail)(chart);
  }
}
