import { type Cell, dataTable } from '../charts/data-table.ts';
import { amount, count, percent } from '../display.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { note } from './section.ts';

const SHOWN = 20;

/** Who holds the most and how far each is from its trigger; and whom the change that is told would call (pre-flight). */
export function accountsPart({ accounts, quality, market }: MarketView): Html {
  if (accounts.length === 0) return NOTHING;
  const rows = accounts
    .slice(0, SHOWN)
    .map((own): Cell[] => [
      html`<code>${text(own.account)}</code>`,
      own.side,
      String(own.tier),
      { words: amount(own.notional), order: own.notional },
      { words: percent(own.notional / market.openInterest), order: own.notional },
      { words: amount(own.equity, 'down'), order: own.equity },
      own.distance === null
        ? { words: 'never', order: Number.MAX_VALUE }
        : { words: own.distance === 0 ? 'reached' : percent(own.distance, 'down'), order: own.distance },
      { words: own.marginCalled === 0 ? '0' : amount(own.marginCalled, 'up'), order: own.marginCalled },
      own.liquidatedByChange ? 'liquidated' : '',
    ]);
  const called = accounts.filter(({ marginCalled }) => marginCalled > 0).length;
  const closed = accounts.filter(({ liquidatedByChange }) => liquidatedByChange).length;
  const caption = `The ${count(rows.length)} largest accounts of ${market.id}, and how far the mark price is from their trigger`;
  const whose = quality.positionsEstimated
    ? 'Positions are estimated: these are the accounts of path 0, one draw of many.'
    : 'Accounts are named by a hash that the sweep’s seed keys.';
  return html`<details><summary>${text(caption)}</summary>${dataTable(
    caption,
    [
      'account',
      'side',
      'tier',
      `notional, ${market.settlementCurrency}`,
      'of open interest',
      'equity',
      'to its trigger',
      'called by the change',
      'by the change',
    ],
    rows,
    { numeric: [2, 3, 4, 5, 6, 7], sortable: true },
  )}${note(whose, `Of ${count(accounts.length)} accounts in tables/accounts the change that section 1 tells calls margin from ${count(called)} and liquidates ${count(closed)}: they can be told before it.`)}</details>`;
}
