import * as fields from '../../shared/market/fields.ts';
import { checked, readJson, refuse } from '../../shared/market/parse.ts';
import { dateText, localClock } from './local-time.ts';

/** A market with a report every night. */
export interface NightlyMarket {
  readonly market: string;
  /** Local time of the zone at which the night begins, `HH:MM`. */
  readonly at: string;
  /** IANA name, such as `UTC` or `America/Chicago`. */
  readonly zone: string;
  /** Which business date a night belongs to, seen from its local start. */
  readonly dateOf: 'same-day' | 'day-before';
  /** From the start: a night without a report is late after it. */
  readonly cutOffMinutes: number;
}

const Markets = fields.list(
  fields.object({
    market: fields.MarketId,
    at: fields.text('must be HH:MM', /^([01]\d|2[0-3]):[0-5]\d$/),
    zone: fields.prose(64),
    dateOf: fields.oneOf(['same-day', 'day-before']),
    cutOffMinutes: fields.whole(1, 1_380, 'minutes'), // before the next night begins
  }),
  0,
  1_000,
);

/** Reads the nightly markets: a list, or its JSON text. */
export function parseMarkets(value: unknown): readonly NightlyMarket[] {
  const markets = checked(
    'markets',
    Markets,
    typeof value === 'string' ? readJson('markets', value, 1_000_000) : value,
  );
  for (const [index, { market, zone }] of markets.entries()) {
    if (!isZone(zone)) refuse(`markets.${index}.zone`, 'be an IANA time zone', zone);
    if (markets.findIndex((other) => other.market === market) !== index) {
      refuse('markets', 'name each market once', market);
    }
  }
  return markets;
}

/**
 * The date that a night reports on: that of its scheduled time in the market's zone, or the one before. Never that of
 * the clock, because a retry may run after midnight.
 */
export function businessDate(
  { zone, dateOf }: Pick<NightlyMarket, 'zone' | 'dateOf'>,
  scheduledTime: number,
): string {
  const local = localClock(zone)(scheduledTime);
  return dateText(dateOf === 'same-day' ? local : local - 86_400_000);
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false; // Intl cannot be asked otherwise
  }
}
