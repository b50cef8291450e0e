// How far a forecast is from what was metered: the bundled example, and account lists of any length, each run whole on this machine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PURPOSE, uniforms } from '../../shared/cascade/numbers/random.ts';
import { sha256 } from '../../shared/market/digest.ts';
import { SNAPSHOT, SWEEP } from '../sweep/small.ts';
import type { Figure } from './measure.ts';
import { EXAMPLE, runNightly } from './nightly.bench.ts';

export const forecastBench = (sizes: readonly number[]): Figure[] => [
  ...figures('forecast of the example', join(EXAMPLE, 'sweep.json')),
  ...sizes.flatMap((accounts) => {
    const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
    try {
      return figures(`forecast of ${accounts} accounts`, writeMarket(folder, accounts));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }),
];

function figures(name: string, sweepFile: string): Figure[] {
  const { digest, forecast, metered } = runNightly(sweepFile, 2);
  const row = (what: string, planned: number, got: number): Figure => ({
    name: `${name}, ${what}: ${planned.toFixed(1)} s, metered ${got.toFixed(1)} s`,
    value: planned / got,
    unit: 'ratio',
    checksum: digest.slice(0, 12),
  });
  return [
    row('processor time', forecast.coreSeconds, metered.coreSeconds),
    row('until the last result', forecast.wallSeconds, metered.wallSeconds),
  ];
}

/** Leverage from 3 to 50, sizes over three orders of magnitude; a fund that runs out, so that winners are deleveraged. */
function writeMarket(folder: string, accounts: number): string {
  const draw = (lane: number) => {
    const values = new Float64Array(accounts);
    uniforms({ seedLow: 21, seedHigh: 0, path: 0, purpose: PURPOSE.sizes, lane }, 0, accounts, values);
    return values;
  };
  const [sizes, entries] = [draw(0), draw(1)];
  const held = [0, 0];
  const rows = Array.from({ length: accounts }, (_, i) => {
    const quantity = Number((0.01 * 1_000 ** sizes[i]!).toFixed(6));
    const entry = Number((99.5 + entries[i]!).toFixed(2));
    held[i % 2]! += quantity;
    const collateral = (quantity * entry) / [3, 5, 10, 20, 50][i % 5]!;
    return `${i % 2 === 0 ? 'long' : 'short'},${quantity},${entry},${collateral.toFixed(4)}`;
  });
  const csv = `side,quantity,entryPrice,collateral\n${rows.join('\n')}\n`;
  const openInterest = Math.max(...held) * 1.0001;
  const snapshot = {
    ...SNAPSHOT,
    market: { ...SNAPSHOT.market, openInterest },
    positions: { kind: 'accounts', file: 'positions.csv', sha256: sha256(csv), count: accounts },
    tiers: [{ floor: 0, rate: 0.004, maxLeverage: 100 }],
    depth: { kind: 'law', law: { law: 'exponential', beta: 0.15 / openInterest } },
    rules: {
      ...SNAPSHOT.rules,
      triggerRule: { rule: 'lagged', latencySeconds: 60 },
      ownShare: 0.2,
      permanentShare: 0.1,
    },
    fund: { balance: openInterest / 50 },
  };
  writeFileSync(join(folder, 'positions.csv'), csv);
  writeFileSync(join(folder, 'snapshot.json'), JSON.stringify(snapshot));
  const sweepFile = join(folder, 'sweep.json');
  const paths = Math.max(10, 400_000 / accounts); // seconds, not minutes
  writeFileSync(
    sweepFile,
    JSON.stringify({ ...SWEEP, paths: { decision: paths, other: Math.ceil(paths / 10) } }),
  );
  return sweepFile;
}
