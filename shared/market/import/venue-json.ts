import * as z from 'zod/mini';
import { decimal } from '../columns.ts';
import { checked, readJson, refuse } from '../parse.ts';

const MAX_CHARACTERS = 16_000_000;

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

/** The record of one symbol among those of a venue's answer. Fields that nobody asks for are ignored. */
export function recordOf<T extends Record<string, unknown>>(
  subject: string,
  answer: z.ZodMiniType<readonly T[]>,
  nameField: string,
  symbol: string,
  text: string,
): T {
  const records = checked(subject, answer, readJson(subject, text, MAX_CHARACTERS));
  const found = records.find((record) => record[nameField] === symbol);
  if (!found) refuse(subject, `have a record with ${nameField} ${symbol}`, `${records.length} others`);
  return found;
}
