import { readFileSync } from 'node:fs';
import { shipped } from '../../release/root.ts';
import { columnsFromCsv } from '../../shared/market/csv.ts';
import { sha256 } from '../../shared/market/digest.ts';
import {
  type Imported,
  type ImportRequest,
  importSnapshot,
} from '../../shared/market/import/import-snapshot.ts';
import type { TierFormatName } from '../../shared/market/import/tier-formats.ts';
import type { Accepted } from '../../shared/market/inspect/accepted.ts';
import { refuse } from '../../shared/market/parse.ts';
import { parseSnapshot, type Snapshot, snapshotText } from '../../shared/market/snapshot.ts';
import { snapshotSkeleton } from '../init/files.ts';
import type { Fetched, FetchedBook } from './fetch-market.ts';
import { nameOf, PUBLIC_TIERS } from './public-tiers.ts';

/** What a person says of what a venue does not. */
export interface Told {
  readonly openInterest?: number;
  readonly fund?: number;
  readonly beyond: 'stop' | 'flat' | 'extend';
  /** Books of other venues, and the distance from the index at which arbitrage reaches them. */
  readonly outside?: { readonly cost: number; readonly books: readonly FetchedBook[] };
  readonly accepted: Accepted;
}

/** The snapshot of what was fetched: each part by its answer, or by what stands in for it, and that is said. */
export function makeSnapshot(fetched: Fetched, told: Told): Imported {
  const { venue, market, answers } = fetched;
  const tiers = tiersOf(fetched);
  const imported = importSnapshot({
    base: { name: 'base', text: JSON.stringify(baseOf(fetched, told)) },
    levels: { ...bookOf(fetched), beyond: told.beyond },
    ...(told.outside && {
      outside: { cost: told.outside.cost, books: told.outside.books.map((own) => otherBook(fetched, own)) },
    }),
    ...(tiers && { tiers: tiers.file }),
    prices: { name: 'prices.json', text: answers.get('prices.json')! },
    contractValue: market.contractSize ?? 1,
    accepted: told.accepted,
  });
  const sources = imported.snapshot.sources.map((own) => ({ ...own, source: namedIn(fetched, own.source) }));
  const assumptions = [...imported.snapshot.assumptions, ...(tiers?.asOf ? [dated(venue, tiers.asOf)] : [])];
  const snapshot = parseSnapshot(JSON.stringify({ ...imported.snapshot, sources, assumptions }));
  const notes = tiers?.asOf
    ? [`${venue} does not publish its tiers: those of ${tiers.asOf}, which the package carries`]
    : tiers
      ? []
      : [
          `${venue} does not publish its tiers, and the package carries none of ${market.symbol}: one tier is made up`,
        ];
  return { ...imported, snapshot, text: snapshotText(snapshot), notes: [...notes, ...imported.notes] };
}

const dated = (venue: string, asOf: string) => ({
  id: 'tiers-dated',
  of: 'tiers',
  basis: 'published',
  text: `Tiers are those of ${asOf}: ${venue} shows today's to accounts only`,
});

/** `imported from book.json` with where that was fetched, and its digest. */
function namedIn({ venue, market, asOf, answers }: Fetched, source: string): string {
  const files = [...answers].filter(([name]) => source.includes(` ${name}`));
  const digests = files.map(([name, text]) => `fetched/${name} sha256 ${sha256(text)}`);
  return files.length === 0 ? source : `${venue} ${market.symbol}, fetched ${asOf}: ${digests.join(', ')}`;
}

type Tiers = { readonly file: NonNullable<ImportRequest['tiers']>; readonly asOf?: string };

