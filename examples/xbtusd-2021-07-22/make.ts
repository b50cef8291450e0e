// Makes snapshot.json of the published figures beside it:
//   node examples/xbtusd-2021-07-22/make.ts [facts.json]
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { steppedTiers } from '../../shared/market/import/stepped-tiers.ts';
import { parseSnapshot, type Snapshot, snapshotText } from '../../shared/market/snapshot.ts';

interface Tail {
  readonly threshold: number;
  readonly exceedances: number;
  readonly xi: number;
  readonly beta: number;
}

interface WorstMoves {
  readonly windows: number;
  readonly down: number[];
  readonly up: number[];
  /** At 0.5, 0.9, 0.95 and 0.99 of the windows. */
  readonly quantiles: { readonly down: number[]; readonly up: number[] };
}

/** The part of the facts file that the snapshot takes. */
export interface Facts {
  readonly market: {
    readonly asOf: string;
    readonly markPriceUsd: number;
    readonly openInterestUsd: number;
    readonly takerFee: number;
  };
  readonly marginRule: {
    readonly initialMargin: number;
    readonly maintenanceMargin: number;
    readonly riskLimitXbt: number;
    readonly riskStepXbt: number;
    readonly source: string;
  };
  readonly insuranceFund: {
    readonly xbt: number;
    readonly venueOpenInterestXbt: number;
    readonly marketOpenInterestXbt: number;
    readonly source: string;
  };
  readonly depth: {
    readonly distance: number[];
    readonly bidUsd: number[];
    readonly askUsd: number[];
    readonly source: string;
  };
  readonly shockTail: { readonly down: Tail; readonly up: Tail };
  readonly leverageMix: { readonly leverage: number[]; readonly share: number[] };
  readonly bars: {
    readonly endTime: number[];
    readonly lowUsd: number[];
    readonly highUsd: number[];
    readonly volumeBtc: number[];
    readonly source: string;
  };
  readonly worstMoves: {
    readonly oneHour: WorstMoves;
    readonly fourHours: WorstMoves;
    readonly source: string;
  };
}

/** Floors from 0 and 200 to 2,900 XBT. What lies above is some 3 % of an estimated side, in a handful of accounts. */
const RISK_STEPS = 28;

export function snapshotOf(facts: Facts): Snapshot {
  const { market, marginRule, insuranceFund, depth, shockTail, leverageMix, bars, worstMoves } = facts;
  const { xbt, venueOpenInterestXbt, marketOpenInterestXbt } = insuranceFund;
  const tail = ({ threshold, exceedances, xi, beta }: Tail) => ({ threshold, exceedances, xi, beta });
  const snapshot: Snapshot = {
    schema: 'market-snapshot/1',
    asOf: market.asOf,
    market: {
      id: 'bitmex-xbtusd',
      venue: 'bitmex',
      symbol: 'XBTUSD',
      contract: 'inverse',
      quoteCurrency: 'USD',
      settlementCurrency: 'XBT',
      markPrice: market.markPriceUsd,
      openInterest: market.openInterestUsd,
    },
    tiers: steppedTiers({
      baseLimit: marginRule.riskLimitXbt,
      stepLimit: marginRule.riskStepXbt,
      initialRate: marginRule.initialMargin,
      maintenanceRate: marginRule.maintenanceMargin,
      initialPerStep: marginRule.maintenanceMargin,
      maintenancePerStep: marginRule.maintenanceMargin,
      steps: RISK_STEPS,
    }),
    positions: {
      kind: 'estimated',
      accountsPerSide: { long: 2_000, short: 2_000 },
      sizeDispersion: 1.8,
      ageHalfLifeDays: 1,
      leverageTilt: -0.4,
      standingShare: { long: 1, short: 0.5 },
      leverageMix: { leverage: leverageMix.leverage, long: leverageMix.share, short: leverageMix.share },
      bars: {
        endTimeSeconds: bars.endTime,
        low: bars.lowUsd,
        high: bars.highUsd,
        volume: bars.volumeBtc,
      },
    },
    depth: {
      kind: 'profile',
      distance: depth.distance,
      bid: depth.bidUsd,
      ask: depth.askUsd,
      beyond: 'flat',
      outside: { cost: 0.005, multiple: 1 },
    },
    rules: {
      mechanism: {
        name: 'takeover',
        patienceSeconds: 300,
        easePerMinute: 0.001,
        stepDown: 'reduce',
        mostReductions: 3,
      },
      triggerRule: { rule: 'lagged', latencySeconds: 10 },
      ownShare: 0.2,
      feeRate: market.takerFee,
      leftover: 'fund',
      permanentShare: 0,
      permanentTo: 'index',
      halfLifeSeconds: 30,
      withdrawal: [
        [0, 1],
        [0.025, 0.8],
        [0.05, 0.5],
        [0.1, 0.25],
        [0.2, 0.15],
      ],
      adl: { when: 'fund-empty', policy: 'queue' },
      socialised: false,
      backstop: null,
    },
    // To the hundredth of a coin: more digits than the assumption deserves.
    fund: { balance: Math.round((xbt * marketOpenInterestXbt * 100) / venueOpenInterestXbt) / 100 },
    history: {
      windows: [
        {
          seconds: 3_600,
          count: worstMoves.oneHour.windows,
          down: worstMoves.oneHour.down,
          up: worstMoves.oneHour.up,
          quantiles: worstMoves.oneHour.quantiles,
        },
        {
          seconds: 14_400,
          count: worstMoves.fourHours.windows,
          down: worstMoves.fourHours.down,
          up: worstMoves.fourHours.up,
          quantiles: worstMoves.fourHours.quantiles,
          tail: { down: tail(shockTail.down), up: tail(shockTail.up) },
        },
      ],
    },
    assumptions: ASSUMPTIONS,
    sources: [
      { name: 'tiers', source: marginRule.source, asOf: market.asOf },
      { name: 'market', source: 'venue instrument record of the same minute', asOf: market.asOf },
      { name: 'depth', source: depth.source, asOf: market.asOf },
      { name: 'positions', source: bars.source, asOf: market.asOf },
      { name: 'history', source: worstMoves.source, asOf: market.asOf },
      { name: 'fund', source: insuranceFund.source, asOf: '2020-03-16' },
    ],
  };
  return parseSnapshot(JSON.stringify(snapshot));
}

