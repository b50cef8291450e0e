import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTCOME_COLUMNS } from '../../shared/cascade/outcome.ts';
import { playScenario } from '../../shared/market/play-scenario.ts';
import { rational, withoutRationals } from '../../shared/market/rational.ts';
import { parseScenario } from '../../shared/market/scenario.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { cascade, command, file, folder } from './cascade.ts';

interface Path {
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly tiers: Record<string, unknown>[];
  readonly accounts: Record<string, unknown>[];
  readonly ticks: Record<string, unknown>[];
  readonly outcome: Record<string, unknown>;
}
const golden: { groups: { id: string; paths: Path[] }[] } = JSON.parse(
  readFileSync('tests/golden/core.json', 'utf8'),
);
const paths = golden.groups.find(({ id }) => id === 'tick-traces')!.paths;
const first = paths[0]!;
const inverse = paths.find(({ name }) => name === 'inverse-amm')!;

const here = folder();
const scenarioFile = (content: unknown) => file(here, 'scenario.json', content);

/** Same keys, lists of the same length, numbers to 1e-9 of the larger of 1 and the expected one. */
function expectLike(obtained: unknown, expected: unknown, at: string): void {
  const number = rational(expected);
  if (number !== undefined) {
    expect(typeof obtained, at).toBe('number');
    const off = Math.abs((obtained as number) - number) / Math.max(1, Math.abs(number));
    expect(off, `${at}: ${obtained} for ${number}`).toBeLessThanOrEqual(1e-9);
  } else if (typeof expected === 'object' && expected !== null) {
    if (Array.isArray(expected)) expect((obtained as unknown[]).length, at).toBe(expected.length);
    for (const [key, value] of Object.entries(expected)) {
      expectLike((obtained as Record<string, unknown>)[key], value, `${at}.${key}`);
    }
  } else expect(obtained, at).toBe(expected);
}

