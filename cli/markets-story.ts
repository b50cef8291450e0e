import type { TraceFill } from '../shared/cascade/trace.ts';
import type { MarketsScenario } from '../shared/market/markets-scenario.ts';
import type { MarketsTick, PlayedMarkets } from '../shared/market/play-markets.ts';
import { percent, plural, share, shown, span } from './numbers.ts';

/** A path over several markets in words: who is reached, what is sold where, what that does to other markets, who pays. */
export function marketsStory(scenario: MarketsScenario, { ticks, outcome }: PlayedMarkets): string[] {
  const { name, markets, shocks, input } = scenario;
  const shocked = markets.map((market, k) => `${market} ${percent(shocks[k]!)}`).join(', ');
  const lines = [
    `${name}: ${plural(markets.length, 'market')}, ${plural(input.wallets.count, 'wallet')}; ${shocked}`,
  ];
  const { tickSeconds } = input.markets[0]!.rules;
  let { fund } = input;
  let badDebt = 0;
  let halted: readonly number[] = [];
  for (const tick of ticks) {
    const told = [
      ...stressLines(scenario, tick, halted),
      ...reachedLines(tick),
      ...fillLines(scenario, tick),
      ...saleLines(scenario, tick),
    ];
    if (tick.socialisedShare > 0)
      told.push(`  winners give up ${share(tick.socialisedShare)} of their profits`);
    if (tick.fund !== fund) told.push(`  the fund goes from ${shown(fund)} to ${shown(tick.fund)}`);
    if (tick.badDebt > badDebt) told.push(`  nobody pays ${shown(tick.badDebt - badDebt)}`);
    ({ fund, badDebt, halted } = tick);
    if (told.length === 0) continue;
    const prices = tick.markets.map(({ pre }, k) => `${markets[k]} at ${shown(pre)}`).join(', ');
    lines.push(
      `tick ${tick.n}, ${span(tick.n * tickSeconds)}: ${prices}`,
      ...told,
      ...moveLines(scenario, tick),
    );
  }
  const { system } = outcome;
  return [
    ...lines,
    `in the end: ${plural(system.walletsTriggered, 'wallet')} and ${plural(system.accountsTriggered, 'isolated account')} reached in ${plural(system.rounds, 'round')}`,
    ...outcome.markets.map(
      (market, k) =>
        `  ${markets[k]}: ${percent(market.moveFinal)}, ${share(market.liquidatedShare)} of open interest liquidated; ${shown(market.drawAttributed)} of deficits put down to it`,
    ),
    `  deficits ${shown(system.deficit)}, still open ${shown(system.openDeficit)}; the fund pays ${shown(system.fundDraw)}, nobody ${shown(system.badDebt)}`,
    ...(system.membersPaid > 0
      ? [
          `  members pay ${shown(system.membersPaid)} before that, and ${system.membersDefaulted} of them could not pay all`,
        ]
      : []),
    ...(system.contagionShare > 0
      ? [`  ${share(system.contagionShare)} of it arose in markets that nothing but others had moved`]
      : []),
  ];
}

/** What the venue does beside clearing, and who answers it. */
const stressLines = (
  { markets, input }: MarketsScenario,
  { halted, raised, topUps }: MarketsTick,
  before: readonly number[],
): string[] => [
  ...halted.filter((k) => !before.includes(k)).map((k) => `  ${markets[k]} stands still`),
  ...before.filter((k) => !halted.includes(k)).map((k) => `  ${markets[k]} trades again`),
  ...raised.map((k) => {
    const { factor } = input.markets[k]!.rules.stressMaintenance!;
    return `  maintenance in ${markets[k]} is raised to ${shown(factor)} times what it was`;
  }),
  ...topUps.map(([what, who, amount]) => `  called: ${what} ${who} pays in ${shown(amount)}`),
];

const reachedLines = ({ reachedAccounts, reachedWallets, wallets }: MarketsTick): string[] => [
  ...reachedWallets.map((wallet) => {
    const { equity, maintenance } = wallets.find((own) => own.wallet === wallet)!;
    return `  reached: wallet ${wallet}, equity ${shown(equity)} against maintenance ${shown(maintenance)}`;
  }),
  ...(reachedAccounts.length > 0 ? [`  reached: ${plural(reachedAccounts.length, 'isolated account')}`] : []),
];

const DONE = {
  market: 'closed in the market',
  adl: 'closed against winners',
  adlwin: 'taken from winners',
  auction: 'sold on auction',
  inventory: 'worked off',
  reduction: 'reduced',
} as const satisfies Record<TraceFill[1], string>;

/** By market and way. */
function fillLines({ marketOf, markets }: MarketsScenario, { fills }: MarketsTick): string[] {
  const groups = Map.groupBy(fills, ([account, kind]) => `${markets[marketOf[account]!]}: ${DONE[kind]}`);
  return [...groups].map(([what, own]) => {
    const units = own.reduce((sum, [, , quantity]) => sum + quantity, 0);
    return `  ${what}: ${shown(units)} of ${plural(own.length, 'account')}, at ${shown(own[0]![3])}`;
  });
}

const saleLines = ({ input, markets }: MarketsScenario, { collateralSales }: MarketsTick): string[] =>
  collateralSales.map(([wallet, asset, amount, price]) => {
    const market = input.wallets.assetMarket[input.wallets.firstAsset[wallet]! + asset]!;
    const where = market < 0 ? '' : ` in ${markets[market]}`;
    return `  wallet ${wallet} still owes: ${shown(amount)} of its collateral sold${where} at ${shown(price)}`;
  });

const moveLines = ({ markets }: MarketsScenario, tick: MarketsTick): string[] =>
  tick.markets.flatMap(({ pre, post }, k) =>
    pre === post
      ? []
      : [`  ${markets[k]} goes from ${shown(pre)} to ${shown(post)} (${percent(post / pre - 1)})`],
  );
