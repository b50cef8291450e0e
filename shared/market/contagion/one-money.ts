import { isSameMoney } from '../currencies.ts';
import type { Broken } from '../fields.ts';
import type { Market } from '../snapshot.ts';

/**
 * What a contract pays must be money of its settlement currency, for money of several markets is added: the price of a linear one,
 * one over that of an inverse one. Of a market alone any other currency would be a scale.
 */
export function* brokenMoney({
  contract,
  quoteCurrency,
  settlementCurrency,
  quantoMultiplier,
}: Omit<Market, 'id'>): Generator<Broken> {
  const isQuoted = isSameMoney(quoteCurrency, settlementCurrency);
  if (contract === 'inverse' && isQuoted)
    yield {
      path: ['settlementCurrency'],
      rule: `must be the coin of an inverse contract, not what its prices are in, ${quoteCurrency}`,
      got: settlementCurrency,
    };
  if (contract === 'linear' && !isQuoted && quantoMultiplier === undefined)
    yield {
      path: ['quoteCurrency'],
      rule: `must be what it settles in, ${settlementCurrency}, or stand beside the quantoMultiplier of a quanto`,
      got: quoteCurrency,
    };
}
