// One key of each kind as the bucket shows it, written out: neither a changed shape nor its grant moves these.

const DIGEST = '0f3a12bc9d4e5f60'.repeat(4);
const SWEEP = 'sweeps/xbtusd-nightly-0f3a12bc9d4e';

export const REAL_KEYS = {
  snapshot: `snapshots/${DIGEST}/positions.parquet`,
  inbox: 'inbox/bitmex-xbtusd/2026-01-31.json',
  marker: 'open/xbtusd-nightly-0f3a12bc9d4e/0002',
  manifest: `${SWEEP}/manifest.json`,
  round: `${SWEEP}/rounds/0002.json`,
  issue: `${SWEEP}/issues/0002.1.json`,
  sent: `${SWEEP}/sent/0002.1`,
  cancel: `${SWEEP}/cancels/0002.json`,
  result: `${SWEEP}/results/00000017.parquet`,
  mended: `${SWEEP}/results/00000017.0002.parquet`,
  tombstone: `${SWEEP}/failed/00000017.0002.json`,
  anomaly: `${SWEEP}/anomalies/00000017.${DIGEST}.json`,
  close: `${SWEEP}/closes/0002.json`,
  damage: `${SWEEP}/damages/0002.fold0003.json`,
  try: `${SWEEP}/tries/0002.report.0000`,
  fold: `${SWEEP}/folds/0002.0003.bin`,
  report: `${SWEEP}/reports/0002/tables/cells.parquet`,
  latest: `${SWEEP}/latest.json`,
  marketLatest: 'latest/bitmex-xbtusd.json',
  told: `${SWEEP}/told/${DIGEST}`,
  poison: `poison/${DIGEST}.json`,
  archive: 'index.html',
  nights: 'nights.json',
  stop: 'control/stop.json',
} as const;
export type Kind = keyof typeof REAL_KEYS;

/** Whether a policy's pattern covers a key: `*` is any text, slashes too. */
export const covers = (pattern: string, key: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(key);

/** The kinds of keys that some pattern covers. */
export const kindsOf = (patterns: readonly string[]): Kind[] =>
  (Object.keys(REAL_KEYS) as Kind[]).filter((kind) =>
    patterns.some((pattern) => covers(pattern, REAL_KEYS[kind])),
  );
