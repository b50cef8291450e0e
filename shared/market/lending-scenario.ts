import * as z from 'zod/mini';
import type { Borrowers } from '../cascade/holders/borrower/borrowers.ts';
import type { CloseFactor } from '../cascade/holders/borrower/repayment.ts';
import type { LendingAsset, LendingInput } from '../cascade/lender/lending-input.ts';
import { type PoolFlow, type PoolTerms, YEAR_SECONDS } from '../cascade/lender/pool.ts';
import { depthOf } from '../cascade/venue/depth/depth.ts';
import { shockPathOf } from '../cascade/venue/shock.ts';
import { canonicalJson, sha256 } from './digest.ts';
import { object, prose } from './fields.ts';
import { aaveBorrowers } from './import/aave-borrowers.ts';
import type { VenueFile } from './import/table.ts';
import { type BorrowerRow, LendingPath, numbersIn } from './lending-schema.ts';
import { checked, refuse } from './parse.ts';
import { withoutRationals } from './rational.ts';
import { SCENARIO_DEFAULTS } from './scenario-defaults.ts';

/** One path of a lending market, spelled out. */
export interface LendingScenario {
  readonly name: string;
  readonly input: LendingInput;
}

const Document = object({ name: z._default(prose(200), 'lending'), config: LendingPath });

/** Is it a path of a lending market, and not of a venue? */
export const isLending = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'config' in value &&
  typeof value.config === 'object' &&
  value.config !== null &&
  'pools' in value.config;

/** The path of the export of accounts that a lending scenario names. */
export function borrowersFileOf(value: unknown): string | undefined {
  if (!isLending(value)) return undefined;
  const file = (value as { config: { borrowers?: { file?: unknown } } }).config.borrowers?.file;
  return typeof file === 'string' ? file : undefined;
}

/** Names a scenario by what it says, and by the accounts beside it. */
export const lendingDigest = (value: unknown, accounts: VenueFile | undefined): string =>
  sha256(canonicalJson({ value, accounts: accounts ? sha256(accounts.text) : null }));

/**
 * Reads a lending scenario, a value with the names of golden `credit-pool`: `name` and `config`. A number may be the text of a
 * rational, "14/15"; what a path expects is passed over.
 *
 * @param accounts the export that `borrowersFileOf` names
 * @throws RangeError `scenario... must rule, got value`
 */
export function lendingOf(value: unknown, subject = 'scenario', accounts?: VenueFile): LendingScenario {
  const { name, config } = typeof value === 'object' && value !== null ? (value as Partial<LendingFile>) : {};
  const document = checked(
    subject,
    Document,
    withoutRationals({ ...(name !== undefined && { name }), config }),
  );
  const { dt, assets, pools, borrowers, closeFactor, profit, minRepay } = document.config;
  const ticks = document.config.ticks ?? lastTick(document.config);
  const owing = Array.isArray(borrowers)
    ? borrowersOf(borrowers)
    : exported(
        borrowers,
        assets,
        accounts ?? refuse(`${subject}.config.borrowers`, 'come with its file', 'none'),
      );
  refuseBeyondPools(subject, pools, owing);
  refuseRunaways(subject, pools, ticks * dt);
  return {
    name: document.name,
    input: {
      tickSeconds: dt,
      ticks,
      assets: assets.map((asset) => assetOf(asset, dt, ticks)),
      pools: pools.map(poolTerms),
      borrowers: owing,
      terms: { closeFactor: closeFactorOf(closeFactor), profit, minRepay },
    },
  };
}

/** A pool has lent what those who are listed owe it, and more to others. */
function refuseBeyondPools(
  subject: string,
  pools: LendingPath['pools'],
  { debt, debtAsset }: Borrowers,
): void {
  pools.forEach(({ asset, borrowed }, i) => {
    const owed = debt.reduce((sum, own, k) => (debtAsset[k] === asset ? sum + own : sum), 0);
    if (owed > borrowed * (1 + 1e-12))
      refuse(`${subject}.config.pools.${i}.borrowed`, `be at least what borrowers owe, ${owed}`, borrowed);
  });
}

/** Doubles count money of the start no longer to a part in a thousand million where debts grow e^10 times, or more comes in. */
const MOST_GROWTH = 10;
const MOST_TIMES = 100_000;

