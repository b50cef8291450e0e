import type { TierFormatName } from '../../shared/market/import/tier-formats.ts';
import type { ApiMarket, VenueApi } from './venue-api.ts';

type Fields = Readonly<Record<string, unknown>>;

interface PublicTiers {
  /** The venue's own endpoint, as ccxt names it, and what is asked of it. */
  readonly method: string;
  readonly request: Fields;
  readonly format: TierFormatName;
}

/** Venues that publish tables which ccxt does not give. */
export const PUBLIC_TIERS: Readonly<Record<string, PublicTiers>> = {
  // POST /info: margin tables by number, and which of them each market has.
  hyperliquid: { method: 'publicPostInfo', request: { type: 'meta' }, format: 'hyperliquid-meta' },
};

/** The answer with a venue's margin tables; undefined where ccxt has them, or nobody. */
export async function publicTiers(api: VenueApi): Promise<unknown> {
  const known = PUBLIC_TIERS[api.id];
  if (!known) return undefined;
  const methods = api as unknown as Readonly<Record<string, (request: Fields) => Promise<unknown>>>;
  return await methods[known.method]!(known.request);
}

/** What the venue's own answers call a market; ccxt knows some by their place in a list. */
export function nameOf({ id, info }: Pick<ApiMarket, 'id' | 'info'>): string {
  const { name } = info as { readonly name?: unknown };
  return /^\d+$/.test(id) && typeof name === 'string' ? name : id;
}
