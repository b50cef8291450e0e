// A design shock that a sweep file leaves to the history: what it becomes, and what it says of itself.
import { expect, it } from 'vitest';
import { parseSnapshot, snapshotDigest } from '../../shared/market/snapshot.ts';
import { ofOneMarket } from '../../shared/sweep/any-manifest.ts';
import { beyondShock } from '../../shared/sweep/grids.ts';
import { snapshotKey } from '../../shared/sweep/keys.ts';
import { amended, needsHistory, parseSweep } from '../../shared/sweep/parse-sweep.ts';
import { useCasesOver } from '../functions/use-cases.ts';
import { SNAPSHOT, SWEEP } from './small.ts';

// 5 % above 4 %: exponential, so that 99.9 % do not fall more than 0.04 + 0.02 ln 50, 11.82 %.
const tail = { threshold: 0.04, exceedances: 100, xi: 0, beta: 0.02 };
const shocks = [{ quantile: 0.999, move: 0.1182, lower: 0.0951, upper: 0.1604 }];
const [window] = SNAPSHOT.history.windows;
const history = { windows: [{ ...window!, tail: { down: { ...tail, shocks }, up: tail } }] };
const asked = (down: object, up: unknown = 1_500) =>
  JSON.stringify({
    ...SWEEP,
    design: { minutes: 30, down: [{ shockBps: down, weight: 1 }], up: [{ shockBps: up, weight: 1 }] },
  });

it('becomes a number with its interval and its owner, and the grid reaches it and beyond', () => {
  const sweep = parseSweep(
    asked({ quantile: 0.999, minutes: 60, owner: 'risk committee' }, { quantile: 0.999, minutes: 60 }),
    history,
  );
  expect(sweep.design.down).toEqual([{ shockBps: -1_182, weight: 1 }]);
  expect(sweep.design.up).toEqual([{ shockBps: 1_182, weight: 1 }]);
  expect(sweep.design.from).toEqual([
    {
      quantile: 0.999,
      minutes: 60,
      owner: 'risk committee',
      shockBps: -1_182,
      lowerBps: -951,
      upperBps: -1_604,
      runs: 100,
    },
    { quantile: 0.999, minutes: 60, owner: null, shockBps: 1_182, lowerBps: null, upperBps: null, runs: 100 },
  ]);
  expect(sweep.axes.shockBps).toEqual([
    -2_500, -1_500, -1_478, -1_182, -500, 500, 1_182, 1_478, 1_500, 2_500,
  ]);
  for (const side of ['down', 'up'] as const) expect(Math.abs(beyondShock(sweep, side)!)).toBe(1_478);
});

it('is refused where the history cannot say', () => {
  const read =
    (shock: object, own: typeof history | typeof SNAPSHOT.history = history) =>
    () =>
      parseSweep(asked(shock), own);
  expect(read({ quantile: 0.999, minutes: 240 })).toThrow(
    "sweep.design.down.0.shockBps.minutes must be the length of a window of the snapshot's history, 60, got 240",
  );
  expect(read({ quantile: 0.92, minutes: 60 })).toThrow(
    'sweep.design.down.0.shockBps.quantile must lie in the tail, above 0.95, got 0.92',
  );
  expect(read({ quantile: 0.999, minutes: 60 }, SNAPSHOT.history)).toThrow(
    'sweep.design.down.0.shockBps must have a tail in the history: cascade import --prices fits it, got none',
  );
  expect(read({ quantile: 2, minutes: 60 })).toThrow(
    'sweep.design.down.0.shockBps.quantile must be a number from 0.9 to 0.999999, got 2',
  );
  // Without a history the rest of the file can be checked.
  expect(parseSweep(asked({ quantile: 0.999, minutes: 60 })).design.down[0]!.shockBps).toBe(-1_000);
});

it('a sweep of numbers is what it was, to the letter', () => {
  const text = JSON.stringify(SWEEP);
  expect(JSON.stringify(parseSweep(text, history))).toBe(JSON.stringify(parseSweep(text)));
});

it('is planned with the history of its own snapshot', async () => {
  const { world, plan } = useCasesOver();
  const snapshot = parseSnapshot(JSON.stringify({ ...SNAPSHOT, history }));
  const digest = snapshotDigest(snapshot);
  const key = snapshotKey.build({ digest: digest, file: 'snapshot.json' });
  await world.objects.create(key, new TextEncoder().encode(JSON.stringify(snapshot)));
  const sweep = asked({ quantile: 0.999, minutes: 60 });
  const manifest = ofOneMarket((await plan({ sweep, snapshotDigest: digest, cellsPerShard: 9 })).manifest);
  expect(manifest.sweep.design.down[0]!.shockBps).toBe(-1_182);
  expect(manifest.sweep.design.from![0]!.upperBps).toBe(-1_604);
});

it('stays a quantile while a night puts the night before, or what came since, beside it', () => {
  const text = amended(asked({ quantile: 0.999, minutes: 60 }), { aftermath: { sha256: 'ab'.repeat(32) } });
  expect(needsHistory(text)).toBe(true);
  expect(parseSweep(text, history)).toMatchObject({
    design: { down: [{ shockBps: -1_182 }] },
    aftermath: { sha256: 'ab'.repeat(32) },
  });
});
