import { euBankChecks } from './banks.ts';
import { bracketChecks } from './brackets.ts';
import { type Check, rowsOf } from './check.ts';
import { clusterChecks, waveChecks } from './oct10.ts';
import type { Recorded } from './recorded.ts';
import { type NamedText, type Validation, validate } from './validate.ts';

/** Targets whose inputs are too large for a golden file, or under another licence: a folder of recorded data each. */
interface Target {
  readonly group: string;
  readonly files: readonly string[];
  readonly source: string;
  readonly checks: (subject: string, ...texts: string[]) => Check[];
}

const TARGETS: readonly Target[] = [
  {
    group: 'recorded/binance-brackets',
    files: ['binance-leverage-tiers-2024-10/tiers.csv.gz'],
    source: 'Binance USD-M leverage brackets of 24 October 2024, all 349 symbols',
    checks: bracketChecks,
  },
  {
    group: 'recorded/oct10-waves',
    files: [
      'hyperliquid-adl-2025-10-10/policy_per_wave_metrics.csv',
      'hyperliquid-adl-2025-10-10/wave_coin_gap_per_contract_h0.csv',
    ],
    source: 'Chitra et al. (2025), public analysis files',
    checks: waveChecks,
  },
  {
    group: 'recorded/oct10-clusters',
    files: ['hyperliquid-adl-2025-10-10/per_shock_metrics_queue.csv'],
    source: 'Chitra et al. (2025), public analysis files',
    checks: clusterChecks,
  },
  {
    group: 'recorded/eba-2018',
    files: ['eba-2018/firesale_EBA_2018.csv'],
    source: 'ox-inet-resilience/firesale_stresstest (Apache-2.0), EBA 2018 EU-wide stress test',
    checks: euBankChecks,
  },
];

/** Our own golden files, and then whatever of the recorded data is there. */
export function validateOurs(ours: readonly NamedText[], recorded: Recorded): Validation {
  const golden = validate(ours, ours, recorded);
  const more = recordedTargets(recorded);
  return { rows: [...golden.rows, ...more.rows], notRun: [...golden.notRun, ...more.notRun] };
}

function recordedTargets(recorded: Recorded): Validation {
  const found = TARGETS.map((target) => ({ ...target, texts: target.files.map(recorded) }));
  return {
    rows: found.flatMap(({ group, source, files, texts, checks }) =>
      isWhole(texts) ? rowsOf(group, source, checks(files[0]!, ...texts)) : [],
    ),
    notRun: found.flatMap(({ group, files, texts }) =>
      isWhole(texts)
        ? []
        : [{ group, reason: `${files[texts.indexOf(undefined)]} is not in the data folder` }],
    ),
  };
}

const isWhole = (texts: readonly (string | undefined)[]): texts is readonly string[] =>
  !texts.includes(undefined);
