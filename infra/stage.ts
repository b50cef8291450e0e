import { Duration } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import { type NightlyMarket, parseMarkets } from '../functions/nightly/markets.ts';
import { ACCOUNT, type Concurrency, concurrencyOf } from './concurrency.ts';
import { refuseAmbiguousTime } from './daylight.ts';

/** What one deployment is like; everything comes from the CDK's context (`-c name=value`, or cdk.json). */
export interface Stage {
  /** Dimension of every metric; `local` is an emulator. */
  readonly name: string;
  /** A time limit of AWS, shortened for tests. */
  readonly limit: (seconds: number) => Duration;
  readonly concurrency: Concurrency;
  readonly markets: readonly NightlyMarket[];
  /** Told of every alarm; nobody if undefined. */
  readonly alarmEmail: string | undefined;
  /** Alarms when sweeps spend more in an hour. */
  readonly usdPerHour: number;
  /** AWS Budgets warns at 50, 80 and 100 % of it; undefined leaves the budget out. */
  readonly usdPerMonth: number | undefined;
}

export function stageOf(node: Node): Stage {
  const name = text(node, 'stage') ?? 'prod';
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(name)) {
    throw new RangeError(`context stage must be 1 to 16 of a-z, 0-9 and -, got ${name}`);
  }
  const markets = parseMarkets(node.tryGetContext('markets') ?? []);
  for (const { at, zone } of markets) refuseAmbiguousTime(at, zone, Date.now());
  const divisor = node.tryGetContext('fast') === undefined ? 1 : FAST;
  return {
    name,
    limit: (seconds) => Duration.seconds(Math.max(Math.ceil(seconds / divisor), SHORTEST_SECONDS)),
    concurrency: concurrencyOf(amount(node, 'accountConcurrency', ACCOUNT)),
    markets,
    alarmEmail: text(node, 'alarmEmail'),
    usdPerHour: amount(node, 'usdPerHour', 10),
    usdPerMonth: name === 'local' ? undefined : amount(node, 'usdPerMonth', 100), // emulators have no bill
  };
}

/** `-c fast`: tests do not wait four minutes for a time-out. */
const FAST = 20;
const SHORTEST_SECONDS = 5;

function text(node: Node, name: string): string | undefined {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || typeof value === 'string') return value;
  throw new RangeError(`context ${name} must be a text, got ${JSON.stringify(value)}`);
}

function amount(node: Node, name: string, otherwise: number): number {
  const value = Number(node.tryGetContext(name) ?? otherwise);
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new RangeError(`context ${name} must be a number > 0, got ${node.tryGetContext(name)}`);
}
