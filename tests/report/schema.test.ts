import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  parseReport,
  type Report,
  renderJson,
  reportSchema,
  reportShape,
} from '../../shared/report/report.ts';
import { SENTENCES } from '../../shared/risk/shapes/reasons.ts';
import {
  count,
  list,
  nullable,
  number,
  object,
  oneOf,
  reasoned,
  text,
} from '../../shared/risk/shapes/shape.ts';
import { reportOf } from './files.ts';
import { fixtureReport } from './fixture.ts';

const SMALL = { decision: 400, other: 60 };
const complete = reportOf(fixtureReport({ paths: SMALL }));
const partial = reportOf(
  fixtureReport({
    paths: SMALL,
    isLost: ({ index }) => index % 40 === 7,
    isUnfinished: ({ index }, path) => index % 30 === 0 && path < 2,
  }),
);

describe('a shape', () => {
  const shape = object('pair', { first: count('n'), second: nullable(number('x')) });

  it('prints keys in its own order, whatever the order of the value’s', () => {
    expect(shape.print({ second: 2.5, first: 1 }, 'pair')).toBe('{"first":1,"second":2.5}');
  });

  it('prints numbers as ECMAScript does, and -0 as 0', () => {
    const numbers = list('numbers', number('x'));
    expect(numbers.print([-0, 1e21, 1e-7, 0.1 + 0.2], 'n')).toBe('[0,1e+21,1e-7,0.30000000000000004]');
  });

  it('refuses what JSON cannot say, naming the place', () => {
    const numbers = object('o', { list: list('numbers', number('x')) });
    expect(() => numbers.print({ list: [1, Number.NaN] }, 'report')).toThrow(
      'report.list[1] must be a finite number from any to any, got NaN',
    );
    expect(() => numbers.print({ list: [Infinity] }, 'report')).toThrow(/report\.list\[0\]/);
  });

  it('refuses a missing and an unknown key', () => {
    // What a file may hold; the compiler would not let us write it.
    const read = (json: string): { first: number; second: number | null } => JSON.parse(json);
    expect(() => shape.print(read('{"first":1}'), 'pair')).toThrow('pair.second must be given');
    expect(() => shape.print(read('{"first":1,"second":2,"third":3}'), 'pair')).toThrow(
      'pair must have no key but first, second, got "third"',
    );
  });

  it('demands a reason beside a null, and only there', () => {
    const known = reasoned(
      ['value'],
      object('k', { value: nullable(number('x')), reason: nullable(oneOf('why', ['LOST'])) }),
    );
    expect(known.print({ value: null, reason: 'LOST' }, 'k')).toBe('{"value":null,"reason":"LOST"}');
    expect(known.print({ value: 1, reason: null }, 'k')).toBe('{"value":1,"reason":null}');
    expect(() => known.print({ value: null, reason: null }, 'k')).toThrow(
      'k.reason must be given where value is null, got null',
    );
  });

  it('refuses control characters other than tab and newline', () => {
    const words = text('words');
    expect(words.print('a\tb\nc', 'w')).toBe('"a\\tb\\nc"');
    for (const bad of ['\u0000', '\u0007', '\r', '\u001b', '\u007f']) {
      expect(() => words.print(`a${bad}b`, 'w')).toThrow('w must have no control characters');
    }
  });
});

describe('report.json', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(reportSchema());
  const errors = (report: unknown): unknown => (validate(report) ? [] : validate.errors);

  it('has the published schema', async () => {
    const schema = `${JSON.stringify(reportSchema(), null, 1)}\n`;
    await expect(schema).toMatchFileSnapshot('../../shared/report/margin-report.schema.json');
  });

  it.each([
    ['complete', complete],
    ['partial', partial],
  ])('holds to its schema when %s', (_name, report) => {
    expect(errors(JSON.parse(renderJson(report)))).toEqual([]);
  });

  it('is canonical: one line, one newline at the end, the same text when read and printed again', () => {
    const printed = renderJson(complete);
    expect(printed.indexOf('\n')).toBe(printed.length - 1);
    expect(renderJson(parseReport(printed))).toBe(printed);
    expect(printed).not.toMatch(/NaN|Infinity|[:[,]-0[,}\]]/);
  });

  it('is refused by schema and reader alike where a number has no reason to be unknown', () => {
    const broken: Report = {
      ...complete,
      metrics: complete.metrics.map((metric, i) =>
        i === 0 ? { ...metric, value: null, reason: null } : metric,
      ),
    };
    expect(errors(JSON.parse(JSON.stringify(broken)))).not.toEqual([]);
    expect(() => renderJson(broken)).toThrow('report.metrics[0].reason must be given where value is null');
  });

  it('keeps probabilities inside [0, 1]', () => {
    const broken: Report = { ...complete, mapTolerance: 1.5 };
    expect(errors(JSON.parse(JSON.stringify(broken)))).not.toEqual([]);
    expect(() => renderJson(broken)).toThrow(
      'report.mapTolerance must be a finite number from 0 to 1, got 1.5',
    );
  });

  it('leaves out with a reason what it has nothing to say of', () => {
    expect(complete.changes).toEqual({ value: null, reason: 'NO_NIGHT_BEFORE' });
    expect(complete.ownRecord).toEqual({ value: null, reason: 'NO_RECORD' });
  });

  it('of version 1 is read as version 2 with what that lacks, and never written', () => {
    const { conditions, procyclicality, alerts, tails, ...rest } = complete;
    expect(procyclicality).toEqual([]);
    expect([conditions, alerts, tails].every(({ length }) => length > 1)).toBe(true);
    const old = { ...rest, schema: 'margin-report/1' };
    const read = parseReport(JSON.stringify(old));
    expect(read).toEqual({ ...complete, conditions: [], alerts: [], tails: [] });
    expect(() => parseReport(JSON.stringify({ ...old, schema: 'margin-report/3' }))).toThrow(
      'report.schema must be one of margin-report/2, got "margin-report/3"',
    );
    expect(() => parseReport(JSON.stringify({ ...old, metrics: 1 }))).toThrow(
      'report.metrics must be a list',
    );
  });

  it('from before the mark’s age and the largest account were drivers says that it does not know them', () => {
    const value = complete.reverse.value!.map(({ joint, ...own }) => {
      const { latency, largest, ...before } = joint;
      expect([latency, largest]).toEqual([1, 1]);
      return { ...own, joint: before };
    });
    const read = parseReport(JSON.stringify({ ...complete, reverse: { value, reason: null } }));
    expect(read.reverse.value!.map(({ joint }) => joint)).toEqual(
      complete.reverse.value!.map(({ joint }) => ({ ...joint, latency: null, largest: null })),
    );
  });

  it('names its tables by digest, and itself nowhere', () => {
    expect(complete.tables.length).toBe(32);
    expect(reportShape.print(complete, 'report')).not.toContain('report.html');
  });
});

it('has one whole sentence for every code', () => {
  for (const [code, sentence] of Object.entries(SENTENCES)) expect(sentence, code).toMatch(/^[A-Z].{10,}\.$/);
});
