import { refuse } from '../../shared/market/parse.ts';

/** A market as ccxt describes it; sizes everywhere are contracts of `contractSize` coins (linear) or quote units (inverse). */
export interface ApiMarket {
  /** The venue's own name. */
  readonly id: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string | undefined;
  readonly swap?: boolean | undefined;
  readonly future?: boolean | undefined;
  readonly linear?: boolean | undefined;
  readonly inverse?: boolean | undefined;
  readonly contractSize?: number | undefined;
  /** As the venue answers. */
  readonly info: unknown;
}

interface ApiBook {
  readonly bids: readonly (readonly number[])[];
  readonly asks: readonly (readonly number[])[];
  readonly timestamp?: number | undefined;
}

/** The part of a ccxt exchange's unified interface that a snapshot is made of; no method needs a key. */
export interface VenueApi {
  readonly id: string;
  readonly has: Readonly<Record<string, unknown>>;
  loadMarkets(): Promise<Readonly<Record<string, ApiMarket>>>;
  fetchOrderBook(symbol: string, limit?: number): Promise<ApiBook>;
  fetchTicker(symbol: string): Promise<{
    readonly last?: number | undefined;
    readonly markPrice?: number | undefined;
    readonly info: unknown;
  }>;
  fetchFundingRate(
    symbol: string,
  ): Promise<{ readonly markPrice?: number | undefined; readonly info: unknown }>;
  fetchOpenInterest(symbol: string): Promise<{
    readonly openInterestAmount?: number | undefined;
    readonly openInterestValue?: number | undefined;
    readonly info: unknown;
  }>;
  fetchMarketLeverageTiers(symbol: string): Promise<readonly { readonly info: unknown }[]>;
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    since?: number,
    limit?: number,
  ): Promise<readonly (readonly number[])[]>;
}

type Maker = new (settings: object) => VenueApi;

// A name that no bundler follows: a hundred venues' code, which only this command needs.
const CCXT: string = 'ccxt';

/**
 * A venue by the name that ccxt gives it.
 *
 * @param fetchImplementation what asks the network; ccxt's own, unless a test answers in its place
 */
export async function connect(name: string, fetchImplementation?: typeof fetch): Promise<VenueApi> {
  const { default: venues } = (await import(CCXT).catch(() =>
    refuse('ccxt', 'be installed beside this package: npm install ccxt', 'nothing'),
  )) as { readonly default: Readonly<Record<string, unknown>> & { readonly exchanges: readonly string[] } };
  if (!venues.exchanges.includes(name))
    refuse('venue', `be one that ccxt knows, such as ${venues.exchanges.slice(0, 12).join(', ')}`, name);
  const Venue = venues[name] as Maker;
  return new Venue(fetchImplementation ? { fetchImplementation, enableRateLimit: false } : {});
}

/** One market of a venue, a swap or a future that settles in its quote currency or in its coin. */
export async function needMarket(api: VenueApi, symbol: string): Promise<ApiMarket> {
  const markets = await api.loadMarkets();
  const market = markets[symbol] ?? Object.values(markets).find(({ id }) => id === symbol);
  if (!market) {
    const like = Object.keys(markets).filter(
      (own) => own.startsWith(symbol.slice(0, 3)) && own.includes(':'),
    );
    return refuse(
      'symbol',
      `be a contract of ${api.id}, such as ${like.slice(0, 5).join(', ') || 'none'}`,
      symbol,
    );
  }
  const subject = `${api.id} ${symbol}`;
  if (!(market.swap || market.future)) refuse(subject, 'be a linear or inverse contract', 'a spot market');
  if (isQuanto(market))
    refuse(
      subject,
      'be a linear or inverse contract, for what one of a quanto pays is not among what ccxt gives; with the venue’s record of it saved, cascade import reads it',
      `a quanto: priced in ${market.quote}, settled in ${market.settle ?? 'neither it nor the coin'}`,
    );
  return market;
}

/**
 * Whether a contract pays in neither its quote currency nor its coin. Some venues of ccxt call everything inverse that does not settle
 * in its quote currency; linear is believed, for a contract in USD may settle in USDC.
 */
const isQuanto = ({ base, settle, linear, inverse }: ApiMarket): boolean =>
  linear === inverse || (inverse === true && settle !== base);
