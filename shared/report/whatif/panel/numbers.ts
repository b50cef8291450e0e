import { count, shockText } from '../../display.ts';
import type { Dials } from '../bench.ts';
import type { Answer } from '../messages.ts';
import { type PageCells, type PageMarket, SHOWN_IDS } from '../page-market.ts';
import { type Part, part } from './dom.ts';
import { NAMES, shownText } from './words.ts';

type Numbers = Extract<Answer, { kind: 'numbers' }>;

/** What came of the sliders, beside what the report says of today. */
export interface NumbersView {
  readonly element: Part;
  /** While nothing has come yet. */
  expect(dials: Dials): void;
  show(numbers: Numbers): void;
  refuse(words: string): void;
}

export function numbersView(market: PageMarket, cells: PageCells): NumbersView {
  const rows = SHOWN_IDS.map((id) => ({
    id,
    published: part('td', { class: 'n' }),
    here: part('td', { class: 'n' }),
  }));
  const head = part('th', { scope: 'col', class: 'n' });
  const state = part('p', { class: 'live', role: 'status' });
  const element = part(
    'div',
    {},
    part(
      'div',
      { class: 'scroll', role: 'group', 'aria-label': 'what-if numbers', tabindex: 0 },
      part(
        'table',
        { class: 'wi-numbers' },
        part(
          'caption',
          {},
          'What-if, not official. Two-sided 95% intervals; paths that cannot finish count as failing.',
        ),
        part(
          'thead',
          {},
          part(
            'tr',
            {},
            part('th', { scope: 'col' }, 'number'),
            head,
            part('th', { scope: 'col', class: 'n' }, 'what-if'),
          ),
        ),
        part(
          'tbody',
          {},
          ...rows.map(({ id, published, here }) =>
            part('tr', {}, part('th', { scope: 'row' }, NAMES[id]), published, here),
          ),
        ),
      ),
    ),
    state,
  );
  return {
    element,
    expect({ shockBps }) {
      const cell = cells.published.find((own) => own.shockBps === shockBps);
      head.textContent = cell
        ? `today, as published at ${shockText(shockBps)}, ${count(cell.paths)} paths`
        : `today: no cell is published at ${shockText(shockBps)}`;
      for (const [k, { published }] of rows.entries())
        published.textContent = cell ? shownText(cell.shown[k]!, market, cell.paths) : '';
    },
    show({ ran, of, shown, paired }) {
      for (const [k, { here }] of rows.entries()) here.textContent = shownText(shown[k]!, market, ran);
      state.textContent = `${count(ran)} of ${count(of)} paths, the same as in the report.${paired === null ? ' The sliders stand on today.' : pairedText(paired)}`;
    },
    refuse(words) {
      for (const { here } of rows) here.textContent = '';
      state.textContent = `Not run: ${words}.`;
    },
  };
}

function pairedText({ pairs, newly, noLonger }: NonNullable<Numbers['paired']>): string {
  if (newly + noLonger === 0)
    return ` In none of these ${count(pairs)} does the fund fare otherwise than today.`;
  return ` Of these ${count(pairs)}, the fund fails in ${count(newly)} in which it suffices today, and suffices in ${count(noLonger)} in which it fails today.`;
}
