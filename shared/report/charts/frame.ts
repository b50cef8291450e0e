import { scaleLinear } from 'd3-scale';
import { log } from '../../cascade/numbers/math.ts';
import { attribute, type Html, html, NOTHING, type Text, text } from '../markup.ts';
import { advance } from '../text-width.ts';
import type { Common } from './chart.ts';

/** Half a page wide; on a phone the same drawing at three quarters of the size. */
export const WIDTH = 480;
export const FONT = 12;
export const SMALL = 11;
/** What the page makes of it on a phone. */
export const PHONE_FONT = 13;

/** Coordinates are drawn to a tenth. */
export const at = (coordinate: number): number => Math.round(coordinate * 10) / 10 + 0;

export const linear = (domain: readonly [number, number], range: readonly [number, number]) =>
  scaleLinear().domain(domain).range(range).clamp(true);

/** Logarithmic positions by our own `log`; d3's log scale would call the engine's. */
export function logarithmic(domain: readonly [number, number], range: readonly [number, number]) {
  const scale = linear([log(domain[0]), log(domain[1])], range);
  return (value: number): number => scale(log(value));
}

/** 0 keeps its place: positions are `log(1 + value / unit)`. */
export function symlog(most: number, unit: number, range: readonly [number, number]) {
  const scale = linear([0, log(1 + most / unit)], range);
  return (value: number): number => scale(log(1 + value / unit));
}

export const idOf = ({ number, key }: Common, role: string): Text =>
  text(key === '' ? `c${number}-${role}` : `c${number}-${key}-${role}`);

/** The drawing's outermost element, named by its title and described by the finding. */
export function picture(
  chart: Common,
  finding: string,
  height: number,
  content: readonly Html[],
  data: Text = text(''),
): Html {
  const [title, description] = [idOf(chart, 't'), idOf(chart, 'd')];
  return html`<svg viewBox="0 0 ${WIDTH} ${at(height)}" role="img" aria-labelledby="${title} ${description}"${data}><title id="${title}">${text(chart.title)}</title><desc id="${description}">${text(finding)}</desc>${content}</svg>`;
}

type Anchor = 'start' | 'middle' | 'end';

/** One line of text; `look` is one of the page's text classes. */
export const label = (x: number, y: number, words: string, anchor: Anchor = 'start', look = 'tx'): Html =>
  words === ''
    ? NOTHING
    : html`<text x="${at(x)}" y="${at(y)}"${attribute('text-anchor', anchor === 'start' ? undefined : anchor)} class="${text(look)}">${text(words)}</text>`;

/** `look` is one of the page's classes; `fill` overrides its colour where the colour is data. */
export const path = (look: string, data: string, fill?: string): Html =>
  data === ''
    ? NOTHING
    : html`<path${attribute('class', look)}${attribute('fill', fill)} d="${text(data)}"/>`;

export const box = (x: number, y: number, width: number, height: number): string =>
  `M${at(x)} ${at(y)}h${at(width)}v${at(height)}h${at(-width)}z`;

export const segment = (x1: number, y1: number, x2: number, y2: number): string =>
  `M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}`;

/**
 * Many short texts in one element: every character is set at its own place, so that the numbers of a whole
 * heat map cost one element and not hundreds.
 */
export function scattered(
  look: string,
  size: number,
  words: readonly { readonly x: number; readonly y: number; readonly words: string }[],
): Html {
  if (words.length === 0) return NOTHING;
  const xs: number[] = [];
  const ys: number[] = [];
  for (const { x, y, words: line } of words) {
    const width = [...line].reduce((sum, character) => sum + advance(character), 0) * size;
    let left = x - width / 2;
    for (const character of line) {
      xs.push(at(left));
      ys.push(at(y));
      left += advance(character) * size;
    }
  }
  const letters = words.map(({ words: line }) => line).join('');
  return html`<text class="${text(look)}" x="${text(xs.join(' '))}" y="${text(ys.join(' '))}">${text(letters)}</text>`;
}
