import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { sha256 } from '../../shared/market/digest.ts';
import { refuse } from '../../shared/market/parse.ts';
import { snapshotDigest } from '../../shared/market/snapshot.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findingLines } from '../findings.ts';
import { acceptance } from '../import-request.ts';
import { writeOutput } from '../local/output-file.ts';
import { numberFromZero, positiveNumber, wholeNumber } from '../options.ts';
import { type FetchedBook, fetchBook, fetchMarket } from '../snapshot/fetch-market.ts';
import { makeSnapshot, type Told } from '../snapshot/make-snapshot.ts';
import { connect, type VenueApi } from '../snapshot/venue-api.ts';
import { note, say, sayJson, shownPath } from '../terminal.ts';

interface Choices extends Pick<Told, 'openInterest' | 'fund' | 'beyond'> {
  readonly out: string;
  readonly days: number;
  readonly outside: readonly string[];
  readonly outsideCost: number;
  readonly accept: Told['accepted'];
  readonly force?: boolean;
  readonly json?: boolean;
}

/** A snapshot of what a venue shows to anybody. */
export const snapshot = (done: (code: ExitCode) => void): Command =>
  new Command('snapshot')
    .description("make a snapshot from a venue's public endpoints, by ccxt: no key is needed")
    .argument('<VENUE>', 'as ccxt names it: bybit, okx, binanceusdm, gate, ...')
    .argument('<SYMBOL>', "the contract, as ccxt or the venue names it: 'BTC/USDT:USDT', BTCUSDT")
    .requiredOption('--out <folder>', 'takes snapshot.json, and fetched/ with every answer and its digest')
    .option('--days <count>', 'of hourly bars, for history and tails', wholeNumber('days', 7, 1_500), 365)
    .option(
      '--open-interest <quantity>',
      'a side, where the venue does not say: coins, or quote units',
      positiveNumber('open interest'),
    )
    .option(
      '--fund <money>',
      'insurance fund, settlement currency, instead of what is public',
      numberFromZero('fund'),
    )
    .addOption(
      new Option('--beyond <rule>', 'what holds beyond the levels')
        .choices(['stop', 'flat', 'extend'])
        .default('stop'),
    )
    .option(
      '--outside <venue[,symbol]>',
      'also the order book of another venue, reached by arbitrage; may be repeated',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option(
      '--outside-cost <fraction>',
      'at which arbitrage reaches them',
      numberFromZero('outside cost'),
      0.005,
    )
    .option('--accept <what=reason>', 'what the market is accepted with; may be repeated', acceptance, [])
    .option('--force', 'write over a snapshot that is there')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade snapshot bybit BTC/USDT:USDT --out btc
  $ cascade snapshot binanceusdm ETHUSDT --fund 50000000 --outside bybit,ETH/USDT:USDT --out eth

ccxt must be installed beside this package: npm install ccxt. What is not public, and what stands in for it, is said and stays in
the snapshot as an assumption: accounts and leverages always, tiers of Binance (a dated table), most insurance funds.`,
    )
    .action(async (venue: string, symbol: string, choices: Choices) => {
      const target = join(choices.out, 'snapshot.json');
      if (!choices.force && existsSync(target))
        refuse(target, 'be absent, or --force must be given', 'a file');
      await snapshotOf(venue, symbol, choices, connect);
      done(EXIT.ok);
    });

/** @param reach venues by name; the real ones, unless a test answers in their place */
export async function snapshotOf(
  venue: string,
  symbol: string,
  choices: Choices,
  reach: (name: string) => Promise<VenueApi>,
): Promise<void> {
  const fetched = await fetchMarket(await reach(venue), symbol, { days: choices.days, nowMs: Date.now });
  const others: FetchedBook[] = [];
  for (const named of choices.outside) {
    const [name, own = fetched.market.symbol] = named.split(',') as [string, string?];
    others.push(await fetchBook(await reach(name), own, Date.now));
  }
  const { openInterest, fund, beyond, outsideCost: cost, accept: accepted } = choices;
  const made = makeSnapshot(fetched, {
    beyond,
    accepted,
    ...(openInterest !== undefined && { openInterest }),
    ...(fund !== undefined && { fund }),
    ...(others.length > 0 && { outside: { cost, books: others } }),
  });
  const answers = [...answersOf(fetched, ''), ...others.flatMap((own) => answersOf(own, `${own.venue}-`))];
  const digests = answers.map(([name, text]) => [name, sha256(text)]);
  for (const [name, text] of answers) await writeOutput(join(choices.out, 'fetched', name), text);
  await writeOutput(
    join(choices.out, 'fetched', 'digests.json'),
    `${JSON.stringify({ venue, symbol: fetched.market.symbol, asOf: fetched.asOf, sha256: Object.fromEntries(digests) }, null, 1)}\n`,
  );
  const target = join(choices.out, 'snapshot.json');
  await writeOutput(target, made.text);
  const digest = snapshotDigest(made.snapshot);
  if (choices.json) {
    const { notes, findings } = made;
    return sayJson({ snapshot: target, digest, fetched: answers.map(([name]) => name), notes, findings });
  }
  say(`${shownPath(target)}  ${made.snapshot.market.id} at ${fetched.mark.price}, ${fetched.asOf}`);
  say(`digest ${digest}`);
  for (const line of findingLines(made.notes, made.findings, made.snapshot)) say(line);
  note(`next: cascade init mine --from ${shownPath(target)}`);
}

const answersOf = ({ answers }: FetchedBook, before: string): (readonly [string, string])[] =>
  [...answers].map(([name, text]) => [`${before}${name}`, text]);
