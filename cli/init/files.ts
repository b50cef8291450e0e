import type { Snapshot } from '../../shared/market/snapshot.ts';

/** What a market of one's own is begun with. */
export interface NewMarket {
  readonly venue: string;
  readonly symbol: string;
  readonly contract: 'linear' | 'inverse';
  readonly quoteCurrency: string;
  readonly settlementCurrency: string;
  /** Of a quanto: settlement currency that one contract pays per unit of price. */
  readonly quantoMultiplier?: number;
  readonly markPrice: number;
  /** Quantity per side. */
  readonly openInterest: number;
  /** Settlement currency. */
  readonly fund: number;
  readonly asOf: string;
}

const guessed = (id: string, of: string, text: string) => ({ id, of, basis: 'guessed', text });
const DAY = 86_400;
const BAR = 14_400;
const BARS = 180;

/**
 * A snapshot that runs and claims nothing: the market's own size and price, everything else a guess that names what is to
 * replace it, and with what.
 */
export function snapshotSkeleton(market: NewMarket): unknown {
  const { venue, symbol, markPrice, openInterest, fund, asOf, ...contract } = market;
  return {
    $schema: './market-snapshot-1.schema.json',
    schema: 'market-snapshot/1',
    asOf,
    market: {
      id: marketId(venue, symbol),
      venue,
      symbol,
      ...contract,
      markPrice,
      openInterest,
    },
    tiers: [{ floor: 0, rate: 0.005, maxLeverage: 100, deduction: 0 }],
    positions: madeUpPositions(markPrice, asOf),
    depth: {
      kind: 'profile',
      distance: [0.001, 0.005, 0.02, 0.05, 0.1, 0.3],
      bid: [0.002, 0.01, 0.04, 0.07, 0.1, 0.14].map((share) => share * openInterest),
      ask: [0.002, 0.01, 0.04, 0.07, 0.1, 0.14].map((share) => share * openInterest),
      beyond: 'stop',
    },
    rules: RULES,
    fund: { balance: fund },
    history: { windows: [window(3_600, 1), window(14_400, 1.8)] },
    assumptions: ASSUMPTIONS,
    sources: [
      {
        name: 'skeleton',
        source: 'made by cascade init; nothing here was observed but price, open interest and fund',
      },
    ],
  };
}

/** Accounts of many leverages, entered evenly over a month in which the price hardly moved. */
function madeUpPositions(markPrice: number, asOf: string): unknown {
  const end = Math.floor(Date.parse(asOf) / 1_000 / BAR) * BAR;
  const bars = Array.from({ length: BARS }, (_bar, i) => end - (BARS - 1 - i) * BAR);
  const price = (share: number) => Number((markPrice * share).toPrecision(6));
  return {
    kind: 'estimated',
    accountsPerSide: { long: 500, short: 500 },
    sizeDispersion: 1.8,
    ageHalfLifeDays: 5,
    leverageMix: {
      leverage: [3, 5, 10, 20, 50],
      long: [0.2, 0.25, 0.3, 0.2, 0.05],
      short: [0.25, 0.25, 0.3, 0.17, 0.03],
    },
    bars: {
      endTimeSeconds: bars,
      low: bars.map((_end, i) => price(0.985 + 0.01 * ((i % 7) / 7))),
      high: bars.map((_end, i) => price(1.005 + 0.01 * ((i % 5) / 5))),
      volume: bars.map(() => 1),
    },
  };
}

const RULES = {
  mechanism: { name: 'full' },
  triggerRule: { rule: 'ema', halfLifeSeconds: 10 },
  ownShare: 0.5,
  feeRate: 0.001,
  leftover: 'fund',
  permanentShare: 0.3,
  halfLifeSeconds: 120,
  withdrawal: null,
  adl: { when: 'fund-empty', policy: 'queue' },
  socialised: false,
  backstop: null,
};

const ASSUMPTIONS = [
  guessed('tiers-made-up', 'tiers', 'One tier of 0.5 %; replace it: cascade import --tiers'),
  guessed(
    'positions-made-up',
    'positions',
    'Accounts and leverages are made up, and bars until prices come; replace them: cascade import --positions, or --prices',
  ),
  guessed(
    'depth-made-up',
    'depth',
    'Depth is a tenth of open interest within 10 %; replace it: cascade import --levels',
  ),
  guessed(
    'rules-made-up',
    'rules',
    'Close-out at once, half of the mark from the venue itself; replace it: the venue’s rule book',
  ),
  guessed('fund-as-told', 'fund', 'The fund is what cascade init was told'),
  guessed(
    'history-made-up',
    'history',
    'Moves of a large coin in 2019 to 2023, rounded; replace them: cascade import --prices',
  ),
];

