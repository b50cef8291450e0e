/** Which way a finding that is let pass makes the report err. */
export type CheckBias = 'optimistic' | 'pessimistic' | 'unknown';

interface Check {
  /** What is counted, as the subject of a sentence. */
  readonly words: string;
  /** Of what the value is a share, or what it counts. */
  readonly of: string;
  /** Above it, nobody believes the input unasked: import refuses, a report says it; null: said, never asked. */
  readonly limit: number | null;
  /** Above it, a sweep refuses too; null: it runs, and its report says so. */
  readonly sweepLimit: number | null;
  readonly bias: CheckBias;
}

/** What a market is asked before it is believed, and above which value: the one table of thresholds. */
export const CHECKS = {
  'under-water': {
    words: 'accounts whose equity at the mark price is below zero',
    of: 'accounts',
    limit: 0,
    sweepLimit: 0,
    bias: 'optimistic',
  },
  leverage: {
    words: "accounts above the venue's maximum leverage, at entry and at the mark price",
    of: 'accounts',
    limit: 0,
    sweepLimit: 0,
    bias: 'unknown',
  },
  doubled: {
    words: 'rows of one account that stand twice, number by number',
    of: 'rows',
    limit: 0,
    sweepLimit: 0,
    bias: 'unknown',
  },
  'doubled-unnamed': {
    words: 'rows without a name that stand twice, number by number',
    of: 'share of rows',
    limit: 0.01,
    sweepLimit: null,
    bias: 'unknown',
  },
  sides: {
    words: 'contracts of one side that have no other side',
    of: 'share of open interest',
    limit: 0.01,
    sweepLimit: 0.1,
    bias: 'optimistic',
  },
  hedged: {
    words: 'contracts that an owner holds on both sides',
    of: 'share of open interest',
    limit: 0.05,
    sweepLimit: 0.05,
    bias: 'pessimistic',
  },
  price: {
    words: 'distance of the last price before asOf from the mark price',
    of: 'share of the mark price',
    limit: 0.05,
    sweepLimit: 0.05,
    bias: 'unknown',
  },
  maintenance: {
    words: 'accounts under their maintenance margin at the mark price',
    of: 'accounts',
    limit: null,
    sweepLimit: null,
    bias: 'optimistic',
  },
  cushion: {
    words: 'money that the cushion rule adds, so that no account is reached at the start',
    of: 'share of the fund',
    limit: null,
    sweepLimit: null,
    bias: 'optimistic',
  },
  'no-collateral': {
    words: 'accounts without collateral',
    of: 'accounts',
    limit: null,
    sweepLimit: null,
    bias: 'unknown',
  },
  unheld: {
    words: 'open interest that no account of the list holds',
    of: 'share of open interest',
    limit: null,
    sweepLimit: null,
    bias: 'optimistic',
  },
  'tiers-fall': {
    words: 'tiers at whose floor the requirement falls',
    of: 'tiers',
    limit: null,
    sweepLimit: null,
    bias: 'unknown',
  },
  'tiers-jump': {
    words: 'tiers at whose floor the requirement jumps',
    of: 'tiers',
    limit: null,
    sweepLimit: null,
    bias: 'unknown',
  },
  deductions: {
    words: 'deductions that are not those of the rates',
    of: 'tiers',
    limit: null,
    sweepLimit: null,
    bias: 'unknown',
  },
  'deductions-missing': {
    words: 'tiers without a deduction',
    of: 'tiers',
    limit: null,
    sweepLimit: null,
    bias: 'optimistic',
  },
  'thin-depth': {
    words: 'open interest that depth within 10 % of the mid could not take',
    of: 'share of open interest',
    limit: null,
    sweepLimit: null,
    bias: 'unknown',
  },
  'thick-depth': {
    words: 'depth within 10 % of the mid beside open interest',
    of: 'times open interest',
    limit: null,
    sweepLimit: null,
    bias: 'optimistic',
  },
  'shared-fund': {
    words: 'other markets that draw on the same fund',
    of: 'markets',
    limit: null,
    sweepLimit: null,
    bias: 'optimistic',
  },
  unnamed: {
    words: 'sections of which neither a source nor an assumption speaks',
    of: 'sections',
    limit: null,
    sweepLimit: null,
    bias: 'unknown',
  },
} as const satisfies Readonly<Record<string, Check>>;

export type CheckId = keyof typeof CHECKS;
export const CHECK_IDS = Object.keys(CHECKS) as [CheckId, ...CheckId[]];
/** Those above whose limit a market must be accepted with a reason. */
export const ASKED_IDS = CHECK_IDS.filter((id) => CHECKS[id].limit !== null) as [CheckId, ...CheckId[]];

/** `--accept` and `accepted` know these. */
export const isAcceptable = (what: string): what is (typeof ASKED_IDS)[number] =>
  (ASKED_IDS as readonly string[]).includes(what);
