import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../shared/market/json-layout.ts';
import { readJson, refuse } from '../../shared/market/parse.ts';
import { parseScenario } from '../../shared/market/scenario.ts';
import { parseSnapshot } from '../../shared/market/snapshot.ts';
import { parseReport } from '../../shared/report/report.ts';
import { parseManifest } from '../../shared/sweep/manifest.ts';
import { parseShardMessage } from '../../shared/sweep/messages.ts';
import { parseInbox } from '../../shared/sweep/night.ts';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { parseClose, parseTombstone } from '../../shared/sweep/records.ts';
import { snapshotText, sweepText } from '../sweep/small.ts';

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  sweep: parseSweep,
  snapshot: parseSnapshot,
  scenario: parseScenario,
  manifest: parseManifest,
  'shard message': parseShardMessage,
  inbox: (text) => parseInbox(text, 'small-perp'),
  close: parseClose,
  tombstone: parseTombstone,
  report: parseReport,
};
const most = 1_000_000;

describe.each(Object.entries(READERS))('the reader of a %s', (subject, read) => {
  it('refuses what nests deeper than anything of ours, however deep', () => {
    const deep = '['.repeat(2_000) + ']'.repeat(2_000);
    expect(() => read(`{"a":${deep}}`)).toThrow(
      new RegExp(`^${subject} must nest at most (8|12) deep, got 2001$`),
    );
  });

  it('refuses a name that stands twice, wherever', () => {
    expect(() => read('{"v":1,"a":[{"b":1,"b":2}]}')).toThrow(`${subject}.a.0.b must stand once`);
  });
});

describe('a name that stands twice', () => {
  it.each([
    ['{"a":1,"a":1}', 's.a'],
    ['{"a":1,"\\u0061":2}', 's.a'],
    ['{"a":[1,{"b":{"c":1},"d":2,"b":3}]}', 's.a.1.b'],
    ['{"__proto__":1,"__proto__":2}', 's.__proto__'],
    ['{"":1,"":2}', 's.'],
  ])('is named with its place: %s', (text, place) => {
    expect(() => readJson('s', text, most)).toThrow(`${place} must stand once, got another one`);
  });

  it.each(['{"a":{"a":{"a":1}}}', '[{"a":1},{"a":2}]', '{"a":"a","b":["a","a"],"c":"\\"a\\":1,\\"a\\":2"}'])(
    'is none in %s',
    (text) => {
      expect(readJson('s', text, most)).toEqual(JSON.parse(text));
    },
  );

  it('is found in a sweep and its snapshot at the place that a person looks for', () => {
    const sweep = sweepText().replace('"paths":{', '"paths":{"decision":7,');
    expect(() => parseSweep(sweep)).toThrow('sweep.paths.decision must stand once');
    const snapshot = snapshotText.replace(/"markPrice":/, '"markPrice":999,"markPrice":');
    expect(() => parseSnapshot(snapshot)).toThrow('snapshot.market.markPrice must stand once');
  });
});

it('counts what a parser then makes, of any value and layout', () => {
  const count = (value: unknown): { nested: number; depth: number } => {
    if (typeof value !== 'object' || value === null) return { nested: 0, depth: 0 };
    const inside = Object.values(value).map(count);
    return {
      nested: inside.reduce((sum, own) => sum + own.nested, 1),
      depth: inside.reduce((deepest, own) => Math.max(deepest, own.depth), 0) + 1,
    };
  };
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 4), (value, indent) => {
      const { nested, depth, twice } = layoutOf(JSON.stringify(value, null, indent), 12, 10_000);
      expect({ nested, depth, twice }).toEqual({ ...count(value), twice: undefined });
    }),
    { numRuns: 300 },
  );
});

describe('a text that is made to swell', () => {
  it.each([
    ['lists', `[${'[],'.repeat(400_000)}1]`, 's must hold at most 330000 lists and objects in 1200003'],
    ['numbers', `[${'1,'.repeat(700_000)}1]`, 's must hold at most 675000 values in 1400003'],
  ])('is refused before anything is made of it: %s', (_, text, message) => {
    expect(() => readJson('s', text, 2_000_000)).toThrow(message);
  });

  it('is refused with thousands of names', () => {
    const text = `[${Array.from({ length: 6_000 }, (_, i) => `{"n${i}":1}`).join()}]`;
    expect(() => readJson('s', text, most)).toThrow('s must hold at most 5000 different names, got more');
  });
});

describe('a refusal', () => {
  it('shows a value in eighty characters, and looks at no more of it', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => refuse('s', 'be flat', deep)).toThrow(`s must be flat, got ${'['.repeat(77)}...`);
    expect(() => refuse('s', 'be a number', { a: [1, null, 'x"'] })).toThrow('got {"a":[1,null,"x\\""]}');
  });

  it('lets nothing act on a terminal', () => {
    const act = '\u001b[2J\u0007\u202e\u009b';
    expect(() => refuse(act, 'be', { [act]: act })).toThrow(/^[\x20-\x7e]*$/);
    expect(() => refuse('s', 'be', act)).toThrow('s must be, got \\u001b[2J\\u0007\\u202e\\u009b');
    expect(() => readJson('s', `${act}{`, most)).toThrow(/^s must be JSON, got [\x20-\x7e]*$/);
  });

  it('is short, whatever a file says', () => {
    const long = 'x'.repeat(100_000);
    for (const read of [
      () => readJson('s', `{"${long}":1,"${long}":2}`, most),
      () => parseSweep(sweepText({ [long]: 1 } as never)),
      () => parseSweep(sweepText({ mechanisms: { [long]: { name: 'full' } } } as never)),
      () => refuse('s', 'be short', long),
    ]) {
      const message = (() => {
        try {
          return String(read());
        } catch (error) {
          return (error as Error).message;
        }
      })();
      expect(message.length).toBeLessThan(800);
    }
  });
});
