import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bracketChecks } from '../../cli/validate/brackets.ts';
import { same } from '../../cli/validate/check.ts';
import { clusterChecks } from '../../cli/validate/oct10.ts';
import { items, number, type Place } from '../../cli/validate/place.ts';
import { runReadable } from '../../cli/validate/readable.ts';
import { recordedIn } from '../../cli/validate/recorded.ts';
import { bandChecks } from '../../cli/validate/replays/band.ts';
import { type NamedText, validate } from '../../cli/validate/validate.ts';
import { cascade, command, file, folder } from './cascade.ts';

interface Group {
  readonly id: string;
  readonly edition?: number;
  readonly [key: string]: unknown;
}
interface Golden {
  readonly tolerance?: unknown;
  readonly groups: readonly Group[];
}
const texts: NamedText[] = ['core', 'contagion', 'stress-rules', 'kernel', 'risk', 'statistics'].map(
  (name) => ({
    name: `${name}.json`,
    text: readFileSync(`tests/golden/${name}.json`, 'utf8'),
  }),
);
const goldens: readonly Golden[] = texts.map(({ text }) => JSON.parse(text));
const risk = goldens[texts.findIndex(({ name }) => name === 'risk.json')]!;
const ids = goldens.flatMap(({ groups }) => groups.map(({ id }) => id));
const recorded = existsSync('../shared/data');
if (!recorded) console.warn('../shared/data is absent: recorded groups are not run');

/** Replays that take minutes: named, unless --slow asks for them. */
const SLOW = ['ordinary-days', 'bitmex-calm-2020', 'bitmex-march-2020', 'eth-january-2021'];

/** Cases whose losses lie beside the project. */
const DANISH = [3, 5, 10, 20].map((from) => `peaks-over-threshold/Danish fire losses over ${from}`);

const RECORDED = [
  'aave-v2-steth',
  'depth-walk-recorded',
  'recorded/binance-brackets',
  'recorded/oct10-waves',
  'recorded/oct10-clusters',
  'recorded/eba-2018',
];

