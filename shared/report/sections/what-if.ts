import type { MarketView } from '../market-view.ts';
import { type Html, html, json, NOTHING, text, trusted } from '../markup.ts';
import { CORE } from '../whatif/page-code.ts';
import type { PageMarket, WhyNone } from '../whatif/page-market.ts';
import { lead, note, ofMarket, section } from './section.ts';

const WHY: Readonly<Record<WhyNone, string>> = {
  POSITIONS_NOT_PUBLISHED:
    'Cells cannot be run in this page: the snapshot lists accounts, the page would have to carry what each of them holds, and the sweep file does not allow that (publishPositions).',
  TOO_LARGE:
    'Cells cannot be run in this page: what the market is made of would make it larger than 1 MB. The command line runs them, path by path: section 13 prints how.',
  NO_PUBLISHED_CELL:
    'Cells cannot be run in this page: no base cell of this report kept paths against which this browser could be checked.',
};

/** Section 15: the panel, which is empty until a script opens it. `carried`: whether the page has room for what cells are run from. */
export function whatIfSection(views: readonly MarketView[], carried: boolean): Html {
  const markets = views.map((view) => ({ view, page: carried ? view.whatIf : withoutCells(view.whatIf) }));
  return section(
    'what-if',
    lead(
      'Move shock, leverage, margins, fund, depth or mechanism, and this page runs the cell again with the core that made the report; replay a path tick by tick; see where your own positions stand.',
    ),
    note(
      'What comes out is what-if, not official. Nothing leaves this page, and it asks no network. It first computes a published cell again and shows nothing unless every bit is the same.',
    ),
    html`${markets.map(({ view, page }) => ofMarket(view, panel(view.key, page)))}`,
    html`<script type="text/plain" id="what-if-core">${trusted(CORE)}</script>`,
  );
}

const withoutCells = (page: PageMarket): PageMarket =>
  page.cells === null ? page : { ...page, cells: null, reason: 'TOO_LARGE' };

function panel(key: string, page: PageMarket): Html {
  const id = `what-if-market-${key}`;
  return html`${page.reason === null ? carriedNote(page) : note(WHY[page.reason])}<details class="what-if" data-market="${text(id)}"><summary>${text(page.cells === null ? 'Look at your own positions' : 'Open the what-if panel')}</summary><div class="wi-body"><p class="note">The panel needs scripts, which are off in this browser or blocked for this file.</p></div></details><script type="application/json" id="${text(id)}">${json(page)}</script>`;
}

function carriedNote({ cells }: PageMarket): Html {
  if (cells!.holders.kind === 'estimated') return NOTHING;
  return note(
    'The page carries side, quantity, entry and collateral of every listed account, without names, because the sweep file allows it.',
  );
}
