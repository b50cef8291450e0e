// The same kernels as plain C loops, built here if a compiler is present: what "fast" means on this machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../shared/cascade/cascade.ts';
import { createLadder, fillLadder, type Ladder } from '../../shared/cascade/holders/isolated/ladder.ts';
import { COLUMN, OUTCOME_COLUMNS, type OutcomeColumn } from '../../shared/cascade/outcome.ts';
import type { MechanismSpec } from '../../shared/cascade/rules.ts';
import { kernelOf } from './kernel.bench.ts';
import { KERNEL_SHOCKS, type KernelMarket, kernelMarket, kernelRamp, RECIPE } from './kernel-market.ts';
import { bestOf, checksum, type Figure, median, warmUp } from './measure.ts';
import { FEW_SHOCKS, mechanismFigure, RATE_LIMITED, TAKEOVER, TARGET_MARGIN } from './mechanisms.bench.ts';

/** `full`, all accounts liquidated: ranges of the ladder. */
export const cLoopBench = (sizes: readonly number[], runs = 5): Figure[] =>
  builtFrom('kernel.c', (program, file) =>
    sizes.map((positions) => {
      const { market, ladder } = filled(positions);
      const { trigger, quantity, bankruptcy, notional } = ladder;
      write(file, [positions, market.rules.fund], [trigger, quantity, bankruptcy, notional]);
      const answer = run(program, [file, String(runs), slopeOf(ladder)]);
      return {
        name: `kernel as a plain C loop, all liquidated, ${positions} positions`,
        value: answer.cellsPerSecond!,
        unit: 'cells/s',
        checksum: String(answer.checksum),
      };
    }),
  );

/**
 * Ours over C, all accounts liquidated: in turns, medians of five each after ours has warmed up, so that what else the machine
 * does concerns both.
 */
export const againstCBench = (sizes: readonly number[], turns = 5): Figure[] =>
  builtFrom('kernel.c', (program, file) =>
    sizes.map((positions) => {
      const { market, ladder } = filled(positions);
      const { trigger, quantity, bankruptcy, notional } = ladder;
      write(file, [positions, market.rules.fund], [trigger, quantity, bankruptcy, notional]);
      const kernel = kernelOf(market, KERNEL_SHOCKS);
      // As often as a C run of five rounds, so that neither is judged by a moment.
      const rounds = positions < 10_000 ? 20 : 5;
      warmUp(4_000, kernel.run);
      const ours: number[] = [];
      const c: number[] = [];
      for (let turn = 0; turn < turns; turn++) {
        ours.push((1000 * kernel.cells) / bestOf(rounds, kernel.run));
        c.push(run(program, [file, String(rounds), slopeOf(ladder)]).cellsPerSecond!);
      }
      return {
        name: `kernel over the same loop in C, ${positions} positions (${median(ours).toFixed(0)} and ${median(c).toFixed(0)} cells/s)`,
        value: median(ours) / median(c),
        unit: 'times',
        checksum: checksum(kernel.ends),
      };
    }),
  );

/** Partial closes, and a queue with cures: accounts one by one. */
export const openAccountsBench = (sizes: readonly number[], runs = 3): Figure[] =>
  builtFrom('open-accounts.c', (program, file) =>
    sizes.flatMap((positions) =>
      [TARGET_MARGIN, RATE_LIMITED].map((mechanism) => {
        const { market, ladder } = filled(positions, mechanism);
        const { trigger, quantity, entryUnit, collateral, tiers } = ladder;
        write(
          file,
          [positions, market.rules.fund, tiers.floor.length],
          [trigger, quantity, entryUnit, collateral, tiers.floor, tiers.rate, tiers.deduction],
        );
        const answer = run(program, [file, String(runs), slopeOf(ladder), mechanism.name]);
        mustAgree(mechanism.name, answer, market, ladder);
        return {
          name: `${mechanism.name} as a plain C loop, all liquidated, ${positions} positions`,
          value: answer.cellsPerSecond!,
          unit: 'cells/s',
          checksum: answer.liquidatedNotional!.toPrecision(12),
        };
      }),
    ),
  );

