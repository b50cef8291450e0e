/**
 * Every key of the bucket (pipeline.md 2.1), built, parsed and granted here and nowhere else. Numbers are
 * zero-padded, so that a listing comes in number order. `parse` is the exact inverse of `build`: what
 * `build` would refuse, `parse` answers with undefined.
 */
export interface KeyShape<Parts> {
  build(parts: Parts): string;
  parse(key: string): Parts | undefined;
  /** All keys of this shape, or those with a known part, as a policy writes it: `*` is any text, slashes too. */
  pattern(known?: Partial<Parts>): string;
  /** The pattern of all that lies where keys of this shape do, also of what no key may be called. */
  readonly folder: string;
}

/** What may stand in a key, by name: a pattern for texts, a width and a range for numbers. */
const PARTS = {
  sweepId: /^[a-z0-9][a-z0-9-]{5,62}$/,
  digest: /^[0-9a-f]{64}$/,
  market: /^[a-z0-9][a-z0-9-]{1,30}$/,
  businessDate: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  /** One name with an ending, or one inside `tables/`; every name that a snapshot may give a file of columns. */
  file: /^(?:tables\/)?[a-z0-9_-][a-z0-9._-]{0,99}\.[a-z0-9]{1,10}$/,
  part: /^[a-z0-9]{1,16}$/,
  round: { width: 4, min: 1, max: 9_999 },
  gen: { width: 1, min: 0, max: 3 },
  shard: { width: 8, min: 0, max: 49_999 },
  fold: { width: 4, min: 0, max: 9_999 },
  attempt: { width: 4, min: 0, max: 9_999 },
} as const;
type PartName = keyof typeof PARTS;
type PartsOf<Names extends PartName> = {
  readonly [Name in Names]: (typeof PARTS)[Name] extends RegExp ? string : number;
};

type Sweep = PartsOf<'sweepId'>;
type InRound = PartsOf<'sweepId' | 'round'>;
type InShard = PartsOf<'sweepId' | 'shard'>;
type Generation = PartsOf<'sweepId' | 'round' | 'gen'>;

export const snapshotKey = shape<PartsOf<'digest' | 'file'>>('snapshots/{digest}/{file}');
/** Which snapshot and sweep file a night uses. */
export const inboxKey = shape<PartsOf<'market' | 'businessDate'>>('inbox/{market}/{businessDate}.json');
/** Asks sweepUp to look at a round; the only key that functions delete. */
export const markerKey = shape<InRound>('open/{sweepId}/{round}');
export const manifestKey = shape<Sweep>('sweeps/{sweepId}/manifest.json');
export const roundKey = shape<InRound>('sweeps/{sweepId}/rounds/{round}.json');
/** Written before sending. */
export const issueKey = shape<Generation>('sweeps/{sweepId}/issues/{round}.{gen}.json');
/** Written after sending; its time is the send time. */
export const sentKey = shape<Generation>('sweeps/{sweepId}/sent/{round}.{gen}');
export const cancelKey = shape<InRound>('sweeps/{sweepId}/cancels/{round}.json');
export const resultKey = shape<InShard>('sweeps/{sweepId}/results/{shard}.parquet');
/** A result that takes the place of one that was damaged; it counts from a round on. */
export const mendedKey = shape<InShard & InRound>('sweeps/{sweepId}/results/{shard}.{round}.parquet');
export const tombstoneKey = shape<InShard & InRound>('sweeps/{sweepId}/failed/{shard}.{round}.json');
/** A second, different result for a shard, named by its own digest. */
export const anomalyKey = shape<InShard & PartsOf<'digest'>>(
  'sweeps/{sweepId}/anomalies/{shard}.{digest}.json',
);
export const closeKey = shape<InRound>('sweeps/{sweepId}/closes/{round}.json');
/** What an attempt at a piece of the reduce could not believe. */
export const damageKey = shape<InRound & PartsOf<'part'>>('sweeps/{sweepId}/damages/{round}.{part}.json');
/** Claim: attempt n at a piece of the reduce. */
export const tryKey = shape<InRound & PartsOf<'part' | 'attempt'>>(
  'sweeps/{sweepId}/tries/{round}.{part}.{attempt}',
);
/** Partial reduce of neighbouring shards. */
export const foldKey = shape<InRound & PartsOf<'fold'>>('sweeps/{sweepId}/folds/{round}.{fold}.bin');
export const reportKey = shape<InRound & PartsOf<'file'>>('sweeps/{sweepId}/reports/{round}/{file}');
export const latestKey = shape<Sweep>('sweeps/{sweepId}/latest.json');
/** Newest nightly report of a market. */
export const marketLatestKey = shape<PartsOf<'market'>>('latest/{market}.json');
/** Somebody was told of an alert, which is not told again. */
export const toldKey = shape<Sweep & PartsOf<'digest'>>('sweeps/{sweepId}/told/{digest}');
/** A message nobody could read, named by its digest. */
export const poisonKey = shape<PartsOf<'digest'>>('poison/{digest}.json');
/** The page of all nights, and what it is made of. */
export const ARCHIVE_KEY = 'index.html';
export const NIGHTS_KEY = 'nights.json';
/** The kill switch. */
export const STOP_KEY = 'control/stop.json';

