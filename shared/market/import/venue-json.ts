import * as z from 'zod/mini';
import type { Contract } from '../../cascade/margin/contract.ts';
import { decimal } from '../columns.ts';
import type { Say } from '../csv.ts';
import { checked, refuse } from '../parse.ts';
import type { CappedRow } from './stepped-tiers.ts';

/** A venue's file of margin tiers, one symbol's row of it, and what a contract is worth. */
export interface TierFile {
  readonly subject: string;
  readonly text: string;
  /** Of JSON; undefined where the text is none. */
  readonly answer: unknown;
  readonly symbol: string;
  /** Quote currency per coin. */
  readonly markPrice: number;
  readonly contract: Contract;
  /** Of a quanto market; undefined for others. */
  readonly quantoMultiplier?: number | undefined;
  /** Units of quantity in one contract; undefined where nobody said. */
  readonly contractValue?: number | undefined;
  readonly say: Say;
}

/** Reads one symbol's margin table. Where the venue counts in contracts or coins, the mark price makes notional of them. */
export interface TierFormat {
  /** What it is, for a refusal. */
  readonly words: string;
  /** Whether a file is of this format: by what its records hold, in whatever envelope. */
  readonly holds: (file: TierFile) => boolean;
  readonly read: (file: TierFile) => CappedRow[];
}

/** A number as venues send it: in JSON, or as a text. */
export const VenueNumber = z.pipe(
  z.union([z.number(), z.string()], 'must be a number'),
  z.transform((value, { issues }) => {
    const number = decimal(value);
    if (Number.isFinite(number)) return number;
    issues.push({ code: 'custom', message: 'must be a number', input: value });
    return z.NEVER;
  }),
);

type Fields = Readonly<Record<string, unknown>>;
const DEPTH = 6;

/** All objects with these fields, however deep in an answer, in its order: a bare list, or any envelope. */
export function recordsIn(answer: unknown, keys: readonly string[], depth = 0): Fields[] {
  if (typeof answer !== 'object' || answer === null || depth > DEPTH) return [];
  const fields = answer as Fields;
  if (!Array.isArray(answer) && keys.every((key) => fields[key] !== undefined)) return [fields];
  return Object.values(fields).flatMap((field) => recordsIn(field, keys, depth + 1));
}

/** How the records of a venue's answer look. */
export interface RecordKind<T> {
  /** Fields by which they are told from others. */
  readonly keys: readonly string[];
  /** Fields that may name the market. */
  readonly names: readonly string[];
  readonly schema: z.ZodMiniType<T>;
}

export const holdsRecords =
  ({ keys }: Pick<RecordKind<unknown>, 'keys'>) =>
  ({ answer }: Pick<TierFile, 'answer'>): boolean =>
    recordsIn(answer, keys).length > 0;

/** The records of one symbol, at least one. Fields that nobody asks for are ignored. */
export function recordsOf<T>({ subject, answer, symbol }: TierFile, kind: RecordKind<T>): T[] {
  const { keys, names, schema } = kind;
  const records = recordsIn(answer, keys);
  const own = records.filter((record) => names.some((name) => record[name] === symbol));
  if (own.length === 0) {
    const others = new Set(records.flatMap((record) => names.flatMap((name) => record[name] ?? [])));
    const named = [...others].filter(Boolean).slice(0, 5).join(', ');
    refuse(subject, `have a record with ${names.join(' or ')} ${symbol}`, named || 'none');
  }
  return own.map((record) => checked(`${subject} ${symbol}`, schema, record));
}

/** The first of them. */
export const recordOf = <T>(file: TierFile, kind: RecordKind<T>): T => recordsOf(file, kind)[0]!;

/** The levels of an inverse contract are coins, those of a linear one quote currency: one is not read for the other. */
export function refuseOther({ subject, symbol, contract }: TierFile, found: Contract): void {
  if (found !== contract)
    refuse(`${subject} ${symbol}`, `be ${contract}, as market.contract says`, `${found} margins`);
}
