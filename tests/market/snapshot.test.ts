import { expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../shared/market/digest.ts';
import { parseSnapshot, snapshotDigest, snapshotText } from '../../shared/market/snapshot.ts';
import { EXAMPLE, edited, SMALL } from './example-snapshot.ts';

it('reads the bundled example and a small market with inline positions', () => {
  expect(parseSnapshot(EXAMPLE).market.openInterest).toBe(574264600);
  expect(parseSnapshot(SMALL).positions).toMatchObject({ kind: 'accounts' });
});

it('writes what it reads: layout carries nothing', () => {
  const snapshot = parseSnapshot(EXAMPLE);
  expect(snapshotText(snapshot)).toBe(EXAMPLE);
  expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
  const digest = sha256(canonicalJson(JSON.parse(EXAMPLE)));
  expect(snapshotDigest(parseSnapshot(JSON.stringify(snapshot)))).toBe(digest);
});

it('reads -0 as 0', () => {
  const text = EXAMPLE.replace(/"balance": [\d.]+/, '"balance": -0');
  expect(Object.is(parseSnapshot(text).fund.balance, 0)).toBe(true);
});

const refuses = (rows: [damage: string, text: string, message: string | RegExp][]) =>
  it.each(rows)('refuses %s', (_damage, text, message) => expect(() => parseSnapshot(text)).toThrow(message));
const small = (changes: Readonly<Record<string, unknown>>) => edited(changes, SMALL);
const less = (list: unknown[]) => list.slice(0, -1);

// Each damage, and what the refusal says: subject, rule and value.
refuses([
  ['no JSON', EXAMPLE.slice(0, -5), /^snapshot must be JSON, got /],
  ['NaN', EXAMPLE.replace('32184.89', 'NaN'), /^snapshot must be JSON, got /],
  [
    'Infinity',
    EXAMPLE.replace('32184.89', '1e309'),
    /^snapshot\.market\.markPrice must be .*> 0 .*, got Infinity$/,
  ],
  ['numbers beyond 2^53', edited({ 'market.openInterest': 1e16 }), 'and at most 2^53, got 10000000000000000'],
  ['a number in a text', edited({ 'market.markPrice': '1' }), /^snapshot\.market\.markPrice .*, got "1"$/],
  ['deep nesting', `{"a":${'['.repeat(20)}${']'.repeat(20)}}`, 'snapshot must nest at most 8 deep, got 21'],
  [
    'an unknown field',
    edited({ 'rules.leverage': 3 }),
    /^snapshot\.rules must .* and nothing else, got leverage$/,
  ],
  ['__proto__', EXAMPLE.replace('"schema"', '"__proto__": {}, "schema"'), 'and nothing else, got __proto__'],
  [
    'a missing field',
    edited({ fund: undefined }),
    'snapshot.fund must be an object with balance, sharedBy, got nothing',
  ],
  ['another version', edited({ schema: 'v2' }), 'snapshot.schema must be market-snapshot/1, got "v2"'],
  ['a time without zone', edited({ asOf: '2021-07-22T22:36:05' }), 'snapshot.asOf must be a UTC time like'],
  [
    'an id with a slash',
    edited({ 'market.id': '../x' }),
    'snapshot.market.id must be 2 to 31 of a-z, 0-9 and -',
  ],
  ['a negative price', edited({ 'market.markPrice': -1 }), /^snapshot\.market\.markPrice .* > 0 .*, got -1$/],
  ['a negative fund', edited({ 'fund.balance': -1 }), /^snapshot\.fund\.balance must be .* >= 0 .*, got -1$/],
]);

refuses([
  ['no tiers', edited({ tiers: [] }), 'snapshot.tiers must be a list of 1 to 1000 entries, got []'],
  [
    'a first floor above 0',
    edited({ 'tiers.0.floor': 1 }),
    'snapshot.tiers.0.floor must be 0 in the first row',
  ],
  [
    'floors out of order',
    edited({ 'tiers.2.floor': 150 }),
    '2.floor must be above the floor before it, 200, got 150',
  ],
  ['tiers that do not touch', small({ 'tiers.0.cap': 400 }), '0.cap must touch the next floor, 500, got 400'],
  ['a tier without width', small({ 'tiers.1.cap': 500 }), '1.cap must be above its floor, 500, got 500'],
  [
    'rates that fall',
    edited({ 'tiers.1.rate': 0.003 }),
    '1.rate must not fall below the rate before it, 0.0035',
  ],
  ['a rate of 0', edited({ 'tiers.0.rate': 0 }), 'snapshot.tiers.0.rate must be above 0 and below 1, got 0'],
  [
    'a rate of 1',
    edited({ 'tiers.28.rate': 1 }),
    'snapshot.tiers.28.rate must be above 0 and below 1, got 1',
  ],
  [
    'leverage that rises',
    edited({ 'tiers.1.maxLeverage': 101 }),
    'must not rise above the one before it, 100, got 101',
  ],
  [
    'entry margin below maintenance',
    edited({ 'tiers.0.maxLeverage': 300 }),
    'at least the maintenance rate, 0.0035',
  ],
  [
    'a negative requirement',
    edited({ 'tiers.1.deduction': 1.5 }),
    '1.deduction must leave a requirement >= 0',
  ],
]);

const ELSEWHERE = { kind: 'accounts', file: '../p.csv', sha256: '0'.repeat(64), count: 1 };
refuses([
  [
    'an unknown kind',
    edited({ 'positions.kind': 'guessed' }),
    'positions.kind must be accounts or estimated, got "guessed"',
  ],
  [
    'empty positions',
    small({ 'positions.rows': [] }),
    'snapshot.positions.rows must be a list of 1 to 100000 entries',
  ],
  [
    'neither rows nor file',
    small({ 'positions.rows': undefined }),
    'rows, or file, sha256 and count, got ["kind"]',
  ],
  [
    'rows and a file',
    small({ 'positions.file': 'p.csv' }),
    'positions must have either rows, or file, sha256 and count',
  ],
  [
    'a file elsewhere',
    small({ positions: ELSEWHERE }),
    /^snapshot\.positions\.file must be a file name .*, got "\.\.\/p\.csv"$/,
  ],
  [
    'a negative quantity',
    small({ 'positions.rows.1.quantity': -6 }),
    /^snapshot\.positions\.rows\.1\.quantity .*, got -6$/,
  ],
  [
    'a negative collateral',
    small({ 'positions.rows.1.collateral': -6 }),
    /rows\.1\.collateral must be a number >= 0, or make an equity > 0 .*, got -6$/,
  ],
  [
    'a side of 0',
    small({ 'positions.rows.1.side': 0 }),
    'snapshot.positions.rows.1.side must be 1 or -1, got 0',
  ],
  [
    'a position outside every tier',
    small({ 'positions.rows.2.quantity': 20.5, 'market.openInterest': 30 }),
    'snapshot.positions.rows.2.quantity must lie in a tier, at most 20, got 20.5',
  ],
  [
    'more than open interest',
    small({ 'market.openInterest': 9 }),
    'must be at least what longs hold, 10, got 9',
  ],
]);

const bars = 'positions.bars';
const mix = 'positions.leverageMix';
refuses([
  [
    'shares that do not add to 1',
    edited({ [`${mix}.long.0`]: 0.13 }),
    'leverageMix.long must add to 1, got 1.01',
  ],
  [
    'a share too few',
    edited({ [`${mix}.short`]: less }),
    'short must have 8 shares, one per leverage, got 7',
  ],
  [
    'leverage twice',
    edited({ [`${mix}.leverage.1`]: 2 }),
    'leverage.1 must be above the one before it, 2, got 2',
  ],
  [
    'bars out of order',
    edited({ [`${bars}.endTimeSeconds.7`]: 1624500000 }),
    '7 must be after the bar before it, 1624500000',
  ],
  [
    'a bar after asOf',
    edited({ [`${bars}.endTimeSeconds.179`]: 1626993366 }),
    '179 must not be after asOf, 2021-07-22T22:36:05Z',
  ],
  [
    'a high below its low',
    edited({ [`${bars}.high.3`]: 1 }),
    'high.3 must be at least the low, 33865.46, got 1',
  ],
  [
    'a bar without volume',
    edited({ [`${bars}.volume`]: less }),
    'volume must have 180 entries, one per bar, got 179',
  ],
  [
    'nobody on a side',
    edited({ 'positions.accountsPerSide.long': 0 }),
    'long must be a whole number from 1 to 100000, got 0',
  ],
]);

refuses([
  [
    'bids out of order',
    small({ 'depth.bids.3.0': 98 }),
    'snapshot.depth.bids.3 must be below the price before it, 98, got 98',
  ],
  [
    'asks out of order',
    small({ 'depth.asks.1.0': 100.25 }),
    'snapshot.depth.asks.1 must be above the price before it, 100.5',
  ],
  [
    'crossed depth',
    small({ 'depth.bids.0.0': 100.5 }),
    'bids.0 must be below the best ask, 100.5: the depth is locked',
  ],
  [
    'a mid outside the spread',
    small({ 'depth.reference': 99 }),
    'must lie between best bid 99.5 and best ask 100.5, got 99',
  ],
  [
    'a mid far from the mark',
    small({ 'market.markPrice': 120 }),
    'must be within 10 % of market.markPrice, 120, got 100',
  ],
  [
    'a level without size',
    small({ 'depth.bids.1.1': 0 }),
    /^snapshot\.depth\.bids\.1\.1 must be .* > 0 .*, got 0$/,
  ],
  [
    'no bids',
    small({ 'depth.bids': [] }),
    'snapshot.depth.bids must be a list of 1 to 100000 entries, got []',
  ],
  [
    'bids without asks',
    small({ 'depth.asks': undefined }),
    'either bids and asks, or file, sha256 and count',
  ],
  [
    'silence beyond the levels',
    small({ 'depth.beyond': undefined }),
    'depth.beyond must be stop, flat or extend, got nothing',
  ],
  [
    'a profile that shrinks',
    edited({ 'depth.bid.2': 1 }),
    'depth.bid.2 must be cumulative, at least 3850500, got 1',
  ],
  [
    'a distance twice',
    edited({ 'depth.distance.1': 0.0005 }),
    'distance.1 must be above 0.0005 and below 1, got 0.0005',
  ],
  [
    'a law of no kind',
    edited({ depth: { kind: 'law', law: { law: 'cubic' } } }),
    'depth.law.law must be linear, exponential',
  ],
]);

refuses([
  [
    'a share above 1',
    edited({ 'rules.ownShare': 1.1 }),
    'snapshot.rules.ownShare must be a number from 0 to 1, got 1.1',
  ],
  [
    'an unknown mechanism',
    edited({ 'rules.mechanism.name': 'x' }),
    'mechanism.name must be full, target-margin, stepped',
  ],
  [
    'an unknown variant',
    edited({ 'rules.mechanism': { name: 'stepped', variant: 'x' } }),
    'variant must be share or tier',
  ],
  [
    'a lag without latency',
    edited({ 'rules.triggerRule': { rule: 'lagged' } }),
    /latencySeconds must be .*, got nothing$/,
  ],
  [
    'moves out of order',
    edited({ 'history.windows.0.down.4': 0.2 }),
    'down.4 must not exceed the one before it, 0.13672',
  ],
  ['a fall of 100 %', edited({ 'history.windows.0.down.0': 1 }), 'windows.0.down.0 must be below 1, got 1'],
  [
    'more moves than windows',
    edited({ 'history.windows.0.count': 199 }),
    'down must have at most 199 moves, got 200',
  ],
  [
    'quantiles that fall',
    edited({ 'history.windows.0.quantiles.up.2': 0.001 }),
    'windows.0.quantiles.up.2 must be at least the one before it, 0.01179, got 0.001',
  ],
  [
    'a quantile beyond the largest move',
    edited({ 'history.windows.1.quantiles.down.3': 0.3 }),
    'windows.1.quantiles.down.3 must be at most the largest move, 0.27262, got 0.3',
  ],
  [
    'three quantiles',
    edited({ 'history.windows.0.quantiles.down': [0.1, 0.1, 0.1] }),
    'windows.0.quantiles.down must be a list of 4 to 4 entries',
  ],
  [
    'windows out of order',
    edited({ 'history.windows.1.seconds': 3600 }),
    'must be longer than the window before it, 3600',
  ],
  [
    'an assumption twice',
    edited({ 'assumptions.1.id': 'fund-share' }),
    'assumptions.1 must not be named twice, got "fund-share"',
  ],
]);
