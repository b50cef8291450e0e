import type { Account } from '../../risk/findings/account.ts';
import { type Cell, dataTable } from '../charts/data-table.ts';
import { amount, count, percent } from '../display.ts';
import type { MarketView } from '../market-view.ts';
import { type Html, html, NOTHING, text } from '../markup.ts';
import { note } from './section.ts';

const LARGEST = 20;
const CALLED = 100;

/** Who holds the most and how far each is from its trigger; and whom the change that section 1 tells would call (pre-flight). */
export function accountsPart(view: MarketView): Html {
  const { accounts, quality, market } = view;
  if (accounts.length === 0) return NOTHING;
  const whose = quality.positionsEstimated
    ? 'Positions are estimated: these are the accounts of path 0, one draw of many.'
    : 'Accounts are named by a hash that the sweep’s seed keys.';
  const shown = accounts.slice(0, LARGEST);
  const caption = `The ${count(shown.length)} largest accounts of ${market.id}, and how far the mark price is from their trigger`;
  return html`<details><summary>${text(caption)}</summary>${table(view, caption, shown)}${note(`${whose} All ${count(accounts.length)} are in tables/accounts.`)}</details>${preflight(view, whose)}`;
}

function preflight(view: MarketView, whose: string): Html {
  const asked = view.accounts.filter((own) => own.marginCalled > 0 || own.liquidatedByChange);
  if (asked.length === 0)
    return note('Pre-flight: the change that section 1 tells calls nobody in tables/accounts.');
  const closed = asked.filter((own) => own.liquidatedByChange).length;
  const caption = `Pre-flight: the change that section 1 tells calls margin from ${count(asked.length)} accounts of ${view.market.id}, and by itself liquidates ${count(closed)}`;
  const shown = [...asked]
    .sort((a, b) => Number(b.liquidatedByChange) - Number(a.liquidatedByChange) || b.notional - a.notional)
    .slice(0, CALLED);
  const rest =
    asked.length > shown.length
      ? [`And ${count(asked.length - shown.length)} more, in tables/accounts.`]
      : [];
  return html`<details><summary>${text(caption)}</summary>${table(view, caption, shown)}${note(whose, 'They can be told before it.', ...rest)}</details>`;
}

function table({ market }: MarketView, caption: string, accounts: readonly Account[]): Html {
  const rows = accounts.map((own): Cell[] => [
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
  const head = [
    'account',
    'side',
    'tier',
    `notional, ${market.settlementCurrency}`,
    'of open interest',
    'equity',
    'to its trigger',
    'called by the change',
    'by the change',
  ];
  return dataTable(caption, head, rows, { numeric: [2, 3, 4, 5, 6, 7], sortable: true });
}
