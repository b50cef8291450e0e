import type { ApiMarket, VenueApi } from './venue-api.ts';

interface Fund {
  readonly answer: unknown;
  /** Settlement currency; all markets of the pool draw on it. */
  readonly balance: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Where a fund is public: the venue's own endpoint, as ccxt names it, and the balance in its answer. */
const FUNDS: Readonly<
  Record<string, { readonly method: string; readonly read: (answer: Fields, symbol: string) => unknown }>
> = {
  // GET /v5/market/insurance: pools, each with the symbols that draw on it.
  bybit: {
    method: 'publicGetV5MarketInsurance',
    read: ({ result }, symbol) =>
      listOf(result, 'list').find(({ symbols }) => String(symbols).split(',').includes(symbol))?.balance,
  },
};

/** The insurance fund that a market's venue publishes; undefined where it does not. */
export async function insuranceFund(api: VenueApi, { id, settle }: ApiMarket): Promise<Fund | undefined> {
  const known = FUNDS[api.id];
  if (!known) return undefined;
  const methods = api as unknown as Readonly<Record<string, (request: Fields) => Promise<Fields>>>;
  const answer = await methods[known.method]!({ coin: settle });
  const balance = Number(known.read(answer, id));
  return Number.isFinite(balance) ? { answer, balance } : undefined;
}

const listOf = (value: unknown, name: string): readonly Fields[] => {
  const list = (value as Fields | undefined)?.[name];
  return Array.isArray(list) ? list : [];
};