describe('golden paths through the command', () => {
  it.each(paths.map((path) => [path.name, path] as const))('answers %s tick by tick', async (_, path) => {
    const { code, stdout, stderr } = await command(['simulate', scenarioFile(path), '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer)).toEqual(['outcome', 'ticks']);
    expectLike(answer.ticks, path.ticks, 'ticks');
    // Paths of the first edition, which knows neither an index nor an inventory.
    const second = ['index', 'permanentAfterDecay', 'reduced', 'inventory'];
    expect(Object.keys(answer.ticks[0]).filter((key) => !second.includes(key))).toEqual(
      Object.keys(path.ticks[0]!),
    );
    expectLike(answer.outcome, path.outcome, 'outcome');
  });
});

it('prints the whole outcome row of a file', async () => {
  const { code, stdout } = await command(['simulate', scenarioFile(first)]);
  expect(code).toBe(0);
  const outcome = JSON.parse(stdout);
  expect(Object.keys(outcome)).toEqual([
    ...OUTCOME_COLUMNS,
    'liquidatedQuantity',
    'adlQuantity',
    'reducedQuantity',
    'inventoryEnd',
  ]);
  expectLike(outcome, first.outcome, 'outcome');
});

// Full: 1,000 + 2,000 contracts at 100, 1 and 2.1 coins of margin, 4 %: both are reached at 94.
it('tells who is reached, what is sold, what it does to the price and who pays', async () => {
  const { stdout } = await cascade(['simulate', '-', '--trace'], { input: JSON.stringify(inverse) });
  const lines = stdout.split('\n');
  expect(lines[0]).toBe(
    'inverse-amm: inverse contract at 100, 4 longs with 10,000 and 2 shorts with 10,000, fund 0.1, liquidation full',
  );
  expect(lines.slice(1, 7)).toEqual([
    'the price is shocked by -6 % at once',
    'tick 1, 1 s: price 94 (-6 %)',
    '  reached: account 0 (long 1,000), account 1 (long 2,000)',
    '  longs sell 3,000 in the market at 92.1448 (account 0: 1,000, 1: 2,000)',
    '  the price goes from 94 to 90.3499 (-9.65 %)',
    '  the fund receives 0.162787 and holds 0.262787',
  ]);
  expect(lines).toContain('  nobody is left to pay 0.812548: bad debt');
  expect(lines.slice(-7)).toEqual([
    'who paid, in coin (one unit is worth 0.01 at the start):',
    '  fees and leftovers to the fund: 0.203213',
    '  deficits beyond collateral: 1.11576',
    '    paid by the fund: 0.303213',
    '    paid by nobody (bad debt): 0.812548',
    'flags: triggered, fund empty, bad debt',
    '',
  ]);
});

it('tells ticks in which nobody is reached together, and a calm path in a few lines', async () => {
  const calm = { ...first, config: { ...first.config, shock: -0.001, rampSeconds: 5 } };
  const { stdout } = await command(['simulate', scenarioFile(calm), '--trace']);
  expect(stdout).toContain('ticks 1 to 5, until 5 s: nobody is reached, price 99.9 (-0.1 %)');
  expect(stdout).toContain('who paid: nobody, for nobody was liquidated');
});

/** The first golden path, as text, with fields changed: `accounts.1.quantity`; undefined takes a field away. */
function changed(changes: Record<string, unknown>): string {
  const copy = structuredClone(first);
  for (const [place, value] of Object.entries(changes)) {
    const keys = place.split('.');
    const inside = keys.slice(0, -1).reduce<object>((part, key) => Reflect.get(part, key), copy);
    Reflect.set(inside, keys.at(-1)!, value);
  }
  return JSON.stringify(copy);
}

describe('what a scenario may leave out', () => {
  it('takes what is left out from the stated defaults', () => {
    const { p0, shock, depth } = first.config;
    const short = JSON.stringify({
      config: { p0, shock, depth },
      tiers: first.tiers,
      accounts: first.accounts,
    });
    const long = changed({ name: 'scenario', config: { ...SCENARIO_DEFAULTS, p0, shock, depth } });
    expect(parseScenario(short)).toEqual(parseScenario(long));
    expect(parseScenario(short).rules).toMatchObject({ tickSeconds: 1, mechanism: { name: 'full' } });
  });

  it('reads "a/b" for any number, and passes over what a path expects', () => {
    const written = changed({
      'config.p0': '200/2',
      'config.depth.slope': '1/20',
      'tiers.0.rate': '1/25',
      'accounts.0.quantity': '20/2',
      ticks: 'whatever',
      outcome: null,
    });
    expect(playScenario(parseScenario(written)).outcome).toEqual(
      playScenario(parseScenario(JSON.stringify(first))).outcome,
    );
  });

  it('lets accounts of one owner fail together', () => {
    const deficits = (owners: boolean) => {
      const path = structuredClone(paths.find(({ name }) => name === 'full-deficit-socialised')!);
      if (owners) for (const account of path.accounts) account.owner = `owner of ${account.side}`;
      const { deficitFirst, deficitSecond, deficit } = playScenario(
        parseScenario(JSON.stringify(path)),
      ).outcome;
      return { deficitFirst, deficitSecond, deficit };
    };
    expect(deficits(false).deficitSecond).toBeCloseTo(650.24, 9);
    expect(deficits(true).deficitFirst).toBeCloseTo(1538.4, 9); // all five longs belong together
    expect(deficits(true).deficitSecond).toBe(0);
  });
});

it.each<[string, Record<string, unknown>, string]>([
  [
    'an unknown field',
    { leverage: 3 },
    'scenario must be an object with name, note, config, tiers, accounts, ticks, outcome and nothing else, got leverage',
  ],
  ['an unknown field of config', { 'config.slippage': 3 }, 'nothing else, got slippage'],
  [
    'a missing price',
    { 'config.p0': undefined },
    'scenario.config.p0 must be a number of quote currency per coin > 0 and at most 2^53, got nothing',
  ],
  ['a missing config', { config: undefined }, 'scenario.config must be an object'],
  ['a shock of -1', { 'config.shock': -1 }, 'scenario.config.shock must be above -1, got -1'],
  [
    'a negative quantity',
    { 'accounts.1.quantity': -20 },
    'scenario.accounts.1.quantity must be a number > 0 and at most 2^53, got -20',
  ],
  [
    'negative collateral',
    { 'accounts.1.collateral': -1 },
    'scenario.accounts.1.collateral must be a number of settlement currency >= 0',
  ],
  [
    'a quantity that is a word',
    { 'accounts.0.quantity': 'ten' },
    'scenario.accounts.0.quantity must be a number > 0 and at most 2^53, got "ten"',
  ],
  [
    'a division by zero',
    { 'accounts.0.quantity': '1/0' },
    'scenario.accounts.0.quantity must be a number > 0 and at most 2^53, got Infinity',
  ],
  ['no accounts', { accounts: [] }, 'scenario.accounts must be a list of 1 to 1000000 entries, got []'],
  ['a side of 2', { 'accounts.0.side': 2 }, 'scenario.accounts.0.side must be 1 or -1, got 2'],
  [
    'rates that fall',
    { 'tiers.1': { floor: 1_000, rate: 0.03 } },
    'scenario.tiers.1.rate must not fall below the rate before it, 0.04, got 0.03',
  ],
  [
    'tiers that do not touch',
    { 'tiers.0.cap': 10, 'tiers.1': { floor: 20, rate: 0.05 } },
    'scenario.tiers.0.cap must touch the next floor, 20, got 10',
  ],
  [
    'a position outside every tier',
    { 'tiers.0.cap': 2_500 },
    'scenario.accounts.2.quantity must have a notional within the last tier, 2500, got 3000',
  ],
  [
    'an unknown depth law',
    { 'config.depth': { law: 'cubic' } },
    'scenario.config.depth.law must be linear, exponential, square-root, amm, floor or walk, got "cubic"',
  ],
  [
    'crossed depth',
    { 'config.depth': { law: 'walk', reference: 100, bids: [[101, 1]], asks: [[100.5, 1]], beyond: 'flat' } },
    'scenario.config.depth.bids.0 must be below the best ask, 100.5: the depth is crossed, got 101',
  ],
  [
    'a mechanism without its parameters',
    { 'config.mechanism': { name: 'target-margin' } },
    'scenario.config.mechanism.multiple must be a number > 1',
  ],
  [
    'a trigger rule that is a word',
    { 'config.triggerRule': 'last' },
    'scenario.config.triggerRule must be last, ema, lagged or capped, got "last"',
  ],
  [
    'a horizon without end',
    { 'config.horizon': 1e9 },
    'scenario.config.horizon must be at most 1000000 ticks of 1 s, got 1000000000',
  ],
])('refuses %s', (_, changes, message) => {
  expect(() => parseScenario(changed(changes))).toThrow(message);
  expect(() => parseScenario(changed(changes))).toThrow(RangeError);
});

it.each([
  ['NaN', '{"config": {"p0": NaN}}', 'scenario must be JSON, got '],
  [
    'a number that is too large for a double',
    changed({}).replace('"p0":100', '"p0":1e999'),
    'scenario.config.p0 must be a number of quote currency per coin > 0 and at most 2^53, got Infinity',
  ],
  ['nothing', '', 'scenario must be JSON, got '],
  [
    'a list',
    '[]',
    'scenario must be an object with name, note, config, tiers, accounts, ticks, outcome, got []',
  ],
])('refuses %s in one line and with exit code 2', async (_, input, message) => {
  const { code, stdout, stderr } = await command(['simulate', scenarioFile(input), '--json']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.startsWith(message), stderr).toBe(true);
  expect(stderr.trimEnd()).not.toContain('\n');
});

it('reads rationals and nothing that looks like them', () => {
  expect(withoutRationals({ a: ['1/4', '-3/2', 'one/2', '1/2/3', '0.5/0.25'] })).toEqual({
    a: [0.25, -1.5, 'one/2', '1/2/3', 2],
  });
});
