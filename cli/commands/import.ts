import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ImportRequest, importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import { TIER_FORMATS, type TierFormat } from '../../shared/market/import/tier-formats.ts';
import type { LevelSelection } from '../../shared/market/import/venue-levels.ts';
import { snapshotDigest } from '../../shared/market/snapshot.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { writeOutput } from '../local/output-file.ts';
import { plural } from '../numbers.ts';
import { numberFromZero, positiveNumber } from '../options.ts';
import { say, sayJson, shownPath } from '../terminal.ts';

interface Choices {
  readonly base: string;
  readonly levels?: string;
  readonly venue?: string;
  readonly symbol?: string;
  readonly contractValue: number;
  readonly beyond?: 'stop' | 'flat' | 'extend';
  readonly beyondShare?: number;
  readonly outsideCost?: number;
  readonly outsideMultiple?: number;
  readonly outsideBook: readonly OtherBook[];
  readonly tiers?: string;
  readonly tierFormat?: TierFormat;
  readonly tierSymbol?: string;
  readonly positions?: string;
  readonly prices?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `--outside-book` in its parts. */
interface OtherBook extends LevelSelection {
  readonly file: string;
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
    .option(
      '--outside-cost <fraction>',
      'at which arbitrage reaches buyers on other venues',
      numberFromZero('outside cost'),
    )
    .option(
      '--outside-multiple <times>',
      'how many times the own depth they are',
      numberFromZero('outside multiple'),
    )
    .option(
      '--outside-book <file,venue,symbol[,value]>',
      'or one of their order books, and its contract value; may be repeated',
      otherBook,
      [],
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
  $ cascade import --base snapshot.json --outside-cost 0.005 --outside-multiple 1 --out with-arbitrage
  $ cascade import --base snapshot.json --outside-cost 0.005 --outside-book b.csv,kraken,PI_XBTUSD --outside-book b.csv,binance,BTCUSD,100 --out two-more
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
  if (!force && existsSync(target)) {
    throw new RangeError(`${target} must be absent, or --force must be given, got a file`);
  }
  for (const file of files) await writeOutput(join(out, file.name), file.text);
  await writeOutput(target, text);
  const { market, positions, depth, tiers } = snapshot;
  const digest = snapshotDigest(snapshot);
  if (json) sayJson({ snapshot: target, digest, files: files.map(({ name }) => name) });
  else {
    const { bids = [], asks = [] } = depth.kind === 'levels' ? depth : {};
    const outside = depth.kind !== 'law' && depth.outside;
    const resting =
      bids.length > 0
        ? `${plural(bids.length, 'bid')} and ${plural(asks.length, 'ask')}`
        : `depth by ${depth.kind}`;
    say(
      `${shownPath(target)}  ${market.id}, ${plural(tiers.length, 'tier')}, ${resting}${outside ? `, outside depth at a cost of ${outside.cost}` : ''}, positions ${positions.kind}`,
    );
    say(`digest ${digest}`);
  }
}

async function requestOf(choices: Choices): Promise<ImportRequest> {
  const { base, levels, tiers, positions, prices, contractValue, beyondShare } = choices;
  const { outsideCost: cost, outsideMultiple: multiple, outsideBook: books } = choices;
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
    ...((cost !== undefined || multiple !== undefined || books.length > 0) && {
      outside: {
        cost: need('outsideCost', 'outside-cost', books.length > 0 ? 'outside-book' : 'outside-multiple'),
        ...(multiple !== undefined && { multiple }),
        books: await Promise.all(
          books.map(async ({ file, ...selection }) => ({ ...(await readText(file)), ...selection })),
        ),
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

/** `FILE,VENUE,SYMBOL` or `FILE,VENUE,SYMBOL,CONTRACT VALUE`, after those before it. */
function otherBook(text: string, before: readonly OtherBook[]): OtherBook[] {
  const [file, venue, symbol, value = '1', ...rest] = text.split(',');
  if (!file || !venue || !symbol || rest.length > 0)
    throw new InvalidArgumentError(`outside book must be file,venue,symbol[,value], got ${text}`);
  return [...before, { file, venue, symbol, contractValue: positiveNumber('contract value')(value) }];
}
