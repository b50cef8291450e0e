import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { importSnapshot } from '../../shared/market/import/import-snapshot.ts';
import { TIER_FORMAT_NAMES } from '../../shared/market/import/tier-formats.ts';
import { ASKED_IDS } from '../../shared/market/inspect/checks.ts';
import { type Snapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findingLines } from '../findings.ts';
import { acceptance, type ImportChoices, otherBook, requestOf } from '../import-request.ts';
import { writeOutput } from '../local/output-file.ts';
import { plural } from '../numbers.ts';
import { numberFromZero, positiveNumber } from '../options.ts';
import { say, sayJson, shownPath } from '../terminal.ts';

interface Choices extends ImportChoices {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Turns venue files into the snapshot that a sweep names. */
export const importing = (done: (code: ExitCode) => void): Command =>
  withOthers(withDepth(new Command('import')))
    .description('make a snapshot of venue files: order book, margin table, accounts, prices')
    .requiredOption('--out <folder>', 'takes snapshot.json and the files beside it')
    .option('--force', 'write over a snapshot that is there')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade import --base snapshot.json --levels levels.csv.gz --venue bitmex --symbol XBTUSD --beyond stop --out full-depth
  $ cascade import --base snapshot.json --outside-cost 0.005 --outside-multiple 1 --out with-arbitrage
  $ cascade import --base snapshot.json --outside-cost 0.005 --outside-book b.csv,kraken,PI_XBTUSD --outside-book b.csv,binance,BTCUSD,100 --out two-more
  $ cascade import --base base.json --tiers leverageBracket.json --tier-symbol BTCUSDT --out btc
  $ cascade import --base base.json --positions accounts.parquet --prices BTC_1h.csv --out mine
  $ cascade import --base base.json --positions accounts.csv --accept hedged="accounts are isolated" --out mine

Files may be packed with gzip or zstd. The result is checked as any snapshot is, and asked whatever a sweep asks; if it is
refused, nothing is written. Formats, units and checks: docs/import.md.`,
    )
    .action(async (choices: Choices) => {
      await importFiles(choices);
      done(EXIT.ok);
    });

const withDepth = (command: Command): Command =>
  command
    .requiredOption(
      '--base <file>',
      'snapshot whose sections the files replace or provide; it says asOf and market',
    )
    .option(
      '--levels <file>',
      'order book: JSON as venues answer, or CSV: side, price, size (venue, symbol, recv_ts, level)',
    )
    .option('--venue <name>', 'whose book, where that file holds several')
    .option('--symbol <name>', 'which market, where the order book or the account list holds several')
    .option(
      '--contract-value <units>',
      'units of quantity in one unit of size: in order book, account list, open interest and margin levels (default: 1)',
      positiveNumber('contract value'),
    )
    .option(
      '--open-interest <size>',
      'per side, in those units, instead of that of the base',
      positiveNumber('open interest'),
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
    );

const withOthers = (command: Command): Command =>
  command
    .option('--tiers <file>', "the venue's margin table, as it answers")
    .addOption(
      new Option('--tier-format <name>', 'how it is written (default: as it looks)').choices(
        TIER_FORMAT_NAMES,
      ),
    )
    .option(
      '--tier-symbol <name>',
      'which market in that file (default: --symbol, or the symbol of the base)',
    )
    .option(
      '--positions <file>',
      'accounts, CSV, JSON or Parquet: side, quantity, entryPrice, collateral, account, owner',
    )
    .addOption(
      new Option('--margin-at <price>', 'collateral is as posted, or holds the profit at the mark').choices([
        'entry',
        'mark',
      ]),
    )
    .option(
      '--prices <file>',
      'hourly prices, CSV or JSON: time, open, high, low, close, volume; become history, and bars of estimated positions',
    )
    .option(
      '--accept <what=reason>',
      `what the market is accepted with, printed in every report; may be repeated: ${ASKED_IDS.join(', ')}`,
      acceptance,
      [],
    );

async function importFiles(choices: Choices): Promise<void> {
  const { out, force, json } = choices;
  const { snapshot, text, files, notes, findings } = importSnapshot(await requestOf(choices));
  const target = join(out, 'snapshot.json');
  if (!force && existsSync(target)) {
    throw new RangeError(`${target} must be absent, or --force must be given, got a file`);
  }
  for (const file of files) await writeOutput(join(out, file.name), file.text);
  await writeOutput(target, text);
  const digest = snapshotDigest(snapshot);
  if (json) {
    sayJson({ snapshot: target, digest, files: files.map(({ name }) => name), notes, findings });
    return;
  }
  say(`${shownPath(target)}  ${madeOf(snapshot)}`);
  say(`digest ${digest}`);
  for (const line of findingLines(notes, findings, snapshot)) say(line);
}

function madeOf({ market, positions, depth, tiers }: Snapshot): string {
  const { bids = [], asks = [] } = depth.kind === 'levels' ? depth : {};
  const outside = depth.kind !== 'law' && depth.outside;
  const resting =
    bids.length > 0
      ? `${plural(bids.length, 'bid')} and ${plural(asks.length, 'ask')}`
      : `depth by ${depth.kind}`;
  return `${market.id}, ${plural(tiers.length, 'tier')}, ${resting}${outside ? `, outside depth at a cost of ${outside.cost}` : ''}, positions ${positions.kind}`;
}
