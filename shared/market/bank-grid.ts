import * as z from 'zod/mini';
import { type BankRow, balanceSheets } from '../cascade/holders/bank/balance-sheets.ts';
import { type BankOutcome, createFireSale } from '../cascade/holders/bank/fire-sale.ts';
import { above, lawful, list, object, path, prose, text, whole } from './fields.ts';
import { parseJson } from './parse.ts';

const MAX_CHARACTERS = 1_000_000;
const MAX_POINTS = 1_001;
/** Fewer would move no price, more never ends anybody's patience sooner: a bank that sells all is done after two. */
const MAX_STEPS = 1_000;

const Ratio = above(0, 'equity over assets').check(z.maximum(1, 'must be at most 1'));

const Rule = object({
  id: text('must be 1 to 31 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{0,30}$/),
  failsBelow: Ratio,
  actsBelow: Ratio,
  target: Ratio,
  steps: whole(1, MAX_STEPS),
});

const rising = (name: string) =>
  lawful<readonly number[]>(function* (points) {
    for (const [i, point] of points.entries())
      if (i > 0 && !(point > points[i - 1]!))
        yield { path: [i], rule: `must be above the ${name} before it`, got: point };
  });

const Document = object({
  schema: z.literal('bank-grid/1', 'must be bank-grid/1'),
  name: prose(200),
  source: prose(1_000),
  unit: prose(40),
  banks: path(),
  rules: list(Rule, 1, 8).check(
    lawful(function* (rules) {
      for (const [i, { id, failsBelow, target }] of rules.entries()) {
        if (rules.findIndex((other) => other.id === id) !== i)
          yield { path: [i, 'id'], rule: 'must stand once', got: id };
        if (target < failsBelow)
          yield { path: [i, 'target'], rule: `must be at least failsBelow, ${failsBelow}`, got: target };
      }
    }),
  ),
  shockBps: list(whole(0, 9_999, 'basis points'), 1, MAX_POINTS).check(rising('shock')),
  impactBps: list(whole(0, 9_999, 'basis points'), 1, MAX_POINTS).check(rising('impact')),
});

/** A fire sale over a grid of shocks and impacts, by several rules; `banks` is the path of their CSV file. */
export type BankGrid = Readonly<z.infer<typeof Document>>;

/** @throws RangeError `subject.place must rule, got value` */
export const parseBankGrid = (subject: string, content: string): BankGrid =>
  parseJson(subject, Document, content, MAX_CHARACTERS);

/** One point of the grid. */
export interface BankPoint extends BankOutcome {
  readonly rule: string;
  readonly shockBps: number;
  readonly impactBps: number;
}

/** Every point, by rule, then shock, then impact. Some 7 us for 48 banks and six steps. */
export function runBankGrid({ rules, shockBps, impactBps }: BankGrid, rows: readonly BankRow[]): BankPoint[] {
  const run = createFireSale(balanceSheets(rows));
  return rules.flatMap(({ id, ...rule }) =>
    shockBps.flatMap((shock) =>
      impactBps.map((impact) => ({
        rule: id,
        shockBps: shock,
        impactBps: impact,
        ...run(rule, shock / 10_000, impact / 10_000),
      })),
    ),
  );
}

/** Where a larger shock leaves fewer banks failed, at one rule and impact: the first such step of each. */
export function failuresThatFall(
  points: readonly BankPoint[],
): { readonly from: BankPoint; readonly to: BankPoint }[] {
  const lines = Map.groupBy(points, ({ rule, impactBps }) => `${rule} ${impactBps}`);
  return [...lines.values()].flatMap((line) => {
    const at = line.findIndex((point, i) => i > 0 && point.failures < line[i - 1]!.failures);
    return at < 0 ? [] : [{ from: line[at - 1]!, to: line[at]! }];
  });
}
