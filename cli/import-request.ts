import { InvalidArgumentError } from 'commander';
import type { ImportRequest } from '../shared/market/import/import-snapshot.ts';
import type { TierFormatName } from '../shared/market/import/tier-formats.ts';
import type { LevelSelection } from '../shared/market/import/venue-levels.ts';
import type { Accepted } from '../shared/market/inspect/accepted.ts';
import { ASKED_IDS, isAcceptable } from '../shared/market/inspect/checks.ts';
import { readTable, readText } from './input.ts';
import { positiveNumber } from './options.ts';

/** What `cascade import` is asked for. */
export interface ImportChoices {
  readonly base: string;
  readonly levels?: string;
  readonly venue?: string;
  readonly symbol?: string;
  readonly contractValue?: number;
  readonly openInterest?: number;
  readonly marginAt?: 'entry' | 'mark';
  readonly accept: Accepted;
  readonly beyond?: 'stop' | 'flat' | 'extend';
  readonly beyondShare?: number;
  readonly outsideCost?: number;
  readonly outsideMultiple?: number;
  readonly outsideBook: readonly OtherBook[];
  readonly tiers?: string;
  readonly tierFormat?: TierFormatName;
  readonly tierSymbol?: string;
  readonly positions?: string;
  readonly prices?: string;
}

/** `--outside-book` in its parts. */
export interface OtherBook extends LevelSelection {
  readonly file: string;
}

type Need = <Name extends keyof ImportChoices>(
  name: Name,
  flag: string,
  beside: string,
) => NonNullable<ImportChoices[Name]>;

/** Reads the files that were named. */
export async function requestOf(choices: ImportChoices): Promise<ImportRequest> {
  const { base, tiers, positions, prices, contractValue, openInterest } = choices;
  const { tierFormat: format, marginAt, accept, symbol, tierSymbol = symbol } = choices;
  const need: Need = (name, flag, beside) => {
    const value = choices[name];
    if (value === undefined || value === null)
      throw new RangeError(`--${flag} must stand beside --${beside}, got nothing`);
    return value;
  };
  return {
    base: await readText(base),
    ...(await depthOf(choices, need)),
    ...(tiers !== undefined && {
      tiers: {
        ...(await readText(tiers)),
        ...(format && { format }),
        ...(tierSymbol !== undefined && { symbol: tierSymbol }),
      },
    }),
    ...(positions !== undefined && {
      positions: {
        ...(await readTable('positions', positions)),
        ...(marginAt && { marginAt }),
        ...(symbol !== undefined && { symbol }),
      },
    }),
    ...(contractValue !== undefined && { contractValue }),
    ...(openInterest !== undefined && { openInterest }),
    accepted: accept,
    ...(prices !== undefined && { prices: await readText(prices) }),
  };
}

async function depthOf(
  choices: ImportChoices,
  need: Need,
): Promise<Pick<ImportRequest, 'levels' | 'outside'>> {
  const { levels, venue, symbol, contractValue = 1, beyondShare } = choices;
  const { outsideCost: cost, outsideMultiple: multiple, outsideBook: books } = choices;
  return {
    ...(levels !== undefined && {
      levels: {
        ...(await readText(levels)),
        ...(venue !== undefined && { venue }),
        ...(symbol !== undefined && { symbol }),
        beyond: need('beyond', 'beyond', 'levels: stop, flat or extend'),
        contractValue,
        ...(beyondShare !== undefined && { beyondShare }),
      },
    }),
    ...((cost !== undefined || multiple !== undefined || books.length > 0) && {
      outside: {
        cost: need('outsideCost', 'outside-cost', books.length > 0 ? 'outside-book' : 'outside-multiple'),
        ...(multiple !== undefined && { multiple }),
        books: await Promise.all(
          books.map(async ({ file, ...selection }) => ({ ...(await readText(file)), ...selection })),
        ),
      },
    }),
  };
}

/** `FILE,VENUE,SYMBOL` or `FILE,VENUE,SYMBOL,CONTRACT VALUE`, after those before it. */
export function otherBook(text: string, before: readonly OtherBook[]): OtherBook[] {
  const [file, venue, symbol, value = '1', ...rest] = text.split(',');
  if (!file || !venue || !symbol || rest.length > 0)
    throw new InvalidArgumentError(`outside book must be file,venue,symbol[,value], got ${text}`);
  return [...before, { file, venue, symbol, contractValue: positiveNumber('contract value')(value) }];
}

/** `WHAT=REASON`, after those before it. */
export function acceptance(text: string, before: Accepted): Accepted {
  const [, what = '', reason = ''] = /^([a-z-]+)=(.*)$/s.exec(text) ?? [];
  if (!isAcceptable(what) || reason.trim() === '')
    throw new InvalidArgumentError(
      `accept must be what=reason, with what one of ${ASKED_IDS.join(', ')}, got ${text}`,
    );
  return [...before.filter((own) => own.what !== what), { what, reason: reason.trim() }];
}
