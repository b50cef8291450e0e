/** USDT and USDC as USD, which some venues quote in and settle in one of these. */
const dollars = (currency: string): string => (currency.startsWith('USD') ? 'USD' : currency);

/** Is a price in one currency money in the other? */
export const isSameMoney = (one: string, other: string): boolean => dollars(one) === dollars(other);
