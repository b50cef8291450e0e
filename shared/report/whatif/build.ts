import type { Accounts } from '../../cascade/margin/accounts.ts';
import type { Tiers } from '../../cascade/margin/tiers.ts';
import { tiersOf } from '../../cascade/margin/tiers.ts';
import type { Market } from '../../market/market.ts';
import { secondsOf } from '../../market/snapshot.ts';
import { basePlace, type CellView, cellView, type Scene } from '../../risk/cells/cell-view.ts';
import { PATH_COLUMNS } from '../../sweep/results.ts';
import { seedWords } from '../../sweep/seed-words.ts';
import { bitsOf, packed } from './pack.ts';
import type { Check, PageCells, PageHolders, PageMarket, PublishedCell, TierColumns } from './page-market.ts';
import { shownOf } from './shown.ts';

/** What the page carries of a market for its what-if panel, or why it has no cells to run. */
export function pageMarketOf(scene: Scene): PageMarket {
  const { market } = scene;
  const { snapshot, contract, startPrice } = market;
  const { symbol, quoteCurrency, settlementCurrency, quantoMultiplier } = snapshot.market;
  const known = {
    symbol,
    contract,
    startPrice,
    quoteCurrency,
    settlementCurrency,
    ...(quantoMultiplier !== undefined && { quantoMultiplier }),
    tiers: columnsOf(market.tiers),
    reservedFeeRate: snapshot.rules.reservedFeeRate ?? 0,
  };
  const none = (reason: NonNullable<PageMarket['reason']>): PageMarket => ({ ...known, cells: null, reason });
  if (market.accounts && !scene.manifest.sweep.publishPositions) return none('POSITIONS_NOT_PUBLISHED');
  if (market.accounts && market.accounts.count > MOST_ACCOUNTS) return none('TOO_LARGE');
  const cells = cellsOf(scene);
  if (cells === null) return none('NO_PUBLISHED_CELL');
  const page = { ...known, cells, reason: null };
  return JSON.stringify(page).length > MOST_CHARACTERS ? none('TOO_LARGE') : page;
}

/** Nobody waits for the packing of more, which would not fit. */
const MOST_ACCOUNTS = 50_000;
/** Half of what a page may have. */
const MOST_CHARACTERS = 500_000;
/** Paths that the browser computes again before it shows anything. */
const CHECKED_PATHS = 32;

function cellsOf(scene: Scene): PageCells | null {
  const { market, manifest } = scene;
  const { sweep } = manifest;
  const { tickSeconds, horizonSeconds, shape, sigmaDepth } = sweep.path;
  const views = sweep.axes.shockBps.flatMap((shockBps) => {
    const view = cellView(scene, basePlace(scene, 'current'), shockBps);
    return view?.summary ? [view] : [];
  });
  const check = checkOf(scene, views);
  if (check === null) return null;
  return {
    holders: holdersOf(market),
    depth: market.depth,
    rules: Object.fromEntries(
      Object.entries(sweep.mechanisms).map(([label, mechanism]) => [
        label,
        market.rules(tickSeconds, horizonSeconds, mechanism),
      ]),
    ),
    shape,
    tickSeconds,
    sigmaDepth,
    ...seedWords(sweep),
    proposed: columnsOf(tiersOf(manifest.candidateTiers)),
    base: sweep.base,
    published: views.map(publishedOf),
    check,
  };
}

/** The largest fall of the design, else another cell whose paths are kept. */
function checkOf({ manifest: { sweep } }: Scene, views: readonly CellView[]): Check | null {
  const kept = views.filter(({ paths }) => paths !== null && paths.path.length > 0);
  const design = [...sweep.design.down, ...sweep.design.up].map(({ shockBps }) => shockBps);
  const view =
    design.map((shock) => kept.find(({ cell }) => cell.shockBps === shock)).find(Boolean) ?? kept[0];
  if (!view) return null;
  const paths = view.paths!;
  const rows = Math.min(CHECKED_PATHS, paths.path.length);
  const numbers = Array.from({ length: rows }, (_, row) => PATH_COLUMNS.map((name) => paths[name][row]!));
  return { shockBps: view.cell.shockBps, rows, bits: bitsOf(numbers.flat()) };
}

function publishedOf({ cell, summary, paths, planned }: CellView): PublishedCell {
  return {
    id: cell.id,
    shockBps: cell.shockBps,
    paths: planned,
    shown: shownOf({ summary: summary!, paths, planned }),
    worst: paths && worstOf(paths.path, paths.draw),
  };
}

/** The first of the largest draws; null where nothing was drawn. */
function worstOf(path: Float64Array, draw: Float64Array): number | null {
  let at = -1;
  for (let row = 0; row < draw.length; row++) if (draw[row]! > (at < 0 ? 0 : draw[at]!)) at = row;
  return at < 0 ? null : path[at]!;
}

function holdersOf({ snapshot, accounts }: Market): PageHolders {
  const { positions, asOf, market } = snapshot;
  if (positions.kind === 'estimated')
    return { kind: 'estimated', positions, openInterest: market.openInterest, asOfSeconds: secondsOf(asOf) };
  const { side, quantity, entryPrice, collateral, owner } = accounts!;
  return {
    kind: 'accounts',
    side: packed(side),
    quantity: packed(quantity),
    entryPrice: packed(entryPrice),
    collateral: packed(collateral),
    owner: isAlone(accounts!) ? null : packed(owner),
  };
}

const isAlone = ({ owner }: Accounts): boolean => owner.every((own, row) => own === row);

const columnsOf = ({ floor, rate, deduction, maxLeverage, jumping }: Tiers): TierColumns => ({
  floor: [...floor],
  rate: [...rate],
  deduction: [...deduction],
  maxLeverage: [...maxLeverage],
  jumping,
});
