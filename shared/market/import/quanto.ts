import type * as z from 'zod/mini';
import type { Say } from '../csv.ts';
import { isSameMoney } from '../currencies.ts';
import { refuse } from '../parse.ts';
import type { Market } from '../snapshot.ts';
import { bitmexQuanto } from './bitmex-tiers.ts';
import type { ImportRequest } from './import-snapshot.ts';
import { answerIn } from './tier-formats.ts';

/** What a venue's record says of a quanto contract. */
export interface QuantoTerms {
  /** Settlement currency that one contract pays per unit of price. */
  readonly multiplier: number;
  /** What the currency in which it settles may be called. */
  readonly settlement: readonly string[];
}

/** Assumptions of the market that every import makes anew, or not at all. */
export const OF_CURRENCIES: readonly string[] = ['quanto', 'settled-at-par'];

type OneMarket = z.infer<typeof Market>;

/** The market with the multiplier that its file of margins states, if that is of a quanto. */
export function withQuanto(market: OneMarket, tiers: ImportRequest['tiers']): OneMarket {
  if (!tiers) return market;
  const { name: subject, text, symbol = market.symbol } = tiers;
  const terms = bitmexQuanto({ subject, symbol, answer: answerIn(subject, text) });
  if (!terms) return market;
  const { multiplier, settlement } = terms;
  const { settlementCurrency, quantoMultiplier = multiplier } = market;
  if (!settlement.includes(settlementCurrency))
    refuse(
      'market.settlementCurrency',
      `be ${settlement.join(' or ')}, in which the record's quanto contract settles`,
      settlementCurrency,
    );
  if (quantoMultiplier !== multiplier)
    refuse('market.quantoMultiplier', `be ${multiplier}, as the record says`, quantoMultiplier);
  return { ...market, quantoMultiplier };
}

/** The request in units of a quanto market, which has one contract value: its multiplier. */
export function inQuantity(request: ImportRequest, market: OneMarket, say: Say): ImportRequest {
  const { quantoMultiplier: value, quoteCurrency: quote, settlementCurrency: settled } = market;
  if (value === undefined) {
    if (market.contract === 'linear' && !isSameMoney(quote, settled))
      say(
        `Prices are in ${quote} and money is ${settled}: taken for worth the same. Where the contract is a quanto, say market.quantoMultiplier`,
        { id: 'settled-at-par', of: 'market', basis: 'guessed' },
      );
    return request;
  }
  const { contractValue = value, levels, outside } = request;
  if (contractValue !== value)
    refuse(
      '--contract-value',
      `be ${value}, which a contract of this quanto pays, or be left out`,
      contractValue,
    );
  const unsaid = outside?.books.find((book) => book.contractValue === 1);
  if (unsaid)
    refuse(
      `--outside-book ${unsaid.name}`,
      `say what one unit of its size earns in ${settled} per ${quote} of price: of a coin, 1 / price of ${settled} in ${quote}`,
      unsaid.contractValue,
    );
  say(
    `A quanto: prices are in ${quote}, and one contract pays ${value} ${settled} per ${quote}. Quantity is contracts times that, and money is ${settled}. What ${settled} is worth is not in the model: its own fall moves neither accounts nor depth nor fund`,
    { id: 'quanto', of: 'market', basis: 'published' },
  );
  return { ...request, contractValue, ...(levels && { levels: { ...levels, contractValue } }) };
}
