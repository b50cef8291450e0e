import { unknown } from '../risk/shapes/number.ts';
import type { Report } from './report.ts';

/** What a report is called today. */
export const SCHEMA = 'margin-report/2';
/** What it was called before nights were compared. */
const FIRST_SCHEMA = 'margin-report/1';

type Fields = Readonly<Record<string, unknown>>;

/** A report from before its shape grew, as today's shape has it: what it does not say is not known. */
export function asToday(read: unknown): Report {
  const {
    schema,
    input = [],
    enough = [],
    conditions = [],
    procyclicality = [],
    alerts = [],
    tails = [],
    design,
    quality,
    ordinaryDays,
    reverse,
    ...rest
  } = (read ?? {}) as Fields;
  const grown = (list: unknown, fields: Fields): unknown =>
    Array.isArray(list) ? list.map((own: Fields) => ({ ...fields, ...own })) : list;
  const designed = (own: Fields) => ({ ...own, mixture: grown(own.mixture, { from: null }) });
  const today = {
    ...rest,
    schema: schema === FIRST_SCHEMA ? SCHEMA : schema,
    input,
    design: Array.isArray(design) ? design.map(designed) : design,
    conditions,
    procyclicality,
    alerts,
    enough,
    tails,
    reverse: reverseGrown(reverse),
    quality: grown(quality, { raised: unknown('NOT_IN_RECORD'), verdictPaths: null }),
    ordinaryDays: grown(ordinaryDays, { observed: null }),
  };
  // What was not there is not there, and is refused as missing.
  return Object.fromEntries(
    Object.entries(today).filter(([, own]) => own !== undefined),
  ) as unknown as Report;
}

/** The joint failure of a report from before the mark's age and the largest account were drivers. */
function reverseGrown(reverse: unknown): unknown {
  const own = reverse as { readonly value?: unknown } | undefined;
  if (!Array.isArray(own?.value)) return reverse;
  const grown = ({ joint, ...rest }: Fields): Fields => ({
    ...rest,
    joint: { latency: null, largest: null, ...(joint as Fields) },
  });
  return { ...own, value: own.value.map(grown) };
}
