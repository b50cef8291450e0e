import { duration, money } from '../../display.ts';
import type { PageMarket } from '../page-market.ts';
import type { Picture } from '../picture.ts';
import { drawn, type Part } from './dom.ts';
import { priceText } from './words.ts';

/** Prices above, what is closed in the middle, the fund below; one axis of time. */
export interface Drawing {
  readonly element: Part;
  /** What its lines are. */
  readonly lines: string;
  /** Moves the cursor to a tick, by its place. */
  point(at: number): void;
}

const WIDTH = 560;
const LEFT = 8;
const RIGHT = 552;
const PRICES = [22, 170] as const;
const CLOSED = [200, 286] as const;
const FUND = [320, 392] as const;
const HEIGHT = 414;

const round = (value: number): number => Math.round(value * 10) / 10;

export function drawing(picture: Picture, market: PageMarket): Drawing {
  const { seconds, price, mark, outside, fund, badDebt } = picture;
  const last = seconds.length - 1;
  const x = (at: number) =>
    round(LEFT + ((seconds[at]! - seconds[0]!) / (seconds[last]! - seconds[0]! || 1)) * (RIGHT - LEFT));
  const prices = scale([...price, ...mark, ...outside], PRICES);
  const money0 = scale([0, ...fund, ...badDebt], FUND);
  const line = (values: readonly number[], y: (value: number) => number, kind: string) =>
    drawn('path', { class: kind, d: `M${values.map((value, at) => `${x(at)},${y(value)}`).join('L')}` });
  const cursor = drawn('path', { class: 'wi-cursor', d: '' });
  const title = 'One path, tick by tick';
  const element = drawn(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': `${title}: the words below say what each tick holds.`,
    },
    label(
      LEFT,
      14,
      `price, ${priceText(Math.min(...price))} to ${priceText(Math.max(...price))} ${market.quoteCurrency}`,
    ),
    line(outside, prices, 'dash'),
    line(mark, prices, 'dot'),
    line(price, prices, 'ink l1'),
    ...closed(picture, market, x),
    label(
      LEFT,
      FUND[0] - 10,
      `fund, ${money(fund[0]!, market.settlementCurrency)} to ${money(fund[last]!, market.settlementCurrency)}; bad debt dashed`,
    ),
    line(badDebt, money0, 'dash'),
    line(fund, money0, 'ink'),
    drawn('path', { class: 'ax', d: `M${LEFT},${FUND[1]}H${RIGHT}` }),
    label(LEFT, HEIGHT - 6, duration(seconds[0]!)),
    drawn('text', { x: RIGHT, y: HEIGHT - 6, 'text-anchor': 'end', class: 'mu' }, duration(seconds[last]!)),
    cursor,
  );
  return {
    element,
    lines:
      'Price solid, mark dotted, price of other venues dashed. Bars: longs below their line, shorts above; full ones in the market, hollow ones between accounts.',
    point: (at) => cursor.setAttribute('d', `M${x(at)},${PRICES[0]}V${FUND[1]}`),
  };
}

const label = (x: number, y: number, words: string): Part => drawn('text', { x, y, class: 'mu' }, words);

/** From values to places between two heights, the largest on top. */
function scale(
  values: readonly number[],
  [top, bottom]: readonly [number, number],
): (value: number) => number {
  const low = values.reduce((own, next) => Math.min(own, next), Infinity);
  const high = values.reduce((own, next) => Math.max(own, next), -Infinity);
  return (value) => round(bottom - ((value - low) / (high - low || 1)) * (bottom - top));
}

/** As many bars as can be told apart. */
const BARS = 90;
const BETWEEN_ACCOUNTS: readonly string[] = ['adl', 'adlwin'];

function closed({ seconds, closings }: Picture, market: PageMarket, x: (at: number) => number): Part[] {
  const bars = new Map<string, { place: number; side: number; hollow: boolean; notional: number }>();
  for (const { at, side, how, notional } of closings) {
    const place = Math.min(BARS - 1, Math.floor(((x(at) - LEFT) / (RIGHT - LEFT)) * BARS));
    const hollow = BETWEEN_ACCOUNTS.includes(how);
    const name = `${place} ${side} ${hollow}`;
    const bar = bars.get(name) ?? { place, side, hollow, notional: 0 };
    bar.notional += notional;
    bars.set(name, bar);
  }
  const most = [...bars.values()].reduce((own, { notional }) => Math.max(own, notional), 0);
  const [top, bottom] = CLOSED;
  const middle = (top + bottom) / 2;
  const width = (RIGHT - LEFT) / BARS;
  return [
    label(
      LEFT,
      top - 6,
      `closed, at most ${money(most, market.settlementCurrency)} in ${duration((seconds.at(-1)! - seconds[0]!) / BARS)}`,
    ),
    drawn('path', { class: 'gr', d: `M${LEFT},${middle}H${RIGHT}` }),
    ...[...bars.values()].map(({ place, side, hollow, notional }) => {
      const height = round((notional / most) * (middle - top));
      return drawn('rect', {
        class: hollow ? 'open' : side > 0 ? 'rise' : 'sink',
        x: round(LEFT + place * width),
        y: side > 0 ? middle : round(middle - height),
        width: round(width - 0.8),
        height,
      });
    }),
  ];
}