it('meets every target of the golden files, with exactly the promised keys', async () => {
  const { code, stdout, stderr } = await cascade(['validate', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { rows, notRun, ...nothing } = JSON.parse(stdout);
  expect(nothing).toEqual({});
  const keys = ['group', 'case', 'expected', 'obtained', 'difference', 'tolerance', 'source', 'ok'];
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(keys);
    expect(row.ok).toBe(true);
    expect(row.difference).toBeLessThanOrEqual(row.tolerance);
    expect(row.source).not.toBe('');
  }
  // No group is passed over: it has rows, or it is named.
  const run = new Set(rows.map(({ group }: { group: string }) => group));
  const data = recorded ? [] : [...RECORDED, ...DANISH];
  expect(new Set(notRun)).toEqual(new Set([...data, ...SLOW]));
  expect(RECORDED.every((id) => run.has(id))).toBe(recorded);
  expect(ids.filter((id) => !run.has(id) && !notRun.includes(id))).toEqual([]);
  expect(rows.length).toBeGreaterThan(recorded ? 6_400 : 2_400);
});

/** Everything in a group by which a target can be wrong, each replaced by something else. */
const WRONG: Readonly<Record<string, readonly (readonly [place: string, value: unknown])[]>> = {
  'binance-trigger-price': [
    ['cases.0.exact', 1114.79],
    ['cases.0.printed', 1114.8],
  ],
  'tiers-recursion': [
    ['tables.ETHUSDT.3.deduction', 3451],
    ['hyperliquid.1.deduction2', '4000001/3'],
  ],
  'maintenance-margin': [['cases.2.maintenance', 2951]],
  'margin-forms': [
    ['bitmex.2.rate', 0.011],
    ['bitmex.2.maintenanceXbt', 4.9],
    ['deribit.1.maintenanceRate', 0.036],
    ['deribit.0.initialRate', 0.026],
    ['dydx.0.effective', 0.25],
  ],
  'self-consistent-tier': [
    ['cases.5.trigger', 1],
    ['cases.5.bankruptcy', 2],
    ['cases.5.tierAtTrigger', 9],
  ],
  'inverse-contract': [
    ['cases.2.trigger', 7481.4],
    ['cases.2.printed.bankruptcy', 7408],
  ],
  'hyperliquid-trigger': [['cases.1.trigger', 108642]],
  'flat-rate-geometry': [
    ['cases.0.triggerReturn', '-1/40'],
    ['cases.0.cushion', '1/41'],
  ],
  'ladder-linear': [
    ['cases.2.liquidated', 42],
    ['cases.2.finalPrice', 94951],
    ['cases.2.rounds', 5],
  ],
  'ladder-exponential': [
    ['cases.1.finalPrice', 93606.2922],
    ['cases.1.rounds', 35],
  ],
  'mean-field': [
    ['uniformDrop.3.drop', 10.01],
    ['criticalLeverage.0.leverage', '201/21'],
    ['borel.2.pmf.1', 0.16],
  ],
  'target-margin': [
    ['atMark.1.close', '200000/4'],
    ['firstFraction.2.fraction', '5/14'],
    ['atExecution.0.close', '15000/1900'],
    ['atExecution.1.selfDefeating', false],
  ],
  'dydx-vectors': [
    ['bankruptcy.4.bankruptcyQuote', 295],
    ['bankruptcy.6.bankruptcyQuote', 0.002775],
    ['bankruptcy.6.beforeRounding', 0.002776],
    ['fillable.3.fillablePrice', 49501],
  ],
  'oct10-waves': [
    ['waves.0.overshoot', -1852006],
    ['waves.4.needed', 8056],
    ['waves.9.proRataFraction', 0.0003],
  ],
  'adl-five-accounts': [
    ['accounts.1.trigger', '10/28'],
    ['accounts.0.trigger', 0.1],
  ],
  'adl-queue-and-pro-rata': [
    ['queue.amounts.0', 4],
    ['proRata.fraction', 0.61],
    ['capped.eta', '7/10'],
    ['split.amounts.3', 0.4],
  ],
  'adl-bitmex-queue': [
    ['expected.1.account', 3],
    ['expected.1.left', 9],
    ['inverseProfit.1.profit', '1/7'],
  ],
  'adl-water-filling': [
    ['cases.0.leverageAfter', '81/11'],
    ['cases.0.cuts.1', 16],
    ['cases.0.firstStep.cuts.0', 29],
  ],
  'fund-drawdown-trigger': [
    ['cases.0.ratio', -0.36],
    ['cases.0.borneByFund', 350000],
  ],
  'depth-laws': [
    ['laws.5.points.9.D', 1.07],
    ['walkExtension.askDensity', 751],
    ['within1percent.3.buy', 5],
    ['splitInvariance.total', 201],
  ],
  'depth-walk-recorded': [
    ['cases.4.harmonicPrice', 31761.3],
    ['cases.4.levels', 1094],
    ['within10percent.0.bids', 73364201],
  ],
  'clipper-auction': [
    ['prices.3.priceOverTop', 0.4],
    ['firstBelow.2.steps', 61],
    ['redo.reason', 'tail'],
  ],
  philox: [['vectors.2.output.3', '5001e421']],
  'random-streams': [
    ['streams.3.uniforms.2', 0.5],
    ['streams.0.firstBlock.0', '127bee42'],
    ['bridge.factors.1', 0.948],
  ],
  'tick-traces': [
    ['paths.2.outcome.socialised', 1518.5],
    ['paths.5.ticks.0.fills.0.3', 97.7],
    ['paths.5.ticks.0.triggered', [0]],
    ['paths.9.ticks.0.takenOver', []],
    ['paths.0.accounts.0.trigger', 99.2],
  ],
  'eba-48-banks': [
    ['E1.defaults.2', 17],
    ['E2.soldShare.13', 0.9146],
  ],
  'vulnerable-banks-toy': [
    ['expected.R1.1', '-1/401'],
    ['expected.directLossOverEquity', '1/21'],
    ['expected.sales.0', '9/3'],
    ['expected.netSales.1', 9],
    ['expected.dp.0', 0],
    ['expected.R2.1', 0],
    ['expected.aggregateVulnerability', '187/16001'],
    ['expected.systemicness.1', '133/16001'],
    ['expected.indirectVulnerability.0', '7/1001'],
    ['expected.spectralRadius', 0.2747193316],
    ['expected.allRoundsTotalPriceChange.0', '-611/57572'],
  ],
  'threshold-rule': [
    ['cases.0.expected.0.leverage.1', '1298/41'],
    ['cases.0.expected.0.gamma.0', '591/1481'],
    ['cases.0.expected.1.sold.0', 99.115],
    ['cases.0.expected.1.impact.1', 0.0059379],
    ['cases.0.expected.1.prices.0', 0.96751],
    ['cases.0.expected.1.capital.2', 50.2534],
    ['cases.0.expected.1.holdings.0.1', 84.7378],
  ],
  'venue-examples': [
    ['paradexPartial.1.expected.chosen', 0.4],
    ['paradexPartial.0.expected.cashAfter', 614],
    ['paradexPartial.0.expected.rows.1.ratio', '333/390'],
    ['paradexPartial.0.expected.rows.2.penalty', 26],
    ['paradexPartial.0.printed.ratios.3', 0.4],
    ['dango.cases.0.expected.feePaid', 47],
    ['dango.cases.1.expected.winnerCashAfter', 17999],
    ['dango.cases.1.expected.bankruptcy', 47001],
    ['dango.cases.2.expected.badDebt', 501],
    ['dango.cases.3.expected.closed', 2],
    ['dango.cases.3.expected.equityAfterBeforeFee', 21601],
    ['dango.cases.4.expected.closed', '10/8'],
    ['vega.cases.1.expected.pays.0', '137501/101'],
    ['vega.cases.2.printed.pays.1', 275],
    ['vega.cases.3.expected.residual', 101],
    ['okx.cases.0.expected', 202501],
    ['crossTrigger.1.expected', '25251/251'],
    ['crossTrigger.0.printed', 99.3974],
  ],
  'collateralised-debt': [
    ['health.health', '39/41'],
    ['health.targetRepayment.1.repay', '2000/78'],
    ['toxic.path.1.ltv', '77/80'],
    ['badDebt.1.badDebt', 3.8],
    ['morpho.3.incentive', '500/478'],
    ['oracleMisprice.health', 1.03],
    ['loops.1.leverage', 6.86],
  ],
  loops: [
    ['cases.3.expected.badDebt', 1.36],
    ['cases.4.expected.health', 1],
    ['unwind.1.expected.count', 4],
    ['uniformHaircut.0.expected', 89911],
    ['ratioCap.expected', 1.1919],
  ],
  'credit-pool': [
    ['points.3.borrowRate', 0.0318],
    ['paths.1.ticks.2.liquidations.0.3', 43.98],
    ['paths.2.ticks.3.pools.0.rate', 0.0202],
    ['paths.3.ticks.1.health.0.1', 0.93],
    ['pattern.model.full.3', 9],
    ['pattern.full.3', 14],
  ],
  'portfolio-margin': [
    ['cases.1.expected.worstTail', -91],
    ['cases.3.expected.oracleContingency', 169984],
    ['cases.3.expected.initial', -76506],
    ['cases.6.printed.maintenance', -398.2],
  ],
  'kernel-market': [
    ['cases.0.deficit', 5147169.6],
    ['cases.1.cell10.halfSeconds', 73],
  ],
  primitives: [['cases.0.expect.value.5', 82099.8]],
  verdict: [
    ['cases.0.expect.state.0', 'open'],
    ['cases.2.expect.thresholds.5.provenUpTo', 0],
  ],
  frontier: [['cases.0.expect.fitted.0', 0.5]],
  'es-interval': [
    ['cases.0.expect.upper', 58.592],
    ['cases.6.expect.reason', null],
    ['cases.11.expect.se', 1.9192],
  ],
  'paired-rare': [
    ['cases.4.expect.lower', 0.0018253],
    ['cases.12.expect.method', 'range'],
  ],
  'mean-bound': [
    ['cases.2.expect.upper', 0.0040601],
    ['cases.9.expect.fewestPaths', 703],
  ],
  kupiec: [
    ['cases.0.expect.lr', 0.4615],
    ['cases.3.expect.acceptTo.4', 3],
  ],
  christoffersen: [
    ['cases.1.expect.pCc', 0.6977],
    ['cases.3.expect.reason', null],
  ],
  'traffic-light': [['cases.1.expect.redFrom.3', 10]],
  'es-backtests': [
    ['cases.0.expect.z2', 0.12],
    ['cases.2.expect.normal.0', -0.75],
    ['cases.2.expect.t3.1', -4.8],
  ],
  'peaks-over-threshold': [
    ['cases.4.expect.xi', 0.2334],
    ['cases.4.expect.q999Profile95.1', 0.2824],
    ['cases.6.expect.es', 2.65],
  ],
  volatility: [['cases.3.expect.rescaledReturns.7', -0.00487]],
  procyclicality: [
    ['cases.0.expect.call5Units', 90],
    ['cases.2.expect.bufferExhausted', [4]],
  ],
  'reverse-stress': [['cases.2.expect.reason', null]],
  attribution: [['cases.0.expect.second', 4]],
  'liquidation-cost': [['cases.0.expect.cost', 0.009]],
  colours: [
    ['cases.0.expect.luminance.0', 0.03],
    ['cases.2.input.colours.0', '#00507E'],
  ],
};

describe('the groups of the additions', () => {
  const own = [
    'short-fills',
    'depth-ceiling',
    'volume-to',
    'outside-depth',
    'index-follows',
    'given-path',
    'always-reached',
  ];
  const added: Golden = JSON.parse(readFileSync('tests/golden/takeover.json', 'utf8'));
  const chosen = added.groups.filter(({ id }) => own.includes(id));
  const run = (groups: readonly Group[]) =>
    validate([{ name: 'depth.json', text: JSON.stringify({ groups }) }], texts);

  it('are met, every number of them', () => {
    const { rows, notRun } = run(chosen);
    expect(notRun).toEqual([]);
    expect(rows.filter(({ ok }) => !ok)).toEqual([]);
    const counts = own.map((id) => rows.filter(({ group }) => group === id).length);
    expect(counts).toEqual([12, 12, 39, 415, 177, 65, 8]);
  });

  it.each<[string, string, unknown]>([
    ['short-fills', 'cases.1.averageReciprocal', 1.10517368100756],
    ['depth-ceiling', 'cases.2.sum', 150099951],
    ['volume-to', 'laws.0.points.4.volume', '-infinity'],
    ['volume-to', 'laws.6.points.1.volume', 60],
    ['outside-depth', 'cases.1.within.2.sell', 977021],
    ['outside-depth', 'cases.4.volumeTo.0.volume', 238366],
    ['outside-depth', 'cases.2.fit.buy.beta', 4.6414928e-8],
    ['index-follows', 'cases.0.ticks.1.index', 99.3751],
    ['index-follows', 'cases.0.ticks.1.input', 98.1251],
    ['index-follows', 'cases.0.ticks.2.average', 97.0626],
    ['index-follows', 'cases.0.ticks.4.permanent', 13.6718],
    ['index-follows', 'cases.0.end.price', 96.3643],
    ['given-path', 'cases.2.factors.3', 0.951],
    ['given-path', 'cases.1.shock', -0.05],
    ['given-path', 'cases.3.lastChange', 9],
    ['given-path', 'refused.2.rule', 'a bar ends on a tick'],
    ['always-reached', 'cases.0.trigger', 'never'],
    ['always-reached', 'cases.1.trigger', '10/102'],
  ])('are missed where they are wrong, once: %s %s', (id, place, value) => {
    const copy = structuredClone(chosen.find((group) => group.id === id)!);
    const keys = place.split('.');
    const inside = keys.slice(0, -1).reduce<object>((part, key) => Reflect.get(part, key), copy);
    expect(Reflect.get(inside, keys.at(-1)!)).toBeDefined();
    Reflect.set(inside, keys.at(-1)!, value);
    expect(run([copy]).rows.filter(({ ok }) => !ok).length).toBe(1);
  });
});

describe('a wrong target', () => {
  const groups = goldens.flatMap((golden) => golden.groups.map((group) => ({ golden, group })));
  const wrongs = Object.entries(WRONG).flatMap(([id, places]) =>
    places.map(([place, value]) => [id, place, value] as const),
  );
  const run = recorded ? wrongs : wrongs.filter(([id]) => id !== 'depth-walk-recorded');

  it.each(run)('is missed, and nothing else is: %s %s', (id, place, value) => {
    const { golden, group } = groups.find((own) => own.group.id === id)!;
    const copy = structuredClone(group);
    const keys = place.split('.');
    const inside = keys.slice(0, -1).reduce<object>((part, key) => Reflect.get(part, key), copy);
    expect(Reflect.get(inside, keys.at(-1)!), 'what is replaced must be there').toBeDefined();
    Reflect.set(inside, keys.at(-1)!, value);
    const text = JSON.stringify({ tolerance: golden.tolerance, groups: [copy] });
    const { rows } = validate([{ name: 'wrong.json', text }], texts, recordedIn('../shared/data'));
    const missed = rows.filter(({ ok }) => !ok);
    expect(missed.length).toBeGreaterThan(0);
    // A target that several solvers or readings share is missed by each of them.
    expect(missed.length).toBeLessThanOrEqual(4);
  });

  it('ends with exit code 1, and stands in the output with its numbers', async () => {
    const group = structuredClone(goldens[0]!.groups.find(({ id }) => id === 'hyperliquid-trigger')!);
    (group.cases as { trigger: number }[])[0]!.trigger = 91_139;
    const { code, stdout } = await command(['validate', file(folder(), 'mine.json', { groups: [group] })]);
    expect(code).toBe(1);
    expect(stdout).toContain('hyperliquid-trigger: 1 of 2 targets met, 1 MISSED\n');
    expect(stdout).toMatch(/MISS {2}\[0\] trigger +91139 +91139\.24050632911 +2\.4e-1 +9\.1e-8\n/);
    expect(stdout).toContain(
      '  source: Hyperliquid documentation, liquidation price formula; computed from it\n',
    );
    expect(stdout).toContain('\n2 targets in 1 group: 1 met, 1 missed; 0 groups or parts not run\n');
  });
});

describe('recorded data', () => {
  it('is looked for where --data says, and named where it is not', async () => {
    const { code, stdout } = await command(['validate', '--data', folder(), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).notRun).toEqual(expect.arrayContaining([...RECORDED]));
    const missing = await command(['validate', '--data', 'no/such/folder']);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toBe('--data must be a folder that is there, got no/such/folder\n');
  });

  // Two symbols of two brackets each; the second amount of B should be 5000 * (0.02 - 0.01) = 50.
  const BRACKETS = `symbol,tier,currency,min_notional,max_notional,maintenance_margin_rate,max_leverage,cum
A,1,USDT,0.0,5000.0,0.01,50.0,0.0
A,2,USDT,5000.0,50000.0,0.02,25.0,50.0
B,1,USDT,0.0,5000.0,0.01,50.0,0.0
B,2,USDT,5000.0,50000.0,0.02,25.0,50.01
`;

  it('a bracket off by a cent is missed in decimals, in doubles, and as a jump', () => {
    const missed = bracketChecks('tiers.csv', BRACKETS).filter(({ ok }) => !ok);
    expect(missed.map(({ case: name }) => name)).toEqual([
      'rows',
      'symbols',
      'B exact in decimals',
      'B jumps',
      'B tier 2',
    ]);
  });

  it('a cluster whose money does not add up to a cent is missed', () => {
    const csv = (residual: number) =>
      `coin,cluster_id,t_start,t_end,deficit_usd,total_capacity_usd,budget_queue_usd,overshoot_queue_usd,residual_queue_usd
X,1,a,b,100,500,60,0,${residual}
`;
    const last = (residual: number) => clusterChecks('queue.csv', csv(residual)).at(-1)!;
    expect([last(40).ok, last(40.009).ok, last(40.011).ok]).toEqual([true, true, false]);
  });
});

describe('replays of recorded days', () => {
  const slow: NamedText = {
    name: 'calibration.json',
    text: readFileSync('tests/golden/calibration.json', 'utf8'),
  };
  const groups: readonly Group[] = JSON.parse(slow.text).groups;

  it('are all run by somebody, and named where their data is not there', () => {
    expect(groups.map(({ id }) => id)).toEqual(SLOW);
    const recordedOnly = groups.filter(({ id }) => id !== 'ordinary-days');
    const { rows, notRun } = validate(
      [{ name: slow.name, text: JSON.stringify({ groups: recordedOnly }) }],
      [],
    );
    expect(rows).toEqual([]);
    expect(notRun).toEqual([
      {
        group: 'bitmex-calm-2020',
        reason: 'btc-hourly-2019-2023/btc_usd_1h.csv.gz is not in the data folder',
      },
      {
        group: 'bitmex-march-2020',
        reason: 'btc-hourly-2019-2023/btc_usd_1h.csv.gz is not in the data folder',
      },
      {
        group: 'eth-january-2021',
        reason: 'eth-perp-liquidations-1m-2021-01/ethusdt_1m.csv.gz is not in the data folder',
      },
    ]);
  });

  it('are held against bands, ends included; what is not a number lies in none', () => {
    const bands = { at: 'x.bands', value: { a: [1, 2], b: [1, 2], c: [1, 2], d: [1, 2] } };
    const checks = bandChecks(bands, { a: 2, b: 2.5, c: 0.5, d: NaN });
    expect(checks.map(({ ok, difference }) => [ok, difference])).toEqual([
      [true, 0],
      [false, 0.5],
      [false, 0.5],
      [false, NaN],
    ]);
    expect(checks[1]!.expected).toBe('1 to 2');
    expect(() => bandChecks(bands, { a: 1 })).toThrow('x.bands.b must be one of a, got "b"');
    expect(() => bandChecks({ at: 'x', value: { a: [1] } }, { a: 1 })).toThrow(
      'x.a must be [least, most], got [1]',
    );
  });
});

describe("a venue's own file", () => {
  it('may hold one group, and find its tables of tiers in ours', async () => {
    const group = {
      id: 'maintenance-margin',
      source: 'ours',
      cases: [{ table: 'ETHUSDT', notional: 250_000, maintenance: 1_200 }],
    };
    const { code, stdout } = await cascade(['validate', '-', '--json'], {
      input: JSON.stringify({ groups: [group] }),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      rows: [
        {
          group: 'maintenance-margin',
          case: 'ETHUSDT 250000',
          expected: 1_200,
          obtained: 1_200,
          difference: 0,
          tolerance: 1e-9 * 1_200,
          source: 'ours',
          ok: true,
        },
      ],
      notRun: [],
    });
  });

  it('prefers its own tables', () => {
    const tables = {
      id: 'tiers-recursion',
      source: 'ours',
      tables: { ETHUSDT: [{ floor: 0, rate: 0.5, deduction: 0 }] },
    };
    const cases = {
      id: 'maintenance-margin',
      source: 'ours',
      cases: [{ table: 'ETHUSDT', notional: 100, maintenance: 50 }],
    };
    const text = JSON.stringify({ groups: [cases, tables] });
    expect(validate([{ name: 'mine.json', text }], texts).rows.map(({ ok }) => ok)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('has its unknown groups named, and a group without cases too', () => {
    const groups = [
      { id: 'my-own-idea', cases: [1] },
      { id: 'philox', vectors: [] },
    ];
    expect(validate([{ name: 'mine.json', text: JSON.stringify({ groups }) }], texts)).toEqual({
      rows: [],
      notRun: [
        { group: 'my-own-idea', reason: 'no such group', fault: 'unknown' },
        { group: 'philox', reason: 'it has no cases', fault: 'empty' },
      ],
    });
  });

  it('that holds no group of ours has checked nothing: exit code 1, the group, and those that exist', async () => {
    const groups = [{ id: 'my-venue', source: 'our rule book', cases: [{ trigger: 91 }] }];
    const { code, stderr, stdout } = await command(['validate', file(folder(), 'mine.json', { groups })]);
    expect(code).toBe(1);
    expect(stderr).toContain('my-venue: no such group\n');
    expect(stderr).toContain('groups that exist: aave-v2-steth, adl-bitmex-queue, adl-five-accounts, ');
    expect(stderr).toContain('nothing was checked: no case of these files was run\n');
    expect(stdout).toContain('0 targets in 0 groups: 0 met, 0 missed; 1 group or part not run\n');
  });

  it('that holds no case has checked nothing', async () => {
    const groups = [{ id: 'philox', vectors: [] }];
    const { code, stderr } = await command(['validate', file(folder(), 'mine.json', { groups })]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'philox: it has no cases\nnothing was checked: no case of these files was run\n',
    });
  });

  it('is run as far as it can be read: neither a case nor a group sinks the others', async () => {
    const good = goldens[0]!.groups.find(({ id }) => id === 'hyperliquid-trigger')!;
    const [first, second] = good.cases as object[];
    const groups = [
      { ...good, cases: [first, { side: 1 }, second] },
      { id: 'maintenance-margin', cases: [{ table: 'X', notional: 1 }] },
      { id: 'cover-k', cases: [{ name: 'x', input: null, expect: {} }] },
    ];
    const { code, stderr, stdout } = await command([
      'validate',
      file(folder(), 'mine.json', { groups }),
      '--json',
    ]);
    expect(code).toBe(1);
    const { rows, notRun } = JSON.parse(stdout);
    expect(rows.map(({ case: name, ok }: { case: string; ok: boolean }) => [name, ok])).toEqual([
      ['[0] trigger', true],
      ['[2] trigger', true],
    ]);
    expect(notRun).toEqual(['hyperliquid-trigger/cases.1', 'maintenance-margin', 'cover-k']);
    expect(stderr).toContain(
      'hyperliquid-trigger/cases.1: mine.json.hyperliquid-trigger.cases.1.maxLeverage must be there, got nothing\n',
    );
    expect(stderr).toContain(
      'maintenance-margin: mine.json.maintenance-margin.cases.0.table must be a table of group',
    );
  });

  it('has cases taken out of their list alone: what stands beside them runs once, and a table or an example stays whole', () => {
    const run = (place: Place) => ({
      source: 'ours',
      checks: ['cases', 'beside'].flatMap((key) =>
        items(place, key).map((one, i) => same(key === 'cases' ? `[${i}] x` : 'beside', number(one), 1)),
      ),
    });
    const value = { cases: [1, 'one', 1, 'two', 1], beside: [1] };
    const { checks, notRun } = runReadable({ at: 'mine', value }, run);
    expect(checks.map((check) => check.case)).toEqual(['[0] x', '[2] x', '[4] x', 'beside']);
    expect(notRun.map(({ part }) => part)).toEqual(['cases.1', 'cases.3']);
    expect(notRun[1]!.reason).toContain('mine.cases.3 must be a finite number');
    const queue = structuredClone(goldens[0]!.groups.find(({ id }) => id === 'adl-bitmex-queue')!);
    (queue.longs as object[])[3] = {};
    const whole = validate([{ name: 'mine.json', text: JSON.stringify({ groups: [queue] }) }], texts);
    expect(whole.rows).toEqual([]);
    expect(whole.notRun).toMatchObject([{ group: 'adl-bitmex-queue', fault: 'unread' }]);
  });

  it.each([
    [
      'lists',
      [
        ['A', 'D'],
        ['C', 'E'],
      ],
      { 'A+D': 80, B: 0, 'C+E': 45 },
    ],
    ['accounts by group', { X: ['A', 'D'], Y: ['C', 'E'] }, { X: 80, B: 0, Y: 45 }],
    ['the group of each account', { A: 'X', D: 'X', C: 'Y', E: 'Y' }, { X: 80, B: 0, Y: 45 }],
  ])('may say who is affiliated with whom in cover-k: %s', (_, affiliates, shortfall) => {
    const known = risk.groups.find(({ id }) => id === 'cover-k')!.cases as { input: object }[];
    const input = { ...known[0]!.input, affiliates };
    const cases = [{ name: 'affiliates', input, expect: { shortfall, cover1: 80, cover2: 125 } }];
    const text = JSON.stringify({ groups: [{ id: 'cover-k', cases }] });
    const { rows, notRun } = validate([{ name: 'mine.json', text }], texts);
    expect(notRun).toEqual([]);
    expect(rows.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
  });

  it.each([
    ['no JSON', 'groups', 'mine.json must be JSON, got '],
    ['no groups', '{"cases": []}', 'mine.json.groups must be there, got nothing'],
    ['empty groups', '{"groups": []}', 'mine.json.groups must not be empty, got []'],
    ['a group without id', '{"groups": [{"cases": []}]}', 'mine.json.groups.0.id must be there, got nothing'],
    [
      'a group twice',
      '{"groups": [{"id": "philox"}, {"id": "philox"}]}',
      'mine.json.groups must have every id once, got "philox"',
    ],
    [
      'a missing input',
      '{"groups": [{"id": "hyperliquid-trigger", "cases": [{"side": 1}]}]}',
      'mine.json.hyperliquid-trigger.cases.0.maxLeverage must be there, got nothing',
    ],
    [
      'a number that is none',
      '{"groups": [{"id": "hyperliquid-trigger", "cases": [{"side": 1, "maxLeverage": "many"}]}]}',
      'mine.json.hyperliquid-trigger.cases.0.maxLeverage must be a finite number or a rational like "14/15", got "many"',
    ],
    [
      'an unknown table',
      '{"groups": [{"id": "maintenance-margin", "cases": [{"table": "X", "notional": 1}]}]}',
      'mine.json.maintenance-margin.cases.0.table must be a table of group tiers-recursion, got "X"',
    ],
    [
      'a scenario that is none',
      '{"groups": [{"id": "tick-traces", "paths": [{"name": "x"}]}]}',
      'mine.json.tick-traces.paths.0.config must be an object',
    ],
    [
      'a column that no outcome has',
      JSON.stringify({ groups: [{ id: 'tick-traces', paths: [withOutcome({ profit: 1 })] }] }),
      'mine.json.tick-traces.paths.0.outcome.profit must be one of moveExogenous,',
    ],
    [
      'a risk case of unknown shape',
      '{"groups": [{"id": "fund", "cases": [{"name": "x", "input": {"a": 1}, "expect": {}}]}]}',
      'case of fund must have a known shape, got a',
    ],
  ])('is refused with exit code 2 for %s', async (_, text, message) => {
    const { code, stdout, stderr } = await command(['validate', file(folder(), 'mine.json', text), '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(message), stderr).toBe(true);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

function withOutcome(outcome: object) {
  const traces = goldens[0]!.groups.find(({ id }) => id === 'tick-traces')!;
  return { ...(traces.paths as object[])[0], outcome };
}
