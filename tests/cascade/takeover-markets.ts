// Random markets of the second edition, each made of one of `markets.ts`: whose mechanism takes accounts over, whose
// index follows, whom other venues buy from, whose way is a recorded path.
import fc from 'fast-check';
import { between, type Fixed, markets, sometimes } from './markets.ts';
import { type Bar, givenPath } from './oracle/path.ts';
import type { OracleScenario, Outside, Takeover } from './oracle/terms.ts';
import type { Scenario } from './scenario.ts';

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);

const takeover: fc.Arbitrary<Takeover> = fc
  .record({
    patienceTicks: oneOf(0, 0, 1, 3, 8),
    easePerTick: oneOf(0, 0.0013, 0.011, 0.057),
    stepDown: oneOf<Takeover['stepDown']>('none', 'none', 'take', 'reduce', 'reduce'),
    mostReductions: oneOf(null, null, 1, 2),
  })
  .map(({ mostReductions, ...spec }) => ({
    name: 'takeover',
    ...spec,
    ...(mostReductions !== null && spec.stepDown === 'reduce' ? { mostReductions } : {}),
  }));

/** Costs off the thousandths on which levels and marks stand. */
const outside: fc.Arbitrary<Outside> = fc.oneof(
  fc.record({ cost: oneOf(0, 0.00317, 0.0213), multiple: oneOf(0, 0.37, 2.3) }),
  fc
    .record({ cost: oneOf(0.00117, 0.0113), gaps: fc.array(between(1, 40), { minLength: 1, maxLength: 4 }) })
    .map(({ cost, gaps }) => {
      const side = (sign: number) =>
        gaps.map((_, k): [number, number] => {
          const distance = gaps.slice(0, k + 1).reduce((sum, gap) => sum + gap, 0) / 1000;
          return [250 * (1 + sign * (distance + 0.000041)), 31.7 + 11.3 * k];
        });
      return { cost, levels: { reference: 250, bids: side(-1), asks: side(1) } };
    }),
);

const rawBar = fc.record({
  ticks: between(3, 9),
  low: between(-90, 0),
  high: between(0, 90),
  close: between(0, 100),
});
const rawBars = fc.record({
  bars: fc.array(rawBar, { minLength: 1, maxLength: 5 }),
  noise: oneOf(0, 1),
  path: between(0, 1_000),
});

/** The recorded way of a market, as long as its horizon allows. */
function alongBars(scene: Scenario, raw: typeof rawBars extends fc.Arbitrary<infer T> ? T : never): Scenario {
  const { tickSeconds: dt, horizonSeconds, startPrice } = scene.rules;
  const bars: Bar[] = [];
  let end = 0;
  let last = startPrice;
  for (const { ticks, low, high, close } of raw.bars) {
    end += ticks * dt;
    if (end > horizonSeconds) break;
    // Off the round numbers, so that no mark stands on a trigger.
    const [bottom, top] = [last * (1 + low / 1000 - 0.000113), last * (1 + high / 1000 + 0.000171)];
    last = bottom + ((top - bottom) * close) / 100;
    bars.push([end, bottom, top, last]);
  }
  if (bars.length === 0) return scene;
  const draws = { seedLow: 1, seedHigh: 2, path: raw.path, lane: 0, ticksBefore: 0 };
  const given = { shape: 'path', open: startPrice, bars, noise: raw.noise } as const;
  const { factors, shock } = givenPath(given, dt, horizonSeconds, draws);
  return { ...scene, factors, shock };
}

/** Along recorded bars, with or without noise inside them. */
export const pathMarkets = (fixed: Fixed = {}): fc.Arbitrary<Scenario> =>
  fc.tuple(markets(fixed), rawBars).map(([scene, raw]) => alongBars(scene, raw));

/** Whose decay moves the index. */
export const indexMarkets = (fixed: Fixed = {}): fc.Arbitrary<Scenario> =>
  markets(fixed).map((scene) => ({ ...scene, rules: { ...scene.rules, permanentTo: 'index' } }));

/** Levels, with those of other venues. */
export const outsideMarkets = (fixed: Fixed = {}): fc.Arbitrary<OracleScenario> =>
  oneOf<NonNullable<Fixed['law']>>('stop', 'flat', 'extend').chain((law) =>
    fc.tuple(markets({ ...fixed, law }), outside).map(([scene, own]) => withOutside(scene, own)),
  );

const withOutside = (scene: OracleScenario, own: Outside): OracleScenario =>
  scene.depth.law === 'walk' ? { ...scene, depth: { ...scene.depth, outside: own } } : scene;

/** Where the venue takes accounts over; with and without all of the above. */
export const takeoverMarkets = (fixed: Fixed = {}): fc.Arbitrary<OracleScenario> =>
  fc
    .record({
      mechanism: takeover,
      permanentTo: oneOf<'venue' | 'index'>('venue', 'venue', 'index'),
      // Steps down need tiers; on a floor of the table that jumps, rounding often decides.
      table: oneOf(1, 1, 1, 2),
      deeper: oneOf(1, 1, 6),
      /** Where levels end, and not limits. */
      law: oneOf<Fixed>({}, {}, {}, {}, { law: 'stop' }),
      isOnPath: fc.boolean(),
      outside: sometimes(outside),
      adl: sometimes(fc.constant({ when: 'never' } as const)),
    })
    .chain(({ mechanism, permanentTo, table, deeper, law, isOnPath, outside: own, adl }) => {
      const held = { ...(mechanism.stepDown !== 'none' && { table }), ...law, ...fixed };
      return (isOnPath ? pathMarkets(held) : markets(held)).map((scene) => {
        const rules = { ...scene.rules, ...(adl && { adl }), mechanism, permanentTo };
        const taken = { ...scene, depthScale: scene.depthScale * deeper, rules };
        return own ? withOutside(taken, own) : taken;
      });
    });
