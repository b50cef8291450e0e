import type { Splitting } from '../../risk/findings/splitting.ts';
import type { Known, Mean } from '../../risk/shapes/number.ts';
import { SENTENCES } from '../../risk/shapes/reasons.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { amount, count, minorUnits, percent, type Rounding } from '../display.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING } from '../markup.ts';
import { moveText, note } from './section.ts';

/** What tiers only appear to cover: the tail of draw as accounts are, and as traders would split them. */
export function splittingTable(view: MarketView): Html {
  const { splitting, market } = view;
  if (splitting.length === 0) return NOTHING;
  const money = ({ value, reason }: Known) =>
    value === null ? SENTENCES[reason!] : { words: amount(value, 'up'), order: value };
  const rows = splitting.map((own): Cell[] => [
    moveText(own.shockBps),
    own.tier === 0 ? 'nobody' : `above tier ${own.tier}, ${capText(view, own.tier)}`,
    averaged(own.mean, (value) => amount(value, 'up')),
    money(own.q95),
    money(own.q99),
    money(own.q999),
    averaged(own.uncovered, (value) => percent(value, 'up')),
    averaged(own.belowZero, (value) => percent(value, 'up')),
    own.difference === null ? '' : differenceText(own.difference),
    { words: count(own.paths.done), order: own.paths.done },
  ]);
  const head = [
    'shock',
    'who splits',
    'mean',
    '95%',
    '99%',
    '99.9%',
    'lost beyond margins',
    'below zero',
    'mean difference',
    'paths',
  ];
  const caption = `Draw of ${market.id}, ${market.settlementCurrency}, if accounts split to stay in low tiers`;
  return html`${dataTable(caption, head, rows, { numeric: [2, 3, 4, 5, 6, 7, 9] })}${note(
    'Tiers bind accounts, not owners. Each account above the cap becomes equal accounts below it, with the same money in all: bankruptcy stays where it was, maintenance falls, the trigger comes later and the cushion is narrower. What draw grows by is what tiers only appear to cover; it may fall where a later trigger is not reached, or closes into less of a cascade. Losses beyond margins and accounts below zero are shares of open interest. Means and differences count each path at most at open interest; differences are paired path by path, with 95% intervals.',
    ...(splitting.some(({ mean, uncovered, belowZero }) =>
      [mean, uncovered, belowZero].some(({ of }) => of === 'median'),
    )
      ? ['* A median: one path is more than half of the sum, and the mean would be that path.']
      : []),
  )}`;
}

/** A median in place of a mean bears a star, which the note explains. */
const averaged = ({ of, value, reason }: Mean, form: (value: number) => string): Cell =>
  value === null
    ? SENTENCES[reason!]
    : { words: `${form(value)}${of === 'median' ? '*' : ''}`, order: value };

function capText({ tiers, market }: MarketView, tier: number): string {
  const cap = tiers.rows.find((row) => row.tier === tier)!.to!;
  return `${amount(minorUnits(cap, tiers.unitsPerCurrency))} ${market.settlementCurrency}`;
}

function differenceText({
  mean,
  interval,
  differing,
  onePath,
}: NonNullable<Splitting['difference']>): string {
  const signed = (value: number, rounding: Rounding) => `${value > 0 ? '+' : ''}${amount(value, rounding)}`;
  const { lower, upper } = interval;
  const one = onePath ? ', one path decides it' : '';
  if (lower === null || upper === null) return `${signed(mean, 'nearest')}${one}`;
  return `${signed(mean, 'nearest')} (${signed(lower, 'down')} to ${signed(upper, 'up')}; ${count(differing)} paths differ${one})`;
}