/** Accounts taken over and worked off at limits, all of them; and the engine's own speed beside it. */
export const takeoverBench = (sizes: readonly number[], runs = 3): Figure[] =>
  sizes.flatMap((positions) => [
    mechanismFigure('takeover, all liquidated', positions, RECIPE, TAKEOVER, FEW_SHOCKS),
    ...builtFrom('takeover.c', (program, file) => {
      const { market, ladder } = filled(positions, TAKEOVER);
      const { trigger, quantity, bankruptcy, notional } = ladder;
      write(file, [positions, market.rules.fund], [trigger, quantity, bankruptcy, notional]);
      const { patienceTicks, easePerTick } = TAKEOVER;
      const answer = run(program, [
        file,
        String(runs),
        slopeOf(ladder),
        String(patienceTicks),
        String(easePerTick),
      ]);
      mustAgree('takeover', answer, market, ladder, [
        ...SUMS,
        'marketNotional',
        'inventoryLossPeak',
        'openDeficit',
      ]);
      return [
        {
          name: `takeover as a plain C loop, all liquidated, ${positions} positions`,
          value: answer.cellsPerSecond!,
          unit: 'cells/s',
          checksum: answer.liquidatedNotional!.toPrecision(12),
        },
      ];
    }),
  ]);

/** Builds a source of this folder, and has it used with a scratch file; no figures without a compiler. */
function builtFrom(source: string, use: (program: string, file: string) => Figure[]): Figure[] {
  if (spawnSync('gcc', ['--version']).status !== 0) {
    console.error(`${source}: skipped, there is no gcc here`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'cascade-c-'));
  try {
    const program = join(folder, 'program');
    const path = fileURLToPath(new URL(`./${source}`, import.meta.url));
    execFileSync('gcc', ['-O3', '-march=native', '-o', program, path, '-lm'], { stdio: 'ignore' });
    return use(program, join(folder, 'ladder'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filled(positions: number, mechanism?: MechanismSpec) {
  const market = kernelMarket(positions, RECIPE, mechanism);
  const ladder = createLadder(positions);
  fillLadder(ladder, market.accounts, market.tiers, 'linear', market.rules.startPrice);
  return { market, ladder };
}

const slopeOf = (ladder: Ladder): string => String((RECIPE.impact * ladder.startPrice) / ladder.openQuantity);

/** Columns may be longer than the file's count says: it reads them one after the other, each whole. */
function write(file: string, header: readonly number[], columns: readonly Float64Array[]): void {
  writeFileSync(
    file,
    Buffer.concat([Float64Array.from(header), ...columns].map((own) => new Uint8Array(own.buffer))),
  );
}

const run = (program: string, args: readonly string[]): Readonly<Record<string, number>> =>
  JSON.parse(execFileSync(program, args, { encoding: 'utf8' }));

/** A comparison counts only between programs that compute the same. */
function mustAgree(
  name: string,
  answer: Readonly<Record<string, number>>,
  { rules, depth }: KernelMarket,
  ladder: Ladder,
  columns: readonly OutcomeColumn[] = SUMS,
): void {
  const engine = createEngine(ladder.capacity);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  const sums = columns.map(() => 0);
  for (const shock of FEW_SHOCKS) {
    engine.run({ ladder, rules, depth, shockPath: kernelRamp(shock), depthScale: 1 }, row);
    columns.forEach((column, k) => {
      sums[k]! += row[COLUMN[column]]!;
    });
  }
  for (const [k, own] of sums.entries())
    if (!(Math.abs(answer[columns[k]!]! - own) <= 1e-9 * own))
      throw new Error(`${columns[k]} of ${name} in C must be ${own}, got ${answer[columns[k]!]}`);
}

/** What both must come to, over all cells. */
const SUMS = ['accountsClosed', 'liquidatedNotional', 'deficit', 'fundEnd'] as const;
