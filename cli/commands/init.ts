import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { shipped } from '../../release/root.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { type NewMarket, snapshotSkeleton, sweepSkeleton } from '../init/files.ts';
import { readText } from '../input.ts';
import { numberFromZero, positiveNumber } from '../options.ts';
import { say, shownPath } from '../terminal.ts';

interface Choices {
  readonly from?: string;
  readonly venue?: string;
  readonly symbol?: string;
  readonly contract?: 'linear' | 'inverse';
  readonly quote?: string;
  readonly settlement?: string;
  readonly quantoMultiplier?: number;
  readonly markPrice?: number;
  readonly openInterest?: number;
  readonly fund?: number;
  readonly asOf?: string;
  readonly force?: boolean;
}

/** Begins a market of one's own: two files that run, and say what is to be replaced. */
export const beginning = (done: (code: ExitCode) => void): Command =>
  new Command('init')
    .description(
      'write a sweep file with comments and a snapshot skeleton that run, for a market of your own',
    )
    .argument('[folder]', 'takes sweep.json, snapshot.json and their schemas', '.')
    .option('--from <file>', 'a snapshot that is there, instead of a skeleton')
    .option('--venue <name>', 'where the market trades')
    .option('--symbol <name>', "the venue's own name of it")
    .addOption(new Option('--contract <kind>', 'what it settles in').choices(['linear', 'inverse']))
    .option('--quote <currency>', 'of its prices (default: USD)')
    .option(
      '--settlement <currency>',
      'of margins and fund (default: the quote currency, or BTC if inverse or quanto)',
    )
    .option(
      '--quanto-multiplier <money>',
      'of a quanto: settlement currency that one contract pays per unit of price; quantity is contracts times it',
      positiveNumber('quanto multiplier'),
    )
    .option('--mark-price <price>', 'quote currency per coin', positiveNumber('mark price'))
    .option(
      '--open-interest <quantity>',
      'a side: coins (linear), quote units (inverse), contracts times multiplier (quanto)',
      positiveNumber('open interest'),
    )
    .option('--fund <money>', "insurance fund, this market's share of it", numberFromZero('fund'))
    .option('--as-of <time>', 'UTC, like 2026-03-01T00:00:00Z (default: the last full hour)')
    .option('--force', 'write over files that are there')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade init my-market
  $ cascade init my-market --venue kraken --symbol PF_XBTUSD --contract linear --mark-price 60000 --open-interest 3000 --fund 2000000
  $ cascade init my-market --from snapshot.json

