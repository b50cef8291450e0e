import { unitValue } from '../../shared/cascade/margin/contract.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { inspect } from '../../shared/market/inspect/inspect.ts';
import type { Market } from '../../shared/market/market.ts';
import type { Snapshot } from '../../shared/market/snapshot.ts';
import { findingLines } from '../findings.ts';
import { plural, shown, span } from '../numbers.ts';
import { columns } from '../terminal.ts';
import { accountsOf, ladderPicture } from './picture.ts';

/** What a snapshot holds, what is assumed, how old it is, and what a sweep would ask. */
export function explainSnapshot(market: Market, nowSeconds: number): string[] {
  const { snapshot } = market;
  const { id, venue, symbol, contract, quantoMultiplier } = snapshot.market;
  return [
    `${id}: ${venue} ${symbol}, ${quantoMultiplier === undefined ? contract : 'quanto'}, as of ${snapshot.asOf}, ${ageText(nowSeconds - Date.parse(snapshot.asOf) / 1_000)}`,
    ...columns([
      ...marketRows(market),
      ['  rules', rulesText(snapshot)],
      ['  history', historyText(snapshot)],
    ]),
    ...assumptionLines(market),
    ...ladderPicture(market),
    ...findingLines(market.notes, inspect(market), snapshot),
  ];
}

function ageText(seconds: number): string {
  if (seconds < 0) return 'in the future';
  return seconds < 2 * 86_400 ? `${span(seconds)} old` : `${Math.floor(seconds / 86_400)} days old`;
}

function marketRows(market: Market): string[][] {
  const { snapshot, startPrice, contract, openInterestNotional, fund, accountCount, accounts } = market;
  const { quoteCurrency, settlementCurrency, openInterest, quantoMultiplier } = snapshot.market;
  const { rate, maxLeverage, jumping } = market.tiers;
  const money = (value: number) => `${shown(Number(value.toPrecision(6)))} ${settlementCurrency}`;
  const depth = depthOf(market.ownDepth, startPrice);
  const unit = Math.abs(unitValue(contract, startPrice));
  const within = [0.01, 0.05, 0.1]
    .map(
      (reach) =>
        `${Math.round(reach * 100)} %: ${money(depth.volumeWithin(reach, 1) * unit)} and ${money(depth.volumeWithin(reach, -1) * unit)}`,
    )
    .join('; ');
  const held = accountsOf(market);
  let equity = 0;
  for (let i = 0; i < held.count; i++)
    equity +=
      held.collateral[i]! +
      held.side[i]! *
        held.quantity[i]! *
        (unitValue(contract, startPrice) - unitValue(contract, held.entryPrice[i]!));
  return [
    ['  mark price', `${shown(startPrice)} ${quoteCurrency}`],
    ...(quantoMultiplier === undefined
      ? []
      : [['  one contract', `pays ${quantoMultiplier} ${settlementCurrency} per ${quoteCurrency}`]]),
    [
      '  open interest',
      `${quantoMultiplier === undefined ? shown(openInterest) : `${plural(Math.round(openInterest / quantoMultiplier), 'contract')}`} a side, ${money(openInterestNotional)}`,
    ],
    ['  fund', money(fund)],
    [
      '  positions',
      `${accounts ? `${plural(accountCount, 'account')}, as listed` : `${plural(accountCount, 'account')} estimated, drawn anew in every path`}; equity ${money(equity)}${accounts ? '' : ' in one draw'}`,
    ],
    [
      '  tiers',
      `${plural(rate.length, 'tier')}, rates ${hundredths(rate[0]!)} to ${hundredths(rate.at(-1)!)} %, at most ${Number(maxLeverage[0]!.toPrecision(4))} to ${Number(maxLeverage.at(-1)!.toPrecision(4))} times${jumping ? ', the requirement jumps' : ', continuous'}`,
    ],
    ['  bids and asks', `within ${within}`],
  ];
}

function rulesText({ rules }: Snapshot): string {
  const {
    mechanism,
    triggerRule,
    feeRate,
    reservedFeeRate = 0,
    adl,
    halfLifeSeconds,
    permanentShare,
  } = rules;
  const heals =
    halfLifeSeconds === null ? 'nothing heals' : `the rest heals with a half-life of ${halfLifeSeconds} s`;
  return `${mechanism.name}, trigger by ${triggerRule.rule}, fee ${hundredths(feeRate)} %${reservedFeeRate ? `, ${hundredths(reservedFeeRate)} % reserved in the trigger` : ''}, ADL ${adl.when}, ${hundredths(permanentShare)} % of a move stays, ${heals}`;
}

const hundredths = (share: number): number => Number((100 * share).toPrecision(4));

const historyText = ({ history }: Snapshot): string =>
  history.windows
    .map(
      ({ seconds, count, down, up }) =>
        `${plural(count, 'window')} of ${span(seconds)}, worst -${(100 * down[0]!).toFixed(1)} and +${(100 * up[0]!).toFixed(1)} %`,
    )
    .join('; ');

function assumptionLines({ assumptions, snapshot }: Market): string[] {
  const guessed = assumptions.filter(({ basis = 'guessed' }) => basis === 'guessed');
  return [
    `  assumed: ${plural(assumptions.length, 'assumption')}, ${guessed.length} guessed; sources: ${snapshot.sources.map(({ name }) => name).join(', ') || 'none'}`,
    ...assumptions.map(({ id, basis = 'guessed', text }) => `    ${id} (${basis}): ${text}`),
  ];
}
