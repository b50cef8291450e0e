import { amount, count, money, ratio, shockText } from '../../display.ts';
import type { PageMarket } from '../page-market.ts';
import type { Along, PlacedPosition } from '../portfolio.ts';
import { button, type Part, part, table } from './dom.ts';
import { priceText, sideText, signed } from './words.ts';

/** A place to paste positions into, and what becomes of them. */
export interface PortfolioView {
  readonly element: Part;
  show(positions: readonly PlacedPosition[], along: Along | null): void;
  refuse(words: string): void;
}

export function portfolioView(market: PageMarket, ask: (text: string) => void): PortfolioView {
  const { quoteCurrency, settlementCurrency } = market;
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
          `Positions, one a line: side, quantity (${quantityUnit(market)}), entry price (${quoteCurrency}), collateral (${settlementCurrency}). They do not leave this page.`,
        ),
        area,
      ),
      button('Margin, trigger and distance', () => ask(area.value)),
      found,
    ),
    show: (positions, along) => found.replaceChildren(placed(positions, along, market)),
    refuse: (words) => found.replaceChildren(part('p', {}, `Not read: ${words}.`)),
  };
}

function quantityUnit({ contract, quoteCurrency, quantoMultiplier }: PageMarket): string {
  if (quantoMultiplier !== undefined) return `contracts times ${quantoMultiplier}`;
  return contract === 'inverse' ? quoteCurrency : 'coins';
}

function placed(positions: readonly PlacedPosition[], along: Along | null, market: PageMarket): Part {
  const { settlementCurrency, cells } = market;
  const where = cells ? 'the margin table where the sliders stand' : 'today’s margin table';
  const heads = ['position', 'quantity', 'entry', `notional, ${settlementCurrency}`, 'tier', 'leverage'];
  const ends = ['equity', 'maintenance', 'trigger', 'distance', 'bankrupt at'];
  const got = along ? [`the price gets there, at a shock of ${shockText(along.shockBps)}`] : [];
  return part(
    'div',
    {},
    part('p', {}, summary(positions, market)),
    table(
      `Your positions at the mark price, each with a collateral of its own, in ${where}`,
      [...heads, ...ends, ...got],
      positions.map((own, i) => [...cellsOf(own), ...(along ? [alongText(along, i)] : [])]),
    ),
  );
}

function summary(positions: readonly PlacedPosition[], { settlementCurrency }: PageMarket): string {
  const sum = (of: 'notional' | 'maintenance' | 'equity') =>
    money(
      positions.reduce((total, own) => total + own[of], 0),
      settlementCurrency,
    );
  const near = positions
    .filter(({ distance }) => distance !== null)
    .sort((a, b) => Math.abs(a.distance!) - Math.abs(b.distance!))[0];
  const nearest = near
    ? `The nearest trigger is ${signed(near.distance!)} away, at ${priceText(near.trigger!)}.`
    : 'No price reaches a trigger.';
  const many = positions.length === 1 ? '1 position' : `${count(positions.length)} positions`;
  return `${many}, ${sum('notional')} of notional; maintenance ${sum('maintenance')} of ${sum('equity')} of equity. ${nearest}`;
}

const cellsOf = (own: PlacedPosition): string[] => [
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
];

function alongText({ of, reached }: Along, i: number): string {
  const own = reached[i]!;
  return own === null ? 'the shock goes the other way' : `${count(own)} of ${count(of)} paths`;
}