What is not said is asked, where somebody can answer. Then: cascade check my-market/sweep.json`,
    )
    .action(async (folder: string, choices: Choices) => {
      await begin(folder, choices);
      done(EXIT.ok);
    });

const SCHEMAS = ['shared/sweep/sweep-1.schema.json', 'shared/market/market-snapshot-1.schema.json'];

async function begin(folder: string, choices: Choices): Promise<void> {
  const given = choices.from === undefined ? undefined : (await readText(choices.from)).text;
  const text = given ?? `${JSON.stringify(snapshotSkeleton(await newMarket(choices)), null, 2)}\n`;
  const sweep = sweepSkeleton(parseSnapshot(text), 'snapshot.json');
  parseSweep(sweep);
  const files = new Map<string, string | Uint8Array>([
    ['sweep.json', sweep],
    ['snapshot.json', text],
  ]);
  for (const path of SCHEMAS) files.set(basename(path), await readFile(shipped(path)));
  await copyColumns(choices.from, text, files);
  for (const name of files.keys()) {
    const target = join(folder, name);
    if (!choices.force && (await isThere(target)))
      throw new RangeError(`${target} must be absent, or --force must be given, got a file`);
  }
  await mkdir(folder, { recursive: true });
  for (const [name, body] of files) await writeFile(join(folder, name), body);
  say(
    `${shownPath(join(folder, 'sweep.json'))} and ${[...files.keys()].filter((name) => name !== 'sweep.json').join(', ')}`,
  );
  if (given === undefined && choices.contract === undefined && !process.stdin.isTTY)
    say('taken for granted: a linear contract; --contract inverse says otherwise');
  say(`next: cascade check ${shownPath(join(folder, 'sweep.json'))}`);
}

/** Files of columns that a snapshot names come along. */
async function copyColumns(
  from: string | undefined,
  text: string,
  files: Map<string, string | Uint8Array>,
): Promise<void> {
  if (from === undefined) return;
  const { positions, depth } = parseSnapshot(text);
  for (const part of [positions, depth]) {
    const file = 'file' in part ? part.file : undefined;
    if (file !== undefined) files.set(basename(file), await readFile(join(from, '..', file)));
  }
}

/** What nobody can guess. */
const NEEDED = {
  venue: 'venue',
  symbol: 'symbol',
  markPrice: 'mark-price',
  openInterest: 'open-interest',
  fund: 'fund',
} as const satisfies Partial<Record<keyof Choices, string>>;

async function newMarket(choices: Choices): Promise<NewMarket> {
  const missing = Object.entries(NEEDED).filter(
    ([name]) => choices[name as keyof typeof NEEDED] === undefined,
  );
  if (!process.stdin.isTTY && missing.length > 0) {
    const flags = missing.map(([, flag]) => `--${flag}`).join(', ');
    throw new RangeError(`${flags} must be given where nobody can answer, got nothing`);
  }
  const ask = questions();
  try {
    const contract =
      choices.contract ?? (await ask('contract', 'linear or inverse', 'linear', oneOf('linear', 'inverse')));
    const { quote: quoteCurrency = 'USD', quantoMultiplier } = choices;
    return {
      venue: choices.venue ?? (await ask('venue', 'where the market trades', undefined, word)),
      symbol: choices.symbol ?? (await ask('symbol', "the venue's name of it", undefined, word)),
      contract,
      quoteCurrency,
      settlementCurrency:
        choices.settlement ??
        (contract === 'linear' && quantoMultiplier === undefined ? quoteCurrency : 'BTC'),
      ...(quantoMultiplier !== undefined && { quantoMultiplier }),
      markPrice:
        choices.markPrice ??
        (await ask('mark-price', `${quoteCurrency} per coin`, undefined, positiveNumber('mark price'))),
      openInterest:
        choices.openInterest ??
        (await ask(
          'open-interest',
          `a side, ${quantoMultiplier !== undefined ? `contracts times ${quantoMultiplier}` : contract === 'linear' ? 'coins' : `${quoteCurrency} units`}`,
          undefined,
          positiveNumber('open interest'),
        )),
      fund:
        choices.fund ??
        (await ask('fund', 'insurance fund, settlement currency', undefined, numberFromZero('fund'))),
      asOf:
        choices.asOf ??
        `${new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString().slice(0, 19)}Z`,
    };
  } finally {
    ask.close();
  }
}

const word = (text: string): string => text.trim();
const oneOf =
  (...words: ['linear', 'inverse']) =>
  (text: string): 'linear' | 'inverse' => {
    const found = words.find((own) => own === text.trim());
    if (!found) throw new RangeError(`--contract must be ${words.join(' or ')}, got ${text}`);
    return found;
  };

/** Asks on the terminal; where nobody can answer, takes what it would propose. */
function questions() {
  let lines: ReturnType<typeof createInterface> | undefined;
  const ask = async <T>(
    flag: string,
    words: string,
    otherwise: string | undefined,
    read: (text: string) => T,
  ): Promise<T> => {
    if (!process.stdin.isTTY && otherwise !== undefined) return read(otherwise);
    lines ??= createInterface({ input: process.stdin, output: process.stderr });
    const answer =
      (await lines.question(`${flag} (${words})${otherwise ? ` [${otherwise}]` : ''}: `)).trim() || otherwise;
    if (!answer) throw new RangeError(`${flag} must be answered, got nothing`);
    return read(answer);
  };
  return Object.assign(ask, { close: () => lines?.close() });
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
