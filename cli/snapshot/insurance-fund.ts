import type { ApiMarket, VenueApi } from './venue-api.ts';

interface Fund {
  readonly answer: unknown;
  /** Settlement currency, shared by all markets that settle in it. */
  readonly balance: number;
}

type Fields = Readonly<Record<string, unknown>>;
type Ask = (request: Fields) => Promise<Fields>;

/** Where a fund is public: the venue's own endpoint, as ccxt names it, and the balance in its answer. */
const FUNDS: Readonly<
  Record<
    string,
    {
      readonly method: string;
      readonly of: (settle: string) => Fields;
      readonly read: (answer: Fields) => unknown;
    }
  >
> = {
  // GET /v5/market/insurance: result.list[].balance, by pool.
  bybit: {
    method: 'publicGetV5MarketInsurance',
    of: (coin) => ({ coin }),
    read: ({ result }) => sum(listOf(result, 'list').map(({ balance }) => balance)),
  },
  // GET /insurance: newest first, walletBalance in satoshi of XBt.
  bitmex: {
    method: 'publicGetInsurance',
    of: () => ({ currency: 'XBt', reverse: true, count: 1 }),
    read: (answer) => Number(Object.values(answer as Record<string, Fields>)[0]?.walletBalance) / 1e8,
  },
};

/** The insurance fund that a market's venue publishes; undefined where it does not. */
export async function insuranceFund(api: VenueApi, { settle = '' }: ApiMarket): Promise<Fund | undefined> {
  const known = FUNDS[api.id];
  if (!known || (api.id === 'bitmex' && settle !== 'BTC')) return undefined;
  const ask = (api as unknown as Readonly<Record<string, Ask>>)[known.method]!;
  const answer = await ask.call(api, known.of(settle));
  const balance = Number(known.read(answer));
  return Number.isFinite(balance) ? { answer, balance } : undefined;
}

const listOf = (value: unknown, name: string): readonly Fields[] => {
  const list = (value as Fields | undefined)?.[name];
  return Array.isArray(list) ? list : [];
};

const sum = (values: readonly unknown[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((total: number, value) => total + Number(value), 0);
