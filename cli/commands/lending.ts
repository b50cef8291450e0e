import { Command } from 'commander';
import { refuse } from '../../shared/market/parse.ts';
import type { ExitCode } from '../exit.ts';
import { runLendingSweep } from '../lending-run.ts';

/** A lending market over falls of its collateral, cuts of its terms and runs of its lenders, to a report. */
export const lending = (done: (code: ExitCode) => void): Command =>
  new Command('lending')
    .description(
      'ask whether a lending market stands a fall: bad debt, utilisation, liquidations at risk by health',
    )
    .argument('<SWEEP.json>', 'a file of schema lending-sweep/1; the scenario that it names lies beside it')
    .option('--out <folder>', 'folder for lending.html and lending.json', 'out')
    .option('--json', 'print the word, what decides and what turns it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ cascade lending examples/lending-2026-04/eth-fall.json --out out/lending
  $ cascade lending examples/lending-2026-04/rseth-depeg.json --out out/depeg --json

A sweep names a lending scenario, as simulate reads it, and runs it at every point of a grid: falls of the collateral, cuts of
liquidation thresholds, runs of lenders, depth; one path a point, without chance. A cut of loan-to-value limits calls nobody and is
shown as headroom. docs/contagion.md 5.8 has the fields. Exit code 0: report, 2: refused, nothing is written.`,
    )
    .action(async (file: string, { out, json }: { readonly out: string; readonly json?: boolean }) => {
      if (file === '-') refuse('a sweep', 'be a file, beside which its scenario lies', 'standard input');
      done(await runLendingSweep(file, { out, json }));
    });