const ASSUMPTIONS: Snapshot['assumptions'] = [
  {
    id: 'fund-share',
    of: 'fund',
    text: "The venue's insurance fund serves all its markets; this market is given the share of its open value in that of the venue: 34,695 XBT x 17,843 / 33,745.",
  },
  {
    id: 'fund-date',
    of: 'fund',
    text: 'The fund is the balance of 16 March 2020, 16 months older than the rest.',
  },
  {
    id: 'leverage-mix',
    of: 'positions',
    text: "By leverage at entry, the shares of what was opened (2 to 100 times) are not public; the same on both sides, tilted by leverage to the power of -0.4, fitted to this venue's liquidations from January to March 2020.",
  },
  {
    id: 'accounts',
    of: 'positions',
    text: '2,000 accounts a side; the venue does not publish how many there are.',
  },
  {
    id: 'size-dispersion',
    of: 'positions',
    text: 'Account sizes are log-normal with a standard deviation of 1.8; not fitted to this venue.',
  },
  {
    id: 'age-half-life',
    of: 'positions',
    text: "Half of the positions opened at a time are gone after a day: fitted to this venue's liquidations from January to March 2020.",
  },
  {
    id: 'bars-index',
    of: 'history',
    text: 'Bars and worst moves are those of a BTC-USD index, not of the venue itself.',
  },
  {
    id: 'risk-limit-rows',
    of: 'tiers',
    text: 'The stepping rule is the one documented in 2020. The table ends at 2,900 XBT; above it the last row holds, which asks less margin of the few larger accounts than the rule would.',
  },
  {
    id: 'mark-latency',
    of: 'rules',
    text: 'Liquidations are triggered by a price that is 10 s old; the age of the mark of this venue is not published.',
  },
  {
    id: 'own-share',
    of: 'rules',
    text: "The venue's own price weighs 0.2 in that mark, the outside index 0.8.",
  },
  {
    id: 'depth-recovery',
    of: 'rules',
    text: "What forced trades displace is gone by half after 30 s, and nothing of it stays: the shocks come from the history of an index that holds what stayed. The half-life is fitted to this venue's 12 March 2020.",
  },
  {
    id: 'depth-beyond',
    of: 'depth',
    text: 'Beyond the last recorded distance, 50 % from the mid, everything trades at that price: kind to whoever closes there, but no price is made up.',
  },
  {
    id: 'outside-depth',
    of: 'depth',
    text: 'Buyers and sellers on other venues, as many as here, are reached by arbitrage at a cost of 0.5 %; how many there are is a guess.',
  },
  {
    id: 'standing-shorts',
    of: 'positions',
    text: 'Half of the shorts are closed, topped up or hedged before their trigger, all longs stand: from liquidations of 3.51 and 1.89 % of open interest a day in 2020.',
  },
  {
    id: 'depth-profile',
    of: 'depth',
    text: 'Between two distances of the depth profile, orders are spread evenly.',
  },
  {
    id: 'makers-leave',
    of: 'rules',
    text: 'Makers leave as the price moves: 0.8, 0.5, 0.25 and 0.15 of the depth are left at moves of 2.5, 5, 10 and 20 %, after what was seen on large moves and told of 13 March 2020.',
  },
  {
    id: 'takeover',
    of: 'rules',
    text: "The venue takes accounts over at their bankruptcy price and works them off at that price or better, easing by 0.1 % a minute after 300 s; accounts above the lowest risk limit are first reduced, at most 3 times. The rule is the venue's; ease and number of reductions are fitted to 2020, patience is chosen.",
  },
  {
    id: 'liquidation-fee',
    of: 'rules',
    text: 'Where accounts are closed in the market (the compared mechanisms), closing costs the taker fee of 0.075 % and what is left of the margin goes to the fund; an account taken over is worth what its order earns.',
  },
  {
    id: 'path-shape',
    of: 'path',
    text: 'The shock takes 240 minutes as a bridge with the daily volatility of the 30 days before, 3.54 %; how volatility clusters in it and how much depth differs between paths are chosen, not fitted.',
  },
];

if (import.meta.main) {
  const here = new URL('./', import.meta.url);
  const facts = JSON.parse(readFileSync(argv[2] ?? new URL('facts.json', here), 'utf8')) as Facts;
  writeFileSync(new URL('snapshot.json', here), snapshotText(snapshotOf(facts)));
}
