import { refuseAmbiguousTime } from './local-time.ts';

/** A market with a report every night. */
export interface NightlyMarket {
  readonly market: string;
  /** Local time of the zone, `HH:MM`. */
  readonly at: string;
  /** IANA name, such as `UTC` or `America/Chicago`. */
  readonly zone: string;
  /** Which business date a night belongs to, seen from its local start. */
  readonly dateOf: 'same-day' | 'day-before';
  /** After the start: a night without a report is late from then on. */
  readonly cutOffMinutes: number;
}

/** Reads the nightly markets of the context: a list, or its JSON text. */
export function parseMarkets(context: unknown): NightlyMarket[] {
  const list: unknown = typeof context === 'string' ? JSON.parse(context) : context;
  if (!Array.isArray(list)) throw new RangeError(`context markets must be a list, got ${typeof list}`);
  const markets = list.map((entry) => parseMarket(entry));
  const names = markets.map(({ market }) => market);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new RangeError(`context markets must name each market once, got ${twice} twice`);
  return markets;
}

const FIELDS = ['market', 'at', 'zone', 'dateOf', 'cutOffMinutes'];

function parseMarket(entry: unknown): NightlyMarket {
  const fields: Record<string, unknown> = { ...(entry as object) };
  const stray = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (stray !== undefined)
    throw new RangeError(`a nightly market must have ${FIELDS.join(', ')} only, got ${stray}`);
  const { market, at, zone, dateOf, cutOffMinutes } = fields;
  const refuse = (name: string, rule: string): never => {
    throw new RangeError(
      `nightly market ${market}.${name} must ${rule}, got ${JSON.stringify(fields[name])}`,
    );
  };
  if (typeof market !== 'string' || !/^[a-z0-9][a-z0-9-]{1,30}$/.test(market))
    return refuse('market', 'be 2 to 31 of a-z, 0-9 and -');
  if (typeof at !== 'string' || !/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) return refuse('at', 'be HH:MM');
  if (typeof zone !== 'string' || !isZone(zone)) return refuse('zone', 'be an IANA time zone');
  if (dateOf !== 'same-day' && dateOf !== 'day-before') return refuse('dateOf', 'be same-day or day-before');
  if (
    typeof cutOffMinutes !== 'number' ||
    !(Number.isInteger(cutOffMinutes) && 1 <= cutOffMinutes && cutOffMinutes <= 1_380)
  ) {
    return refuse('cutOffMinutes', 'be a whole number from 1 to 1380'); // before the next night begins
  }
  refuseAmbiguousTime(at, zone, new Date());
  return { market, at, zone, dateOf, cutOffMinutes };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false; // Intl has no other way to ask
  }
}
