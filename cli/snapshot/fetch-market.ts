import { refuse } from '../../shared/market/parse.ts';
import { insuranceFund } from './insurance-fund.ts';
import { publicTiers } from './public-tiers.ts';
import { type ApiMarket, needMarket, type VenueApi } from './venue-api.ts';

/** The order book of a market, and what the market is. */
export interface FetchedBook {
  readonly venue: string;
  readonly market: ApiMarket;
  /** UTC, whole seconds: when the order book was received. */
  readonly asOf: string;
  /** The answers, by file name: JSON texts, as they are written beside the snapshot. */
  readonly answers: ReadonlyMap<string, string>;
  /** Quote currency per coin. */
  readonly mid: number;
}

/** What a venue said in public about one market. */
export interface Fetched extends FetchedBook {
  /** Quote currency per coin, and which answer it is of. */
  readonly mark: { readonly price: number; readonly from: string };
  /** Coins (linear) or quote units (inverse) per side; undefined where the venue does not say. */
  readonly openInterest: number | undefined;
  /** Settlement currency; undefined where the venue does not publish it. */
  readonly fund: number | undefined;
}

/** Most levels that a venue gives at once, where it gives few unless asked. */
const MOST_LEVELS: Readonly<Record<string, number>> = {
  binance: 1_000,
  binanceusdm: 1_000,
  binancecoinm: 1_000,
  bybit: 500,
  okx: 400,
  gate: 300,
};
const HOUR_MS = 3_600_000;
const MOST_CALLS = 200;

const kept = (answers: Map<string, string>) => (name: string, answer: unknown) =>
  answers.set(`${name}.json`, `${JSON.stringify(answer, null, 1)}\n`);

/** The order book alone: of a venue that is reached by arbitrage. */
export async function fetchBook(api: VenueApi, symbol: string, nowMs: () => number): Promise<FetchedBook> {
  const market = await needMarket(api, symbol);
  const answers = new Map<string, string>();
  const keep = kept(answers);
  keep('market', market);
  const receivedMs = nowMs();
  const { bids, asks, timestamp } = await api.fetchOrderBook(market.symbol, MOST_LEVELS[api.id]);
  if (!bids[0] || !asks[0]) refuse(`${api.id} ${symbol}`, 'have bids and asks', 'an empty order book');
  keep('book', { timestamp: timestamp ?? receivedMs, bids, asks });
  const asOf = `${new Date(receivedMs).toISOString().slice(0, 19)}Z`;
  return { venue: api.id, market, asOf, answers, mid: (bids[0]![0]! + asks[0]![0]!) / 2 };
}

/** Asks a venue for everything that it publishes of a market. The order book comes last, so that all else is a little older. */
export async function fetchMarket(
  api: VenueApi,
  symbol: string,
  { days, nowMs }: { readonly days: number; readonly nowMs: () => number },
): Promise<Fetched> {
  const market = await needMarket(api, symbol);
  const answers = new Map<string, string>();
  const keep = kept(answers);
  const own = market.symbol;
  const bars = await barsOf(api, own, nowMs() - days * 24 * HOUR_MS, nowMs());
  keep(
    'prices',
    bars.map(([time, open, high, low, close, volume]) => ({ time, open, high, low, close, volume })),
  );
  const tiers = await tiersIn(api, own);
  if (tiers) keep('tiers', tiers);
  const funding = await asked(api, 'fetchFundingRate', () => api.fetchFundingRate(own));
  if (funding) keep('funding', funding);
  const interest = await asked(api, 'fetchOpenInterest', () => api.fetchOpenInterest(own));
  if (interest) keep('open-interest', interest);
  const fund = await insuranceFund(api, market);
  if (fund) keep('insurance-fund', fund.answer);
  const ticker = await api.fetchTicker(own);
  keep('ticker', ticker);
  const book = await fetchBook(api, own, nowMs);
  const mark = markOf(ticker.markPrice, funding?.markPrice, book.mid);
  return {
    ...book,
    answers: new Map([...answers, ...book.answers]),
    mark,
    openInterest: interest && quantityOf(interest, market, mark.price),
    fund: fund?.balance,
  };
}

/** Margin tables by the venue's own endpoint, else by ccxt; undefined where neither gives them. */
async function tiersIn(api: VenueApi, symbol: string): Promise<unknown> {
  const own = await publicTiers(api);
  if (own) return own;
  const tiers = await asked(api, 'fetchMarketLeverageTiers', () => api.fetchMarketLeverageTiers(symbol));
  return tiers && tiers.length > 0 ? distinct(tiers.map(({ info }) => info)) : undefined;
}

/** Where one record holds a whole table, every tier of it carries that record. */
const distinct = (records: readonly unknown[]): unknown[] =>
  [...new Set(records.map((own) => JSON.stringify(own)))].map((own) => JSON.parse(own));

/** An answer that not every venue gives, or to accounts only; one that promises it and fails is an error. */
async function asked<T>(api: VenueApi, method: string, ask: () => Promise<T>): Promise<T | undefined> {
  if (!api.has[method]) return undefined;
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && WANTS_A_KEY.includes(error.name)) return undefined;
    throw error;
  }
}
/** As ccxt names it. */
const WANTS_A_KEY = ['AuthenticationError', 'PermissionDenied'];

function markOf(ofTicker: number | undefined, ofFunding: number | undefined, mid: number): Fetched['mark'] {
  if (ofTicker !== undefined) return { price: ofTicker, from: 'ticker.json' };
  if (ofFunding !== undefined) return { price: ofFunding, from: 'funding.json' };
  return { price: mid, from: 'the mid of book.json' };
}

/**
 * Open interest in units of quantity. A value is in quote currency everywhere; an amount is coins or contracts, as the venue
 * likes, so that of a linear market it is believed only where a contract is a coin.
 */
export function quantityOf(
  { openInterestAmount: amount, openInterestValue: value }: OpenInterest,
  { linear, contractSize = 1 }: Pick<ApiMarket, 'linear' | 'contractSize'>,
  markPrice: number,
): number | undefined {
  if (!linear) return value ?? (amount === undefined ? undefined : amount * contractSize);
  if (value !== undefined) return value / markPrice;
  return contractSize === 1 ? amount : undefined;
}
type OpenInterest = Pick<
  Awaited<ReturnType<VenueApi['fetchOpenInterest']>>,
  'openInterestAmount' | 'openInterestValue'
>;

/** Hourly bars, as many calls as they take. */
async function barsOf(api: VenueApi, symbol: string, sinceMs: number, nowMs: number): Promise<number[][]> {
  const bars = new Map<number, number[]>();
  let since = sinceMs;
  for (let call = 0; call < MOST_CALLS && since < nowMs - HOUR_MS; call++) {
    const page = await api.fetchOHLCV(symbol, '1h', since, 1_000);
    const last = page.at(-1)?.[0];
    for (const bar of page) bars.set(bar[0]!, [...bar]);
    if (last === undefined || last < since) break;
    since = last + HOUR_MS;
  }
  return [...bars.values()].sort((a, b) => a[0]! - b[0]!);
}
