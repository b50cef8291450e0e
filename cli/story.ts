import { unitValue } from '../shared/cascade/margin/contract.ts';
import { FLAG } from '../shared/cascade/outcome.ts';
import type { TraceFill, TraceTick } from '../shared/cascade/trace.ts';
import type { Played } from '../shared/market/play-scenario.ts';
import type { Scenario } from '../shared/market/scenario.ts';
import { percent, plural, share, shown, span } from './numbers.ts';

type Told = Pick<Scenario, 'name' | 'rules' | 'accounts' | 'shock' | 'shape' | 'depthScale'>;

/**
 * A path in words, tick by tick: who is reached, what is sold at which price, what that does to the price, who pays. Ticks
 * in which nothing happens are told together.
 *
 * @param currency of money; by its place in the contract where nobody names it
 */
export function story(scenario: Told, { ticks, outcome }: Played, currency?: string): string[] {
  const lines = opening(scenario);
  const { startPrice, tickSeconds, fund, contract } = scenario.rules;
  let fundBefore = fund;
  let badDebtBefore = 0;
  let quiet: TraceTick[] = [];
  const seen = new Set<number>();
  const flush = () => {
    if (quiet.length > 0) lines.push(quietLine(quiet, startPrice, tickSeconds));
    quiet = [];
  };
  for (const tick of ticks) {
    const { triggered, takenOver, fills, fund: fundNow, badDebt, depthScale } = tick;
    if (
      triggered.length + takenOver.length + fills.length === 0 &&
      fundNow === fundBefore &&
      badDebt === badDebtBefore
    ) {
      quiet.push(tick);
      continue;
    }
    flush();
    const { n, mark, pre, post } = tick;
    const thin =
      depthScale === scenario.depthScale ? '' : `, depth down to ${shown(depthScale)} of its normal size`;
    const marked = mark === pre ? '' : `, mark ${shown(mark)}`;
    lines.push(`tick ${n}, ${span(n * tickSeconds)}: price ${priced(pre, startPrice)}${marked}${thin}`);
    const fresh = triggered.filter((account) => !seen.has(account));
    const again = triggered.length - fresh.length;
    for (const account of fresh) seen.add(account);
    if (fresh.length > 0) lines.push(`  reached: ${accountsTold(fresh, scenario)}`);
    if (again > 0) lines.push(`  still reached: ${plural(again, 'account')} from before`);
    if (takenOver.length > 0)
      lines.push(`  ${whoTakesOver(scenario)} takes over ${accountsTold(takenOver, scenario)}`);
    lines.push(...fillLines(fills, scenario));
    if (post !== pre) lines.push(`  the price goes from ${shown(pre)} to ${priced(post, startPrice)}`);
    lines.push(...moneyLines(fundNow - fundBefore, fundNow, badDebt - badDebtBefore));
    fundBefore = fundNow;
    badDebtBefore = badDebt;
  }
  flush();
  return [
    ...lines,
    ...ending(scenario, outcome, currency ?? (contract === 'linear' ? 'quote currency' : 'coin')),
  ];
}

/** Under a backstop and takeover both may have taken over some of them. */
const whoTakesOver = ({ rules }: Pick<Told, 'rules'>): string => {
  if (rules.mechanism.name !== 'takeover') return 'the backstop';
  return rules.backstop ? 'the backstop or the venue' : 'the venue';
};

/** As many accounts are told one by one. */
const MOST_ACCOUNTS = 8;

function opening({ name, rules, accounts, shock, shape }: Told): string[] {
  const { contract, startPrice, fund, mechanism } = rules;
  const sides = ([1, -1] as const).map((side) => {
    let count = 0;
    let quantity = 0;
    for (let i = 0; i < accounts.count; i++) {
      if (accounts.side[i] !== side) continue;
      count++;
      quantity += accounts.quantity[i]!;
    }
    return `${plural(count, side > 0 ? 'long' : 'short')} with ${shown(quantity)}`;
  });
  return [
    `${name}: ${contract} contract at ${shown(startPrice)}, ${sides.join(' and ')}, fund ${shown(fund)}, liquidation ${mechanism.name}`,
    `the price is shocked by ${percent(shock)} ${howShocked(shape)}`,
  ];
}

function howShocked(shape: Told['shape']): string {
  if (shape.shape === 'instantaneous') return 'at once';
  if (shape.shape === 'path') return 'at most, on a recorded way';
  return `over ${span(shape.seconds)}${shape.shape === 'bridge' ? ', on a random way' : ''}`;
}

function quietLine(ticks: readonly TraceTick[], startPrice: number, tickSeconds: number): string {
  const first = ticks[0]!;
  const last = ticks.at(-1)!;
  const ending = `price ${priced(last.post, startPrice)}`;
  return first.n === last.n
    ? `tick ${first.n}, ${span(first.n * tickSeconds)}: nobody is reached, ${ending}`
    : `ticks ${first.n} to ${last.n}, until ${span(last.n * tickSeconds)}: nobody is reached, ${ending}`;
}

function accountsTold(numbers: readonly number[], { accounts }: Told): string {
  const named = numbers.slice(0, MOST_ACCOUNTS).map((i) => {
    const side = accounts.side[i]! > 0 ? 'long' : 'short';
    return `account ${i} (${side} ${shown(accounts.quantity[i]!)})`;
  });
  const rest = numbers.slice(MOST_ACCOUNTS);
  if (rest.length === 0) return named.join(', ');
  const quantity = rest.reduce((sum, i) => sum + accounts.quantity[i]!, 0);
  return `${named.join(', ')} and ${plural(rest.length, 'account')} more with ${shown(quantity)}`;
}

