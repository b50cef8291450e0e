import { looksLike } from '../looks-like.ts';
import { readJson, refuse } from '../parse.ts';
import { minorUnits } from '../tier-table.ts';
import { binanceBrackets, binanceCsv, binanceExchangeInfo } from './binance-tiers.ts';
import { bitmexInstruments } from './bitmex-tiers.ts';
import { bybitRiskLimit } from './bybit-tiers.ts';
import { deribitRule } from './deribit-tiers.ts';
import { dydxMarkets } from './dydx-tiers.ts';
import { gateContracts, gateRiskLimitTiers } from './gate-tiers.ts';
import { hyperliquidMeta } from './hyperliquid-tiers.ts';
import { krakenInstruments } from './kraken-tiers.ts';
import { okxPositionTiers } from './okx-tiers.ts';
import { phemexRiskLimits } from './phemex-tiers.ts';
import type { CappedRow } from './stepped-tiers.ts';
import type { TierFile, TierFormat } from './venue-json.ts';

/** Venue files that `cascade import` understands, by the name that the user gives. */
export const TIER_FORMATS = {
  'binance-csv': binanceCsv,
  'binance-brackets': binanceBrackets,
  'binance-exchange-info': binanceExchangeInfo,
  'bitmex-instruments': bitmexInstruments,
  'bybit-risk-limit': bybitRiskLimit,
  'deribit-rule': deribitRule,
  'dydx-markets': dydxMarkets,
  'gate-contracts': gateContracts,
  'gate-risk-limit-tiers': gateRiskLimitTiers,
  'hyperliquid-meta': hyperliquidMeta,
  'kraken-instruments': krakenInstruments,
  'okx-position-tiers': okxPositionTiers,
  'phemex-risk-limits': phemexRiskLimits,
} as const satisfies Readonly<Record<string, TierFormat>>;
export type TierFormatName = keyof typeof TIER_FORMATS;
export const TIER_FORMAT_NAMES = Object.keys(TIER_FORMATS) as readonly TierFormatName[];

const MAX_CHARACTERS = 16_000_000;

/** What a file of JSON holds; undefined where it is none. */
export const answerIn = (subject: string, text: string): unknown =>
  /^\s*[[{]/.test(text) ? readJson(subject, text, MAX_CHARACTERS) : undefined;

/** Which format a file is of. */
const recognised = (file: TierFile): TierFormatName | undefined =>
  TIER_FORMAT_NAMES.find((name) => TIER_FORMATS[name].holds(file));

/** One symbol's margin table from a venue's file, in the named format or in the one that it is recognised by. */
export function readTiers(named: TierFormatName | undefined, given: Omit<TierFile, 'answer'>): CappedRow[] {
  const { subject, text, say } = given;
  const file: TierFile = { ...given, answer: answerIn(subject, text) };
  const found = named && TIER_FORMATS[named].holds(file) ? named : recognised(file);
  const wanted = named ? TIER_FORMATS[named].words : 'a margin table that a venue answers';
  if (found === undefined)
    refuse(subject, `be ${wanted} (can be read: ${TIER_FORMAT_NAMES.join(', ')})`, shapeOf(file));
  if (named && found !== named) {
    const other = `what looks like ${TIER_FORMATS[found].words}: --tier-format ${found} reads it`;
    refuse(subject, `be ${wanted}, as --tier-format ${named} says`, other);
  }
  if (!named) say(`${subject} is taken for ${TIER_FORMATS[found].words}`);
  return inMinorUnits(TIER_FORMATS[found].read(file), file, (note) => say(`${subject}: ${note}`));
}

function shapeOf({ text, answer }: TierFile): string {
  if (answer === undefined)
    return `text that begins with ${JSON.stringify(text.trimStart().slice(0, 40))}${looksLike(text)}`;
  const first = Array.isArray(answer) ? answer[0] : answer;
  const names = typeof first === 'object' && first !== null ? Object.keys(first) : [];
  const kind = Array.isArray(answer) ? 'a JSON list of objects' : 'a JSON object';
  return `${kind} with the fields ${names.slice(0, 8).join(', ') || 'of none'}`;
}

/** Floors and caps in whole cents or satoshi, as every table of margins is printed; said where it moves one. */
function inMinorUnits(rows: readonly CappedRow[], market: TierFile, say: TierFile['say']): CappedRow[] {
  const perOne = minorUnits(market);
  const whole = (value: number) => Math.round(value * perOne) / perOne;
  const rounded = rows.map(
    ({ floor, cap, ...row }): CappedRow => ({
      floor: whole(floor),
      ...(cap !== undefined && { cap: whole(cap) }),
      ...row,
    }),
  );
  const moved = rounded.filter(({ floor }, k) => floor !== rows[k]!.floor).length;
  if (moved > 0) say(`${moved} floors rounded to 1/${perOne}`);
  return rounded;
}