/** The venue's own answer, or the newest table that the package carries. */
function tiersOf({ venue, market, answers }: Fetched): Tiers | undefined {
  const own = answers.get('tiers.json') ?? (venue in IN_MARKET ? answers.get('market.json') : undefined);
  if (own) {
    const name = answers.has('tiers.json') ? 'tiers.json' : 'market.json';
    const format = (IN_MARKET[venue] ?? PUBLIC_TIERS[venue])?.format;
    return { file: { name, text: own, symbol: nameOf(market), ...(format && { format }) } };
  }
  const text = readFileSync(shipped('cli/snapshot/tier-tables.csv'), 'utf8');
  const {
    venue: venues,
    symbol,
    asOf,
  } = columnsFromCsv('tier-tables.csv', text) as Readonly<Record<string, readonly string[]>>;
  const of = TABLES_OF[venue] ?? venue;
  const [header, ...lines] = text.trim().split('\n');
  const rows = lines.filter((_line, i) => venues![i] === of && symbol![i] === market.symbol);
  const first = lines.indexOf(rows[0] ?? '');
  if (first < 0) return undefined;
  const table = [header, ...rows].join('\n');
  return {
    file: { name: 'tier-tables.csv', text: table, format: 'binance-csv', symbol: market.symbol },
    asOf: asOf![first]!,
  };
}

/** Venues whose margin table stands in their description of the market. */
const IN_MARKET: Readonly<Record<string, { readonly format: TierFormatName }>> = {
  dydx: { format: 'dydx-markets' },
  krakenfutures: { format: 'kraken-instruments' },
};

/** One venue by the several names that ccxt has for its markets. */
const TABLES_OF: Readonly<Record<string, string>> = { binanceusdm: 'binance' };

function baseOf(fetched: Fetched, { openInterest, fund }: Told): unknown {
  const { venue, market, asOf, mark } = fetched;
  const quoteCurrency = market.quote;
  const interest = openInterest ?? fetched.openInterest;
  if (interest === undefined)
    refuse('--open-interest', `be given where ${venue} does not publish it`, 'nothing');
  const skeleton = snapshotSkeleton({
    venue,
    symbol: nameOf(market),
    contract: market.inverse ? 'inverse' : 'linear',
    quoteCurrency,
    settlementCurrency: market.settle ?? quoteCurrency,
    markPrice: mark.price,
    openInterest: interest,
    fund: fund ?? fetched.fund ?? 0,
    asOf,
  }) as Snapshot;
  const fundBy = FUND_BY[fund !== undefined ? 'told' : fetched.fund !== undefined ? 'published' : 'unknown'];
  return {
    ...skeleton,
    assumptions: [
      ...skeleton.assumptions.filter(({ of }) => of !== 'fund' && of !== 'positions'),
      {
        id: 'positions-made-up',
        of: 'positions',
        basis: 'guessed',
        text: 'Accounts and leverages are made up, entries follow the venue’s bars; replace them: cascade import --positions',
      },
      { id: 'fund', of: 'fund', ...fundBy },
    ],
    sources: [{ name: 'market', source: `${venue} ${market.symbol}: mark price from ${mark.from}` }],
  };
}

const FUND_BY = {
  told: { basis: 'guessed', text: 'The fund is what cascade snapshot was told' },
  published: {
    basis: 'published',
    text: 'The fund is the whole of what the venue publishes; other markets draw on it too',
  },
  unknown: { basis: 'guessed', text: 'The venue does not publish its fund: taken for empty' },
} as const;

const bookOf = ({ venue, market, answers }: FetchedBook) => ({
  name: 'book.json',
  text: answers.get('book.json')!,
  venue,
  symbol: market.id,
  contractValue: market.contractSize ?? 1,
});

/** Sizes of a book count in this market's units only where both are contracts of one kind. */
function otherBook({ market }: FetchedBook, other: FetchedBook) {
  if (other.market.linear !== market.linear)
    refuse(
      `${other.venue} ${other.market.symbol}`,
      `be ${market.linear ? 'linear' : 'inverse'} too`,
      'the other',
    );
  return { ...bookOf(other), name: `book-${other.venue}.json` };
}
