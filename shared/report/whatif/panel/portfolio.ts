import { amount, count, money, ratio } from '../../display.ts';
import type { PageMarket } from '../page-market.ts';
import type { PlacedPosition } from '../portfolio.ts';
import { button, type Part, part, table } from './dom.ts';
import { priceText, sideText, signed } from './words.ts';

/** A place to paste positions into, and what becomes of them. */
export interface PortfolioView {
  readonly element: Part;
  show(positions: readonly PlacedPosition[]): void;
  refuse(words: string): void;
}

export function portfolioView(market: PageMarket, ask: (text: string) => void): PortfolioView {
  const { contract, quoteCurrency, settlementCurrency } = market;
  const unit = contract === 'inverse' ? quoteCurrency : 'coins';
  const area = part('textarea', { rows: 4, cols: 50, spellcheck: 'false' });
  const found = part('div', { role: 'status' });
  return {
    element: part(
      'div',
      {},
      part(
        'label',
        { class: 'wi-paste' },
        part(
          'span',
          {},
          `Positions, one a line: side, quantity (${unit}), entry price (${quoteCurrency}), collateral (${settlementCurrency}). They do not leave this page.`,
        ),
        area,
      ),
      button('Margin, trigger and distance', () => ask(area.value)),
      found,
    ),
    show: (positions) => found.replaceChildren(placed(positions, market)),
    refuse: (words) => found.replaceChildren(part('p', {}, `Not read: ${words}.`)),
  };
}

function placed(positions: readonly PlacedPosition[], { settlementCurrency, cells }: PageMarket): Part {
  const sum = (of: (own: PlacedPosition) => number) => positions.reduce((total, own) => total + of(own), 0);
  const near = positions
    .filter(({ distance }) => distance !== null)
    .sort((a, b) => Math.abs(a.distance!) - Math.abs(b.distance!))[0];
  const nearest = near
    ? ` The nearest trigger is ${signed(near.distance!)} away, at ${priceText(near.trigger!)}.`
    : ' No price reaches a trigger.';
  return part(
    'div',
    {},
    part(
      'p',
      {},
      `${count(positions.length)} position${positions.length === 1 ? '' : 's'}, ${money(
        sum(({ notional }) => notional),
        settlementCurrency,
      )} of notional; maintenance ${money(
        sum(({ maintenance }) => maintenance),
        settlementCurrency,
      )} of ${money(
        sum(({ equity }) => equity),
        settlementCurrency,
      )} of equity.${nearest}`,
    ),
    table(
      `Your positions at the mark price, each with a collateral of its own, in ${cells ? 'the margin table where the sliders stand' : 'today’s margin table'}`,
      [
        'position',
        'quantity',
        'entry',
        `notional, ${settlementCurrency}`,
        'tier',
        'leverage',
        'equity',
        'maintenance',
        'trigger',
        'distance',
        'bankrupt at',
      ],
      positions.map((own) => [
        sideText(own.side),
        amount(own.quantity),
        priceText(own.entryPrice),
        amount(own.notional),
        String(own.tier),
        own.equity > 0 ? ratio(own.notional / own.equity) : 'none',
        amount(own.equity),
        amount(own.maintenance),
        own.trigger === null ? 'none' : priceText(own.trigger),
        own.distance === null ? 'none' : own.distance === 0 ? 'reached' : signed(own.distance),
        own.bankruptcy === null ? 'none' : priceText(own.bankruptcy),
      ]),
    ),
  );
}
