import { Command } from 'commander';
import { parseWallet, standingOfWallet, type WalletStanding } from '../../shared/market/wallet-file.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from '../input.ts';
import { shown } from '../numbers.ts';
import { columns, say, sayJson } from '../terminal.ts';

/** A cross-margined wallet at given marks: where it stands, where it is reached, what the venue would close. */
export const walleting = (done: (code: ExitCode) => void): Command =>
  new Command('wallet')
    .description(
      'where a cross-margined wallet stands: equity, maintenance, triggers, what is closed, bankruptcy prices',
    )
    .argument('<WALLET.json>', 'a file of schema wallet/1; - is standard input')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade wallet examples/wallet/wallet.json
  $ cascade wallet - --json < wallet.json

A trigger is the mark at which the wallet is reached while all other marks stand; there is none where something else of the wallet
moves with that market, nor under scenario margin. docs/contagion.md 1 to 3 have the rules.`,
    )
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const { name, text } = await readText(file);
      const standing = standingOfWallet(parseWallet(name, text));
      if (json) sayJson(standing);
      else say(told(standing).join('\n'));
      done(EXIT.ok);
    });

function told({ equity, fullEquity, maintenance, isReached, accounts }: WalletStanding): string[] {
  const price = (own: number | null) => (own === null ? 'none' : shown(own));
  return [
    `equity ${shown(equity)}, maintenance ${shown(maintenance)}: ${isReached ? 'reached' : 'not reached'}`,
    ...(fullEquity === equity ? [] : [`without haircuts ${shown(fullEquity)}`]),
    '',
    ...columns(
      [
        [
          'market',
          'side',
          'quantity',
          'profit',
          'maintenance',
          'trigger',
          'bankruptcy',
          isReached ? 'closes' : 'would close',
        ],
        ...accounts.map((own) => [
          own.market,
          own.side > 0 ? 'long' : 'short',
          shown(own.quantity),
          shown(own.profit),
          shown(own.maintenance),
          price(own.trigger),
          price(own.bankruptcy),
          shown(own.closes),
        ]),
      ],
      [2, 3, 4, 5, 6, 7],
    ),
  ];
}
