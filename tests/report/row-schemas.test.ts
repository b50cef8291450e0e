// What other tools may rely on of the reports of several markets and of lending, and of the files that ask for them.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { stripComments } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { venueReportSchema, venueReportText } from '../../shared/report/contagion/venue-report.ts';
import { lendingReportSchema, lendingReportText } from '../../shared/report/lending/lending-report.ts';
import { venueSweepJsonSchema } from '../../shared/risk/contagion/venue-limits.ts';
import { lendingSweepJsonSchema } from '../../shared/risk/lending/lending-limits.ts';
import { VENUE } from '../market/contagion/two-markets.ts';
import { reportOf as venueReportOf } from './contagion/venue-report.ts';
import { reportOf as lendingReportOf } from './lending/lending-report.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

interface Published {
  readonly name: string;
  /** Of the report, below shared/. */
  readonly file: string;
  readonly schema: () => object;
  readonly texts: () => readonly string[];
  /** A field of the report that is a number, and one that is a list of objects. */
  readonly number: string;
  readonly objects: string;
  readonly sweepFile: string;
  readonly sweepSchema: () => object;
  readonly examples: readonly string[];
  readonly limit: object;
}

/** With all that a venue may have: rules in stress, calls, members; and a verdict under another assumption. */
const [first, ...others] = VENUE.markets;
const FULL = {
  ...VENUE,
  markets: [
    { ...first!, rules: { ...first!.rules, halt: { move: 0.05, windowSeconds: 60, pauseSeconds: 60 } } },
    ...others,
  ],
  topUp: { share: 0.5, withinSeconds: 60, callAt: 1.2, to: 1.3, most: 10_000 },
  members: [{ capital: 100, owners: ['one'] }],
};
const UNDER = {
  alternatives: [{ id: 'half', text: 'depth halves', owner: null, change: { depthScale: 0.5 }, paths: 10 }],
};
const PUBLISHED: readonly Published[] = [
  {
    name: 'contagion',
    file: 'report/contagion/contagion-report.schema.json',
    schema: venueReportSchema,
    texts: () => [venueReportText(venueReportOf()), venueReportText(venueReportOf(FULL, UNDER))],
    number: 'fund',
    objects: 'markets',
    sweepFile: 'sweep/contagion/sweep-2.schema.json',
    sweepSchema: venueSweepJsonSchema,
    examples: ['examples/two-markets/sweep.json'],
    limit: { id: 'cover2', op: '>=', value: 2 },
  },
  {
    name: 'lending',
    file: 'report/lending/lending-report.schema.json',
    schema: lendingReportSchema,
    texts: () => [lendingReportText(lendingReportOf())],
    number: 'debt',
    objects: 'pools',
    sweepFile: 'sweep/lending/lending-sweep-1.schema.json',
    sweepSchema: lendingSweepJsonSchema,
    examples: ['examples/lending-2026-04/eth-fall.json', 'examples/lending-2026-04/rseth-depeg.json'],
    limit: { id: 'trapped', op: '<=', value: 0.1 },
  },
];

describe.each(PUBLISHED)('$name.json', (own) => {
  const validate = ajv.compile(own.schema());
  const errors = (report: unknown): unknown => (validate(report) ? [] : validate.errors);
  const reports = own.texts().map((text) => JSON.parse(text));

  it('has the published schema; `npx vitest run tests/report/row-schemas -u` writes it anew', async () => {
    const schema = `${JSON.stringify(own.schema(), null, 1)}\n`;
    await expect(schema).toMatchFileSnapshot(`../../shared/${own.file}`);
  });

  it('holds to its schema', () => {
    for (const report of reports) expect(errors(report)).toEqual([]);
  });

  it('does not where a field is missing, is of another type, or is one too many, on any level', () => {
    const [report] = reports;
    const [first, ...rest] = report[own.objects];
    for (const broken of [
      { ...report, [own.number]: undefined },
      { ...report, [own.number]: 'many' },
      { ...report, more: 1 },
      { ...report, [own.objects]: [{ ...first, more: 1 }, ...rest] },
      { ...report, sweep: { ...report.sweep, more: 1 } },
      { ...report, schema: `${own.name}-report/2` },
    ])
      expect(errors(JSON.parse(JSON.stringify(broken)))).not.toEqual([]);
  });
});

it('refuses to write what its schema refuses', () => {
  const venue = venueReportOf();
  expect(() => venueReportText({ ...venue, fund: Number.NaN })).toThrow(
    'report.fund must be a finite number',
  );
  const lending = lendingReportOf();
  const more = { ...lending, more: 1 };
  expect(() => lendingReportText(more)).toThrow('report must have no key but schema, engine');
  const terms = { ...lending.terms, closeFactor: { rule: 'half' as const, half: 2, fullBelow: 1, small: 0 } };
  expect(() => lendingReportText({ ...lending, terms })).toThrow(
    'report.terms.closeFactor.half must be a finite number from 0 to 1, got 2',
  );
});

describe.each(PUBLISHED)('the sweep file of $name', (own) => {
  const validate = ajv.compile(own.sweepSchema());

  it('has the published schema; `npx vitest run tests/report/row-schemas -u` writes it anew', async () => {
    const schema = `${JSON.stringify(own.sweepSchema(), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot(`../../shared/${own.sweepFile}`);
  });

  it.each(own.examples)('lets editors check %s: its fields, limits, and the schema named', (file) => {
    const sweep = JSON.parse(stripComments(readFileSync(file, 'utf8')));
    expect(validate(sweep), JSON.stringify(validate.errors)).toBe(true);
    const named = { ...sweep, $schema: './a.schema.json', limits: [own.limit] };
    expect(validate(named)).toBe(true);
    for (const broken of [
      { limits: [{ ...own.limit, id: 'ruin' }] },
      { limits: [{ ...own.limit, op: '<' }] },
      { axes: undefined },
      { more: 1 },
    ])
      expect(validate(JSON.parse(JSON.stringify({ ...named, ...broken })))).toBe(false);
  });
});
