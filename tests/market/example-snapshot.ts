import { readFileSync } from 'node:fs';

/** A bundled example of an earlier edition as JSON text: what is tested with it must not move with the example. */
export const EXAMPLE = readFileSync('tests/report/market/snapshot.json', 'utf8');

/** New values by path, `tiers.0.floor`; a function makes one of the old, undefined takes the field away. */
type Changes = Readonly<Record<string, unknown>>;

/** The example (or another snapshot's text) with some fields changed, as JSON text. */
export function edited(changes: Changes, text = EXAMPLE): string {
  const snapshot: unknown = JSON.parse(text);
  for (const [path, change] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce(
      (value: unknown, key) => Reflect.get(value as object, key),
      snapshot,
    ) as object;
    const value: unknown = typeof change === 'function' ? change(Reflect.get(parent, last)) : change;
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else Reflect.set(parent, last, value);
  }
  return JSON.stringify(snapshot);
}

/** A small linear market with its positions inside: two longs of one owner against a short. */
export const SMALL = edited({
  market: {
    id: 'coin-usd',
    venue: 'test',
    symbol: 'COIN',
    contract: 'linear',
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    markPrice: 100,
    openInterest: 10,
  },
  tiers: [
    { floor: 0, cap: 500, rate: 0.01, maxLeverage: 50 },
    { floor: 500, cap: 2000, rate: 0.02, maxLeverage: 25 },
  ],
  positions: {
    kind: 'accounts',
    rows: [
      { side: 1, quantity: 4, entryPrice: 100, collateral: 40, account: 'a', owner: 'x' },
      { side: 1, quantity: 6, entryPrice: 101, collateral: 60, account: 'b', owner: 'x' },
      { side: -1, quantity: 10, entryPrice: 99, collateral: 100, account: 'c' },
    ],
  },
  depth: {
    kind: 'levels',
    reference: 100,
    bids: [
      [99.5, 1],
      [99, 2],
      [98, 3],
      [97, 4],
    ],
    asks: [
      [100.5, 1],
      [101, 2],
    ],
    beyond: 'stop',
  },
});