export const marketId = (venue: string, symbol: string): string =>
  `${venue}-${symbol}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 31)
    .padEnd(2, 'x');

const WORST = [0.2, 0.14, 0.1, 0.08, 0.07];

/** Five worst moves of as many windows as fit in two years. */
const window = (seconds: number, times: number) => {
  const moves = WORST.map((move) => Number((move * times).toFixed(4)));
  const ordinary = [0.002, 0.009, 0.013, 0.026].map((move) => Number((move * times).toFixed(4)));
  return {
    seconds,
    count: Math.floor((730 * DAY) / seconds),
    down: moves,
    up: moves,
    quantiles: { down: ordinary, up: ordinary },
  };
};

/** A sweep file with a sentence beside everything that one will want to change. */
export function sweepSkeleton(snapshot: Snapshot, file: string): string {
  const { market, rules, asOf, history, tiers } = snapshot;
  const { seconds } = history.windows.at(-1)!;
  const design = { down: designShock(snapshot, 'down'), up: designShock(snapshot, 'up') };
  const { words, down, up } = designWords(snapshot, design);
  const shocks = (['down', 'up'] as const).flatMap((side) => {
    const sign = side === 'down' ? -1 : 1;
    return [0.33, 0.66, 1, 1.25, 1.6].map(
      (share) => sign * Math.min(9_000, Math.round(design[side] * share)),
    );
  });
  const { name } = rules.mechanism;
  const most = Math.max(...tiers.map(({ rate }) => rate));
  return `// What to ask of ${market.venue} ${market.symbol}. Comments are allowed here; editors explain every field by the schema named below.
// Shocks, leverage, maintenance and depth are whole basis points: 10000 is "as today", -1540 a fall of 15.4 %.
{
  "$schema": "./sweep-1.schema.json",
  "schema": "sweep/1",
  "name": "${market.id}",
  "snapshot": "${file}",
  // The report speaks for this time; the snapshot may be a day older.
  "asOf": "${asOf}",
  "maxAgeHours": 24,
  "seed": "1",

  // Every combination is a cell. The verdict is made at the base values below; the rest shows where it breaks.
  "axes": {
    "leverageBps": [7500, 10000, 15000],
    "maintenanceBps": ${most * 1.5 < 1 ? '[10000, 15000]' : '[10000]'},
    "depthBps": [10000],
    "mechanism": ["${name}"],
    "shockBps": ${JSON.stringify([...new Set(shocks)].sort((a, b) => a - b))}
  },
  "base": { "leverageBps": 10000, "maintenanceBps": 10000, "depthBps": 10000, "mechanism": "${name}" },
  "mechanisms": { "${name}": ${JSON.stringify(rules.mechanism)} },
  "compare": [],

  // The moves for which margins must be enough: ${words}. Yours to choose, and to sign.
  "design": {
    "minutes": ${seconds / 60},
    "down": [{ "shockBps": ${down}, "weight": 1 }],
    "up": [{ "shockBps": ${up}, "weight": 1 }]
  },
  "path": {
    "shape": { "shape": "bridge", "seconds": ${seconds}, "sigmaDay": 0.04, "volOfVol": 0.5, "volHalfLifeSeconds": 1800 },
    "tickSeconds": 30,
    // An hour more than the shock takes, for slow mechanisms to finish in.
    "horizonSeconds": ${seconds + 3_600},
    "sigmaDepth": 0.3
  },
  // 2,995 flawless paths prove a limit of 0.1 %; fewer never do.
  "paths": { "decision": 3000, "other": 200 },

  // How the recommended margin table is made.
  "tierTable": {
    "windowSeconds": 3600,
    "quantilePpm": 995000,
    "bufferPpm": 250000,
    "stepPpm": 2500,
    "clampPpm": 250000,
    "allowLowering": false
  },
  // What is tolerated. Without an owner a limit is nobody's yet; the schema lists all eight that there are.
  "limits": [
    { "id": "p_ruin", "op": "<=", "value": 0.001, "owner": null }
  ],
  "budget": { "maxUsd": 5 }
}
`;
}

/** What import proposes as design shock, where a tail could be fitted. */
const PROPOSED = 0.999;

const proposed = ({ history }: Snapshot, side: 'down' | 'up') =>
  history.windows.at(-1)!.tail?.[side].shocks?.find(({ quantile }) => quantile === PROPOSED);

/**
 * The move that import proposes, or without a tail the largest in the longest window, in basis points; the grid must reach
 * 1.25 times it.
 */
function designShock(snapshot: Snapshot, side: 'down' | 'up'): number {
  const move = proposed(snapshot, side)?.move ?? snapshot.history.windows.at(-1)![side][0]!;
  return Math.max(1, Math.min(side === 'down' ? 7_000 : 50_000, Math.ceil(move * 10_000)));
}

function designWords(snapshot: Snapshot, design: { readonly down: number; readonly up: number }) {
  const { seconds } = snapshot.history.windows.at(-1)!;
  if (!proposed(snapshot, 'down') || !proposed(snapshot, 'up')) {
    const words = `the largest of the snapshot's history over ${seconds} s`;
    return { words, down: -design.down, up: design.up };
  }
  const quantile = JSON.stringify({ quantile: PROPOSED, minutes: seconds / 60 });
  const words = `those that ${100 * PROPOSED} % of windows of ${seconds} s do not exceed, by the tail of the history`;
  return { words, down: quantile, up: quantile };
}
