import { describe, expect, it } from 'vitest';
import { parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { seedWords } from '../../shared/sweep/seed-words.ts';
import { SWEEP, sweepText } from './small.ts';

it('reads JSON with comments and fills in the documented defaults', () => {
  const text = `// why this sweep\n${sweepText().replace('"seed"', '/* 64 bits */ "seed"')}`;
  expect(parseSweep(text)).toEqual({
    ...SWEEP,
    axes: { ...SWEEP.axes, splitting: [0] },
    maxAgeHours: 24,
    mapTolerance: 0.005,
    limits: [],
    budget: { maxCells: 100_000_000, maxShards: 50_000, maxUsd: 5, ceilingUsd: 50 },
    previous: null,
  });
});

it('takes a seed of 64 bits apart, decimal or hexadecimal', () => {
  expect(seedWords({ seed: '20210722' })).toEqual({ seedLow: 20_210_722, seedHigh: 0 });
  expect(seedWords({ seed: '0x9e3779b97f4a7c15' })).toEqual({ seedLow: 0x7f4a7c15, seedHigh: 0x9e3779b9 });
  expect(seedWords({ seed: '18446744073709551615' })).toEqual({ seedLow: 0xffffffff, seedHigh: 0xffffffff });
});

describe('refuses, with subject, rule and value:', () => {
  const { axes, base, design, path, paths } = SWEEP;
  const limit = { id: 'p_ruin', op: '<=', value: 0.01, owner: null, since: null, note: null };
  const cases: [what: string, text: string, message: RegExp][] = [
    ['what is not JSON', '{"schema": ', /^sweep must be JSON, got /],
    [
      'a splitting axis without today',
      sweepText({ axes: { ...axes, splitting: [1, 2] } }),
      /^sweep\.axes\.splitting must begin with 0, today, when nobody splits, got \[1,2\]$/,
    ],
    [
      'an unknown field',
      sweepText({ colour: 'red' } as never),
      /^sweep must be an object with .* and nothing else, got colour$/,
    ],
    [
      'a prototype in disguise',
      sweepText().replace('{', '{"__proto__": {},'),
      /nothing else, got __proto__$/,
    ],
    [
      'a missing field',
      sweepText({ seed: undefined }),
      /^sweep\.seed must be a 64-bit number .*, got nothing$/,
    ],
    ['another version', sweepText({ schema: 'sweep/2' }), /^sweep\.schema must be sweep\/1, got "sweep\/2"$/],
    [
      'infinity',
      sweepText().replace('"sigmaDepth":0.3', '"sigmaDepth":1e309'),
      /^sweep\.path\.sigmaDepth must be .*, got Infinity$/,
    ],
    [
      'a seed beyond 64 bits',
      sweepText({ seed: '18446744073709551616' }),
      /^sweep\.seed must be below 2\^64, got 18446744073709551616$/,
    ],
    [
      'an axis with a duplicate',
      sweepText({ axes: { ...axes, leverageBps: [10_000, 10_000] } }),
      /^sweep\.axes\.leverageBps must ascend without duplicates, got \[10000,10000\]$/,
    ],
    [
      'an axis that falls',
      sweepText({ axes: { ...axes, shockBps: [500, -500] } }),
      /^sweep\.axes\.shockBps must ascend/,
    ],
    [
      'an empty axis',
      sweepText({ axes: { ...axes, depthBps: [] } }),
      /^sweep\.axes\.depthBps must be a list of 1 to 1000 entries, got \[\]$/,
    ],
    [
      'half a basis point',
      sweepText({ axes: { ...axes, depthBps: [10_000.5] } }),
      /^sweep\.axes\.depthBps\.0 must be a whole number of basis points from 1 to 1000000, got 10000\.5$/,
    ],
    [
      'a fall of everything',
      sweepText({ axes: { ...axes, shockBps: [-10_000, 500] } }),
      /^sweep\.axes\.shockBps\.0 must be a whole number of basis points from -9999 to 100000, got -10000$/,
    ],
    [
      'a shock without side',
      sweepText({ axes: { ...axes, shockBps: [-500, 0, 500] } }),
      /^sweep\.axes\.shockBps must not contain 0, which has no side, got /,
    ],
    [
      'a mechanism named twice',
      sweepText({ axes: { ...axes, mechanism: ['full', 'full'] } }),
      /^sweep\.axes\.mechanism must not name a mechanism twice/,
    ],
    [
      'a mechanism nobody defined',
      sweepText({ compare: ['brutal'] }),
      /^sweep\.mechanisms must define every mechanism that is named, got brutal$/,
    ],
    [
      'the base among the compared',
      sweepText({ compare: ['full'] }),
      /^sweep\.compare must not contain the base mechanism, got full$/,
    ],
    [
      'a base off its axis',
      sweepText({ base: { ...base, leverageBps: 9_000 } }),
      /^sweep\.base\.leverageBps must be on axes\.leverageBps, got 9000$/,
    ],
    [
      'no design shock',
      sweepText({ design: { ...design, down: [] } }),
      /^sweep\.design\.down must be a list of 1 to 20 entries/,
    ],
    [
      'a design shock off the grid',
      sweepText({ design: { ...design, up: [{ shockBps: 1_400, weight: 1 }] } }),
      /^sweep\.design\.up must have shocks of axes\.shockBps, got 1400$/,
    ],
    [
      'a design shock on the other side',
      sweepText({ design: { ...design, down: [{ shockBps: 500, weight: 1 }] } }),
      /^sweep\.design\.down must have shocks < 0, got 500$/,
    ],
    [
      'weights that do not add up',
      sweepText({
        design: {
          ...design,
          up: [
            { shockBps: 500, weight: 0.6 },
            { shockBps: 1_500, weight: 0.3 },
          ],
        },
      }),
      /^sweep\.design\.up must have weights that add to 1, got 0\.89/,
    ],
    [
      'a bridge beyond the horizon',
      sweepText({ path: { ...path, horizonSeconds: 900 } }),
      /^sweep\.path\.shape\.seconds must be <= path\.horizonSeconds, 900, got 1800$/,
    ],
    [
      'too many ticks',
      sweepText({ path: { ...path, tickSeconds: 0.01 } }),
      /^sweep\.path\.horizonSeconds must be at most 100000 ticks, got 360000$/,
    ],
    [
      'fewer paths where it matters',
      sweepText({ paths: { ...paths, other: 31 } }),
      /^sweep\.paths\.other must be <= paths\.decision, 30, got 31$/,
    ],
    [
      'a limit of what can be no metric',
      sweepText({ limits: [{ ...limit, id: 'P ruin' }] }),
      /^sweep\.limits\.0\.id must be the id of a metric like p_ruin, got "P ruin"$/,
    ],
    ['a limit set twice', sweepText({ limits: [limit, limit] }), /^sweep\.limits must not set a limit twice/],
    [
      'a grid above its budget',
      sweepText({ budget: { maxCells: 31 } }),
      /^sweep\.grid must have at most 31 cells, got 32$/,
    ],
    [
      'text beyond a megabyte',
      ' '.repeat(1_000_001),
      /^sweep must be at most 1000000 characters, got 1000001$/,
    ],
  ];
  it.each(cases)('%s', (_what, text, message) => {
    expect(() => parseSweep(text)).toThrow(message);
  });

  it('a grid of 10^12 cells, before anything is allocated', () => {
    const long = (first: number) => Array.from({ length: 1_000 }, (_, i) => first + i);
    const large = {
      ...axes,
      leverageBps: long(9_500),
      maintenanceBps: long(9_500),
      depthBps: long(9_500),
      shockBps: [...long(-1_999), ...[500, 1_500]].slice(2),
    };
    const start = performance.now();
    expect(() => parseSweep(sweepText({ axes: large }))).toThrow(
      /^sweep\.grid must have at most 100000000 cells, got 1000000000007$/,
    );
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