/** Interest and deposits beside which what a pool held at the start is lost in rounding. */
function refuseRunaways(subject: string, pools: LendingPath['pools'], seconds: number): void {
  const years = seconds / YEAR_SECONDS;
  for (const [i, { curve, cash, borrowed, deposit }] of pools.entries()) {
    const rate = curve.base + curve.slope1 + curve.slope2;
    if (!(rate * years <= MOST_GROWTH))
      refuse(
        `${subject}.config.pools.${i}.curve`,
        `add base, slope1 and slope2 to at most ${MOST_GROWTH / years} a year, or debts grow e^${MOST_GROWTH} times in the path`,
        rate,
      );
    const most = MOST_TIMES * (cash + borrowed);
    for (const [tick, amount] of Object.entries(deposit))
      if (!(amount <= most))
        refuse(
          `${subject}.config.pools.${i}.deposit.${tick}`,
          `be at most ${MOST_TIMES} times what the pool holds at the start, ${cash + borrowed}`,
          amount,
        );
  }
}

interface LendingFile {
  readonly name: unknown;
  readonly config: unknown;
}

/** Where something last changes by itself. */
const lastTick = ({ assets, pools }: LendingPath): number =>
  Math.max(
    1,
    ...assets.flatMap(({ path, thresholdPath }) => [path?.length ?? 0, ...numbersIn(thresholdPath)]),
    ...pools.flatMap(({ withdraw, repay, deposit }) => [withdraw, repay, deposit].flatMap(numbersIn)),
  );

function assetOf(asset: LendingPath['assets'][number], tickSeconds: number, ticks: number): LendingAsset {
  const { price, slope, depth, path, decayPerTick, permanentShare, oracle, thresholdPath, bonus } = asset;
  const law = depth ?? (slope === undefined ? undefined : ({ law: 'linear', slope } as const));
  const { dt: _, horizon: __, rampSeconds: ___, depthScale, ...venue } = SCENARIO_DEFAULTS;
  return {
    price,
    market: law && {
      rules: {
        ...venue,
        startPrice: price,
        tickSeconds,
        horizonSeconds: ticks * tickSeconds,
        decayPerTick,
        permanentShare,
        triggerRule: oracle.rule === 'capped' ? { rule: 'capped', capPerTick: oracle.cap } : oracle,
      },
      depth: depthOf(law, price),
      path: shockPathOf(
        0,
        Float64Array.from(path ?? [price], (own) => own / price),
      ),
      depthScale,
    },
    ceiling: asset.ceiling,
    threshold: asset.threshold,
    bonus: typeof bonus === 'number' ? { most: bonus, share: 1, fullAt: 0 } : bonus,
    cuts: Object.entries(thresholdPath).map(([tick, threshold]) => ({ tick: Number(tick), threshold })),
  };
}

function poolTerms({
  asset,
  curve,
  reserveFactor,
  cash,
  borrowed,
  ...own
}: LendingPath['pools'][number]): PoolTerms {
  const ticks = new Set([own.withdraw, own.repay, own.deposit].flatMap(numbersIn));
  const flows = [...ticks].map(
    (tick): PoolFlow => ({
      tick,
      withdraw: own.withdraw[tick] ?? 0,
      repay: own.repay[tick] ?? 0,
      deposit: own.deposit[tick] ?? 0,
    }),
  );
  return { asset, curve, reserveFactor, cash, borrowed, flows };
}

function borrowersOf(rows: readonly BorrowerRow[]): Borrowers {
  const collateral = rows.map((row) => Object.entries(row.collateral));
  const first = new Int32Array(rows.length + 1);
  collateral.forEach((own, i) => {
    first[i + 1] = first[i]! + own.length;
  });
  return {
    count: rows.length,
    first,
    asset: Int32Array.from(collateral.flat(), ([asset]) => Number(asset)),
    amount: Float64Array.from(collateral.flat(), ([, amount]) => amount),
    debt: Float64Array.from(rows, ({ debt }) => debt),
    debtAsset: Int32Array.from(rows, ({ debtAsset }) => debtAsset),
    threshold: rows.some(({ threshold }) => threshold !== undefined)
      ? Float64Array.from(rows, ({ threshold }) => threshold!)
      : undefined,
  };
}

/** Money of an export as units of two assets, at their prices of the start. */
function exported(
  { collateralAsset, debtAsset }: Exclude<LendingPath['borrowers'], readonly unknown[]>,
  assets: LendingPath['assets'],
  { name, text }: VenueFile,
): Borrowers {
  const { count, collateral, debt, threshold } = aaveBorrowers(name, text);
  return {
    count,
    first: Int32Array.from({ length: count + 1 }, (_, i) => i),
    asset: new Int32Array(count).fill(collateralAsset),
    amount: collateral.map((money) => money / assets[collateralAsset]!.price),
    debt: debt.map((money) => money / assets[debtAsset]!.price),
    debtAsset: new Int32Array(count).fill(debtAsset),
    threshold,
  };
}

function closeFactorOf(rule: LendingPath['closeFactor']): CloseFactor {
  if (rule === 'all') return { rule: 'all' };
  return 'target' in rule ? { rule: 'target', health: rule.target } : { rule: 'half', ...rule };
}
