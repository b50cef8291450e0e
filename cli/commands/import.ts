import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { type ImportRequest, importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import { TIER_FORMATS, type TierFormat } from '../../shared/market/import/tier-formats.ts';
import { snapshotDigest } from '../../shared/market/snapshot.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { plural } from '../numbers.ts';
import { positiveNumber } from '../options.ts';
import { say, sayJson, shownPath } from '../terminal.ts';

interface Choices {
  readonly base: string;
  readonly levels?: string;
  readonly venue?: string;
  readonly symbol?: string;
  readonly contractValue: number;
  readonly beyond?: 'stop' | 'flat' | 'extend';
  readonly beyondShare?: number;
  readonly tiers?: string;
  readonly tierFormat?: TierFormat;
  readonly tierSymbol?: string;
  readonly positions?: string;
  readonly prices?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const FORMATS = Object.keys(TIER_FORMATS);

/** Turns venue files into the snapshot that a sweep names. */
export const importing = (done: (code: ExitCode) => void): Command =>
  new Command('import')
    .description('make a snapshot of venue files: order book, margin table, accounts, prices')
    .requiredOption(
      '--base <file>',
      'snapshot whose sections the files replace or provide; it says asOf and market',
    )
    .requiredOption('--out <folder>', 'takes snapshot.json and the files beside it')
    .option('--levels <file>', 'order book, CSV: venue, symbol, recv_ts, side, level, price, size')
    .option('--venue <name>', 'whose book in that file')
    .option('--symbol <name>', 'which book in that file')
    .option(
      '--contract-value <units>',
      'units of quantity in one unit of its size',
      positiveNumber('contract value'),
      1,
    )
    .addOption(
      new Option('--beyond <rule>', 'what holds beyond the levels').choices(['stop', 'flat', 'extend']),
    )
    .option(
      '--beyond-share <share>',
      'of the visible density that goes on, for extend',
      positiveNumber('beyond share'),
    )
    .option('--tiers <file>', "the venue's margin table")
    .addOption(new Option('--tier-format <name>', 'how it is written').choices(FORMATS))
    .option('--tier-symbol <name>', 'which market in that file (default: --symbol)')
    .option('--positions <file>', 'accounts, CSV: side, quantity, entryPrice, collateral, account, owner')
    .option('--prices <file>', 'hourly prices, CSV: become history, and bars of estimated positions')
    .option('--force', 'write over a snapshot that is there')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade import --base snapshot.json --levels levels.csv.gz --venue bitmex --symbol XBTUSD --beyond stop --out full-depth
  $ cascade import --base base.json --tiers tiers.csv.gz --tier-format binance-csv --tier-symbol BTCUSDT --out btc
  $ cascade import --base base.json --positions accounts.csv --prices BTC_1h.csv --out mine

Files may be packed with gzip. The result is checked as any snapshot is; if it is refused, nothing is written.`,
    )
    .action(async (choices: Choices) => {
      await importFiles(choices);
      done(EXIT.ok);
    });

async function importFiles(choices: Choices): Promise<void> {
  const { out, force, json } = choices;
  const { snapshot, text, files } = importSnapshot(await requestOf(choices));
  const target = join(out, 'snapshot.json');
  if (!force && (await isThere(target))) {
    throw new RangeError(`${target} must be absent, or --force must be given, got a file`);
  }
  await mkdir(out, { recursive: true });
  for (const file of files) await writeFile(join(out, file.name), file.text);
  await writeFile(target, text);
  const { market, positions, depth, tiers } = snapshot;
  const digest = snapshotDigest(snapshot);
  if (json) sayJson({ snapshot: target, digest, files: files.map(({ name }) => name) });
  else {
    const { bids = [], asks = [] } = depth.kind === 'levels' ? depth : {};
    const resting =
      bids.length > 0
        ? `${plural(bids.length, 'bid')} and ${plural(asks.length, 'ask')}`
        : `depth by ${depth.kind}`;
    say(
      `${shownPath(target)}  ${market.id}, ${plural(tiers.length, 'tier')}, ${resting}, positions ${positions.kind}`,
    );
    say(`digest ${digest}`);
  }
}

async function requestOf(choices: Choices): Promise<ImportRequest> {
  const { base, levels, tiers, positions, prices, contractValue, beyondShare } = choices;
  const need = <Name extends keyof Choices>(name: Name, flag: string, beside: string) => {
    const value = choices[name];
    if (value === undefined) throw new RangeError(`--${flag} must stand beside --${beside}, got nothing`);
    return value as NonNullable<Choices[Name]>;
  };
  return {
    base: await readText(base),
    ...(levels !== undefined && {
      levels: {
        ...(await readText(levels)),
        venue: need('venue', 'venue', 'levels'),
        symbol: need('symbol', 'symbol', 'levels'),
        beyond: need('beyond', 'beyond', 'levels'),
        contractValue,
        ...(beyondShare !== undefined && { beyondShare }),
      },
    }),
    ...(tiers !== undefined && {
      tiers: {
        ...(await readText(tiers)),
        format: need('tierFormat', 'tier-format', 'tiers'),
        symbol: choices.tierSymbol ?? need('symbol', 'tier-symbol', 'tiers'),
      },
    }),
    ...(positions !== undefined && { positions: await readText(positions) }),
    ...(prices !== undefined && { prices: await readText(prices) }),
  };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
