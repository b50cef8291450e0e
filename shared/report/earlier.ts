import { unknown } from '../risk/shapes/number.ts';
import type { Report } from './report.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A report from before its shape grew, as today's shape has it: what it does not say is not known. */
export function asToday(read: unknown): Report {
  const { input = [], enough = [], quality, ordinaryDays, ...rest } = (read ?? {}) as Fields;
  const grown = (list: unknown, fields: Fields): unknown =>
    Array.isArray(list) ? list.map((own: Fields) => ({ ...fields, ...own })) : list;
  return {
    ...rest,
    input,
    enough,
    quality: grown(quality, { raised: unknown('NOT_IN_RECORD'), verdictPaths: null }),
    ordinaryDays: grown(ordinaryDays, { observed: null }),
  } as unknown as Report;
}