/** One line per way in which accounts were closed: who, how much, at which price. */
function fillLines(fills: readonly TraceFill[], scenario: Told): string[] {
  return (Object.keys(WAYS) as TraceFill[1][]).flatMap((kind) =>
    ([1, -1] as const).flatMap((side) => {
      const own = fills.filter(([i, how]) => how === kind && scenario.accounts.side[i] === side);
      if (own.length === 0) return [];
      const total = own.reduce((sum, [, , quantity]) => sum + quantity, 0);
      const prices = own.map(([, , , price]) => price);
      const low = prices.reduce((least, price) => Math.min(least, price), Infinity);
      const high = prices.reduce((most, price) => Math.max(most, price), -Infinity);
      const at = shown(low) === shown(high) ? shown(low) : `${shown(low)} to ${shown(high)}`;
      const who = own.slice(0, MOST_ACCOUNTS).map(([i, , quantity]) => `${i}: ${shown(quantity)}`);
      const more = own.length > who.length ? ` and ${shown(own.length - who.length)} more` : '';
      return [`  ${WAYS[kind](side, shown(total))} ${at} (account ${who.join(', ')}${more})`];
    }),
  );
}

const WAYS: Readonly<Record<TraceFill[1], (side: 1 | -1, total: string) => string>> = {
  reduction: (side, total) =>
    `${side > 0 ? 'longs' : 'shorts'} are reduced: ${total} ${side > 0 ? 'sold' : 'bought'} in the market at`,
  market: (side, total) => `${side > 0 ? 'longs sell' : 'shorts buy'} ${total} in the market at`,
  inventory: (side, total) => `the venue ${side > 0 ? 'sells' : 'buys'} ${total} of its inventory at`,
  auction: (side, total) => `takers ${side > 0 ? 'buy' : 'deliver'} ${total} on auction at`,
  adl: (side, total) =>
    `${side > 0 ? 'longs' : 'shorts'} of ${total} are closed against winners, at their bankruptcy price of`,
  adlwin: (side, total) => `winners pay: ${side > 0 ? 'longs' : 'shorts'} of ${total} are deleveraged at`,
};

/** What the fund and nobody at all had to pay in this tick. */
function moneyLines(change: number, fund: number, badDebt: number): string[] {
  const lines: string[] = [];
  if (change > 0) lines.push(`  the fund receives ${shown(change)} and holds ${shown(fund)}`);
  if (change < 0) lines.push(`  the fund pays ${shown(-change)} and holds ${shown(fund)}`);
  if (badDebt > 0) lines.push(`  nobody is left to pay ${shown(badDebt)}: bad debt`);
  return lines;
}

function ending({ rules, accounts }: Told, outcome: Played['outcome'], currency: string): string[] {
  const { startPrice, contract } = rules;
  const takesOver = rules.mechanism.name === 'takeover';
  const payers = [
    ['fees and leftovers to the fund', outcome.fundIn],
    ['deficits beyond collateral', outcome.deficit],
    ['  paid by the fund', outcome.fundDraw],
    ['  paid by all winners (socialised)', outcome.socialised],
    ['  paid by nobody (bad debt)', outcome.badDebt],
    ['profit that deleveraged winners lost', outcome.adlHaircut],
    [`negative equity${takesOver ? ', and losses of inventory,' : ''} still open`, outcome.openDeficit],
    [`notional taken over by ${whoTakesOver({ rules })}`, outcome.takenOverNotional],
    ['  profit of the backstop at the end', outcome.vaultProfit],
    ['profit of auction takers', outcome.takerProfit],
  ] as const;
  const paid = payers.filter(([, amount]) => amount !== 0);
  const closed = `${shown(outcome.accountsClosed)} of ${plural(accounts.count, 'account')}`;
  const value = Math.abs(unitValue(contract, startPrice));
  const flags = Object.entries(FLAG)
    .filter(([, bit]) => (outcome.flags & bit) !== 0)
    .map(([name]) => name.toLowerCase().replaceAll('_', ' '));
  return [
    `at rest after ${plural(outcome.ticks, 'tick')} and ${plural(outcome.rounds, 'round')}: price ${priced(startPrice * (1 + outcome.moveFinal), startPrice)}, at worst ${percent(outcome.movePeak)}, ${shown(Number(outcome.amplificationPeak.toPrecision(3)))} times the shock`,
    `closed against their will: ${closed}, ${shown(outcome.liquidatedQuantity)} of quantity, ${share(outcome.liquidatedShare)} of the larger side; ${shown(outcome.accountsInnocent)} only by what others sold`,
    paid.length > 0
      ? `who paid, in ${currency} (one unit is worth ${shown(value)} at the start):`
      : outcome.liquidatedQuantity > 0
        ? 'who paid: collateral covered everything; no fund, no winner, nobody else'
        : 'who paid: nobody, for nobody was liquidated',
    ...paid.map(([who, amount]) => `  ${who}: ${shown(amount)}`),
    ...(flags.length > 0 ? [`flags: ${flags.join(', ')}`] : []),
  ];
}

const priced = (price: number, startPrice: number): string =>
  `${shown(price)} (${percent(price / startPrice - 1)})`;
