import { amount, count, duration, money, shockText } from '../../display.ts';
import type { PageMarket } from '../page-market.ts';
import type { Picture } from '../picture.ts';
import { type Part, part, table } from './dom.ts';
import { type Drawing, drawing } from './drawing.ts';
import { priceText, sideText, signed } from './words.ts';

const WAYS: Readonly<Record<Picture['closings'][number]['how'], string>> = {
  market: 'closed in the market',
  inventory: 'worked off by the venue',
  auction: 'auctioned',
  reduction: 'reduced in the market',
  adl: 'closed against winners',
  adlwin: 'winners deleveraged',
};

const PAYERS: Readonly<Record<Picture['payers'][number]['who'], string>> = {
  deficit: 'deficits beyond collateral',
  fundDraw: 'paid by the fund',
  adlHaircut: 'paid by winners who were deleveraged',
  socialised: 'paid by all winners',
  badDebt: 'paid by nobody: bad debt',
  openDeficit: 'still open at the horizon',
  fundIn: 'came into the fund: fees and what was left over',
};

/** A path as a picture, a slider over its ticks, who was closed and who paid. */
export function replayView(picture: Picture, market: PageMarket): Part {
  const { seconds, path, dials, accounts, closed, payers } = picture;
  if (seconds.length === 0) return part('p', {}, `In path ${path} nobody is reached: nothing happens.`);
  const shape = drawing(picture, market);
  const live = part('p', { class: 'live', role: 'status' });
  const input = part('input', { type: 'range', min: 0, max: seconds.length - 1, step: 1 });
  const show = () => {
    const at = Number(input.value);
    const words = tickText(picture, market, at);
    shape.point(at);
    live.textContent = words;
    input.setAttribute('aria-valuetext', words);
  };
  input.addEventListener('input', show);
  input.value = String(busiest(picture));
  show();
  return part(
    'div',
    {},
    part(
      'figure',
      {},
      part('figcaption', {}, finding(picture, market)),
      part('div', { class: 'draw' }, shape.element),
      legend(shape),
    ),
    part('label', { class: 'wi-tick' }, part('span', {}, 'tick'), input),
    live,
    table(
      `Who was closed in path ${path}: the largest ${count(accounts.length)} of ${count(closed)} accounts, without names`,
      [
        'account',
        `at the start, ${market.settlementCurrency}`,
        'trigger',
        'bankrupt at',
        'first closed',
        'at, on average',
        'how',
      ],
      accounts.map((own) => [
        sideText(own.side),
        amount(own.notional),
        Number.isFinite(own.trigger) ? priceText(own.trigger) : 'none',
        own.bankruptcy === null ? 'none' : priceText(own.bankruptcy),
        duration(own.seconds),
        priceText(own.price),
        WAYS[own.how],
      ]),
    ),
    table(
      `Who paid in path ${path}, shock ${shockText(dials.shockBps)}`,
      ['what', 'money'],
      payers.map(({ who, amount: paid }) => [PAYERS[who], money(paid, market.settlementCurrency)]),
    ),
  );
}

const legend = ({ lines }: Drawing): Part => part('p', { class: 'how' }, lines);

function finding(
  { path, dials, price, payers, closed }: Picture,
  { startPrice, settlementCurrency }: PageMarket,
): string {
  const isFall = dials.shockBps < 0;
  const worst = price.reduce((own, next) => (isFall ? Math.min(own, next) : Math.max(own, next)), startPrice);
  const of = (who: string) => payers.find((own) => own.who === who)?.amount ?? 0;
  const lost = of('deficit') + of('openDeficit') + of('adlHaircut');
  return `In path ${path} a shock of ${shockText(dials.shockBps)} becomes a move of ${signed(worst / startPrice - 1)}: ${count(closed)} accounts are closed, ${lost > 0 ? `${money(lost, settlementCurrency)} is lost beyond margins` : 'and collateral covers everything'}.`;
}

/** Place of the tick in which most was closed. */
function busiest({ closings }: Picture): number {
  const sums = new Map<number, number>();
  for (const { at, notional } of closings) sums.set(at, (sums.get(at) ?? 0) + notional);
  return [...sums].reduce((most, own) => (own[1] > most[1] ? own : most), [0, -1])[0];
}

function tickText(picture: Picture, { startPrice, settlementCurrency }: PageMarket, at: number): string {
  const { seconds, price, mark, fund, badDebt, reached, closings } = picture;
  const now = price[at]!;
  const own = closings.filter((closing) => closing.at === at);
  const done = own.map(
    ({ side, how, accounts, notional }) =>
      `${count(accounts)} ${sideText(side)}${accounts === 1 ? '' : 's'} ${WAYS[how]}, ${money(notional, settlementCurrency)}`,
  );
  const marked = mark[at] === now ? '' : `, mark ${priceText(mark[at]!)}`;
  const fresh = reached[at]! > 0 ? `; ${count(reached[at]!)} accounts reached` : '';
  const debt = badDebt[at]! > 0 ? `, bad debt so far ${money(badDebt[at]!, settlementCurrency)}` : '';
  return `After ${duration(seconds[at]!)}: price ${priceText(now)} (${signed(now / startPrice - 1)})${marked}${fresh}; ${done.length > 0 ? done.join('; ') : 'nobody is closed'}; fund ${money(fund[at]!, settlementCurrency)}${debt}.`;
}
