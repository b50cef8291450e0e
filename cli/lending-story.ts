import type { LendingScenario } from '../shared/market/lending-scenario.ts';
import type { LendingTick, PlayedLending } from '../shared/market/play-lending.ts';
import { percent, plural, share, shown, span } from './numbers.ts';

/** A path of a lending market in words: who is reached, what is repaid and seized, which pools have no cash, who loses. */
export function lendingStory({ name, input }: LendingScenario, { ticks, outcome }: PlayedLending): string[] {
  const lines = [
    `${name}: ${plural(input.assets.length, 'asset')}, ${plural(input.pools.length, 'pool')}, ${plural(input.borrowers.count, 'borrower')}`,
  ];
  let badDebt = 0;
  for (const tick of ticks) {
    const told = [...borrowerLines(tick), ...poolLines(tick)];
    if (tick.badDebt > badDebt) told.push(`  ${shown(tick.badDebt - badDebt)} of debt will never be paid`);
    badDebt = tick.badDebt;
    const prices = tick.assets.map(({ pre }, k) => `${k} at ${shown(pre)}`).join(', ');
    lines.push(`tick ${tick.n}, ${span(tick.n * input.tickSeconds)}: asset ${prices}`, ...told);
  }
  return [
    ...lines,
    `in the end: ${shown(outcome.debtLiquidated)} repaid by liquidators, who earn ${shown(outcome.liquidatorProfit)}`,
    `  bad debt ${shown(outcome.badDebt)}, not covered and still open ${shown(outcome.openDeficit)}`,
    `  lenders lose ${shown(outcome.lendersLoss)}, and still wait for ${shown(outcome.trappedEnd)}`,
  ];
}

function borrowerLines({ wanted, liquidations, blocked, assets }: LendingTick): string[] {
  const asked = wanted.reduce((sum, [, repayment]) => sum + repayment, 0);
  const repaid = liquidations.reduce((sum, [, , repayment]) => sum + repayment, 0);
  return [
    ...(wanted.length > 0
      ? [`  reached: ${plural(wanted.length, 'borrower')}, of whom ${shown(asked)} are to be repaid`]
      : []),
    ...liquidations.map(
      ([borrower, asset, repayment, seized, fill]) =>
        `  borrower ${borrower}: ${shown(repayment)} repaid, ${shown(seized)} of asset ${asset} sold at ${shown(fill)} (${percent(fill / assets[asset]!.pre - 1)})`,
    ),
    ...(blocked > 0 ? [`  collateral worth ${shown(blocked)} cannot be seized: its pool has no cash`] : []),
    ...(wanted.length > 0 && repaid === 0 && blocked === 0
      ? ['  nobody liquidates: selling would not pay']
      : []),
  ];
}

/** Of pools that did not pay everybody, or are nearly lent out. */
const poolLines = ({ pools }: LendingTick): string[] =>
  pools.flatMap(({ asset, utilisation, rate, share: paid, trapped }) => {
    if (paid === 1 && utilisation < 0.99) return [];
    const waiting = trapped > 0 ? `, lenders wait for ${shown(trapped)}` : '';
    const short = paid < 1 ? `, pays ${share(paid)} of what is asked` : '';
    return [
      `  pool of asset ${asset}: ${share(utilisation)} lent out at ${share(rate)} a year${short}${waiting}`,
    ];
  });