/** What ids of nights begin with. */
export const NIGHTLY = 'nightly-';
/** Of a pattern of keys of any sweep, those of nights. */
export const ofNights = (pattern: string): string => pattern.replace(/^sweeps\/\*/, `sweeps/${NIGHTLY}*`);

/** A part of the reduce: one of its folds, or the report. */
export const foldPart = (fold: number): string => `fold${written('fold', fold)}`;
export const REPORT_PART = 'report';

/** What to list: all objects of a sweep that have the same shape. */
export type Folder =
  | 'rounds'
  | 'issues'
  | 'sent'
  | 'results'
  | 'failed'
  | 'anomalies'
  | 'damages'
  | 'tries'
  | 'folds'
  | 'reports';
export const folderOf = (sweepId: string, folder: Folder): string =>
  `sweeps/${written('sweepId', sweepId)}/${folder}/`;
export const openFolder = 'open/';

function shape<Parts extends object>(template: string): KeyShape<Parts> {
  const pieces = template.split(/\{(\w+)\}/); // text, name, text, name, ..., text
  const names = pieces.filter((_, i) => i % 2 === 1) as PartName[];
  const own = new RegExp(`^${pieces.map((piece, i) => (i % 2 === 1 ? '(.+?)' : escaped(piece))).join('')}$`);

  const build = (parts: Parts): string => {
    const values = parts as Readonly<Record<string, unknown>>;
    return pieces
      .map((piece, i) => (i % 2 === 1 ? written(piece as PartName, values[piece]) : piece))
      .join('');
  };
  const parse = (key: string): Parts | undefined => {
    const found = own.exec(key)?.slice(1);
    if (!found) return undefined;
    const parts = Object.fromEntries(names.map((name, i) => [name, read(name, found[i]!)]));
    const sound = names.every((name) => parts[name] !== undefined);
    return sound ? (parts as Parts) : undefined;
  };
  const pattern = (known: Partial<Parts> = {}): string => {
    const values = known as Readonly<Record<string, unknown>>;
    const open = (name: string) => (name in values ? written(name as PartName, values[name]) : '*');
    return pieces.map((piece, i) => (i % 2 === 1 ? open(piece) : piece)).join('');
  };
  return { build, parse, pattern, folder: folderPattern(pattern()) };
}

// `sweeps/*/results/*.parquet` to `sweeps/*/results/*`: up to the last segment that is the same for all, and all below.
function folderPattern(pattern: string): string {
  const segments = pattern.split('/');
  const fixed = segments.findLastIndex((segment) => !segment.includes('*'));
  return fixed === segments.length - 1 ? pattern : [...segments.slice(0, fixed + 1), '*'].join('/');
}

function written(name: PartName, value: unknown): string {
  const rule = PARTS[name];
  if (rule instanceof RegExp) {
    if (typeof value === 'string' && rule.test(value)) return value;
    throw new RangeError(`key part ${name} must match ${rule.source}, got ${value}`);
  }
  if (typeof value === 'number' && Number.isInteger(value) && rule.min <= value && value <= rule.max) {
    return String(value).padStart(rule.width, '0');
  }
  throw new RangeError(
    `key part ${name} must be a whole number from ${rule.min} to ${rule.max}, got ${value}`,
  );
}

function read(name: PartName, text: string): string | number | undefined {
  const rule = PARTS[name];
  if (rule instanceof RegExp) return rule.test(text) ? text : undefined;
  if (text.length !== rule.width || !/^[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return rule.min <= value && value <= rule.max ? value : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
