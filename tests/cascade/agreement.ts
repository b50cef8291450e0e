// Column by column: does the product say what the oracle says?
import type { OutcomeColumn } from '../../shared/cascade/outcome.ts';
import type { TraceTick } from '../../shared/cascade/trace.ts';
import type { OracleColumn, OracleScenario } from './oracle/terms.ts';
import type { OracleRun } from './oracle.ts';

/** Below this, rounding decides which side of an edge a comparison falls on, and both may be right. */
export const EDGE = 1e-10;

const EXACT: readonly OracleColumn[] = [
  'rounds',
  'ticks',
  'firstSeconds',
  'halfSeconds',
  'peakSeconds',
  'lastSeconds',
  'fundEmptySeconds',
  'accountsTriggered',
  'accountsClosed',
  'accountsInnocent',
  'accountsDeficit',
  'adlAccounts',
  'winners',
];
const MONEY: readonly OracleColumn[] = [
  'liquidatedNotional',
  'marketNotional',
  'closeOutCost',
  'deficitNotional',
  'deficit',
  'deficitFirst',
  'deficitSecond',
  'fundIn',
  'fundDraw',
  'fundEnd',
  'fundNeed',
  'adlNotional',
  'adlHaircut',
  'socialised',
  'badDebt',
  'haircutTaken',
  'haircutNeeded',
  'openDeficit',
  'takenOverNotional',
  'vaultPeak',
  'vaultProfit',
  'takerProfit',
  'inventoryPeak',
  'inventoryLossPeak',
  'fundTrough',
];

interface Run {
  readonly outcome: Record<OutcomeColumn, number>;
  readonly flags: ReadonlySet<string>;
}

/** Every column in which two runs differ: counts and times at all, the rest by more than `tolerance`. */
export function differences(scene: OracleScenario, obtained: Run, expected: Run, tolerance = 1e-9): string[] {
  const unit = scene.rules.contract === 'linear' ? scene.rules.startPrice : 1 / scene.rules.startPrice;
  const quantity = scene.accounts.reduce((sum, account) => sum + account.quantity, 0);
  const size = (column: OracleColumn) => (MONEY.includes(column) ? quantity * unit : 1);
  const out: string[] = [];
  for (const [name, own] of Object.entries(obtained.outcome)) {
    const column = name as OutcomeColumn;
    if (column === 'flags' || column === 'conservation') continue;
    const value = expected.outcome[column];
    const same = EXACT.includes(column)
      ? own === value
      : Math.abs(own - value) <= tolerance * Math.max(Math.abs(value), size(column));
    if (!same) out.push(`${column} ${own}, expected ${value}`);
  }
  for (const flag of expected.flags) if (!obtained.flags.has(flag)) out.push(`flag ${flag} missing`);
  // Money or positions made out of nothing are nothing the oracle would say.
  for (const flag of obtained.flags) if (!expected.flags.has(flag)) out.push(`flag ${flag} unexpected`);
  return out;
}

export const isOnEdge = (run: OracleRun): boolean => run.tightest < EDGE;

/** One row per tick: where prices, fills or orders differ. One list, for there are a hundred thousand ticks. */
export function tickDifferences(
  { accounts }: OracleScenario,
  obtained: readonly TraceTick[],
  { ticks, closestRank }: OracleRun,
): string[] {
  if (obtained.length !== ticks.length) return [`${obtained.length} ticks, expected ${ticks.length}`];
  const quantity = accounts.reduce((sum, account) => sum + account.quantity, 0);
  // Where ranks nearly meet, rounding decides who comes first.
  const told = (who: readonly number[]) => String(closestRank < EDGE ? [...who].sort((a, b) => a - b) : who);
  const out: string[] = [];
  ticks.forEach((tick, k) => {
    const own = obtained[k]!;
    const same = (what: string, got: string, expected: string) => {
      if (got !== expected) out.push(`tick ${k + 1} ${what} ${got}, expected ${expected}`);
    };
    const near = (what: string, got: number, expected: number, size: number) => {
      const isNear = got === expected || Math.abs(got - expected) <= 1e-9 * size;
      if (!isNear) out.push(`tick ${k + 1} ${what} ${got}, expected ${expected}`);
    };
    for (const key of ['index', 'pre', 'mark', 'post', 'depthScale'] as const)
      near(key, own[key], tick[key], Math.abs(tick[key]));
    for (const key of ['displacedAfterDecay', 'permanentAfterDecay'] as const)
      near(key, own[key], tick[key], quantity);
    for (const key of ['triggered', 'takenOver', 'reduced'] as const)
      same(key, told(own[key]), told(tick[key]));
    same('fills', String(own.fills.map(whose)), String(tick.fills.map(whose)));
    same(
      'orders',
      String(own.inventory.map(([account]) => account)),
      String(tick.inventory.map(([account]) => account)),
    );
    own.inventory.forEach(([, held, limit], j) => {
      const [, heldThere = NaN, limitThere = NaN] = tick.inventory[j] ?? [];
      near(`order ${j}`, held, heldThere, quantity);
      near(`limit ${j}`, limit, limitThere, Math.abs(limitThere));
    });
  });
  return out;
}

const whose = ([account, kind]: readonly [number, string, ...unknown[]]): string => `${account} ${kind}`;
