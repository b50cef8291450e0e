// What exact numbers would make equal, rounding may leave equal to the bit or not, here so and there otherwise: by luck.
// The oracle must know both for an edge, or it holds its own luck against the engine.
import { expect, it } from 'vitest';
import type { Rules } from '../../shared/cascade/rules.ts';
import { isOnEdge } from './agreement.ts';
import { plainRules } from './ladders.ts';
import type { OracleScenario } from './oracle/terms.ts';
import { runOracle } from './oracle.ts';

const market = (own: Partial<Rules>, scene: Omit<OracleScenario, 'rules' | 'shock'>): OracleScenario => ({
  ...scene,
  rules: plainRules(100, own),
  shock: scene.factors.at(-1)! - 1,
});

const holding = (side: 1 | -1, quantity: number, cushion: number, owner: number) => ({
  side,
  quantity,
  entryPrice: 100,
  collateral: cushion * quantity,
  owner,
});

/** Forty runs by a quantity that rounding is at the mercy of: where each came closest to an edge. */
const edges = (scene: (quantity: number) => OracleScenario): Set<string> =>
  new Set(
    Array.from({ length: 40 }, (_, i) => {
      const run = runOracle(scene(3 + 2 * i));
      return isOnEdge(run) ? run.edge : `none in run ${i}: ${run.edge}, ${run.tightest}`;
    }),
  );

it('a displacement for good that three blocks of different ticks take back', () => {
  const levels = [1, 2].map((k): [number, number] => [k, 5_000]);
  const scene = (quantity: number) =>
    market(
      { permanentShare: 0.3, decayPerTick: 0, horizonSeconds: 4 },
      {
        depth: {
          law: 'walk',
          reference: 100,
          bids: levels.map(([away, size]) => [100 - away, size]),
          asks: levels.map(([away, size]) => [100 + away, size]),
          beyond: 'flat',
        },
        tiers: [{ floor: 0, rate: 0, maxLeverage: 1_000 }],
        accounts: [holding(1, 100, 5, 0), holding(1, quantity, 8, 1), holding(-1, 100 + quantity, 5, 2)],
        factors: [0.945, 0.921, 1.08],
        depthScale: 1.7,
      },
    );
  expect(edges(scene)).toEqual(new Set(['level of the walk in tick 3']));
});

it('places in a vault of accounts that were restored to one ratio at one mark', () => {
  const scene = (quantity: number) =>
    market(
      {
        mechanism: { name: 'target-margin', multiple: 2.3, minNotional: 0.01 },
        backstop: { share: 0.5, capital: 100, minMargin: 0.05, velocity: 0.1, reach: 0.005 },
        horizonSeconds: 4,
      },
      {
        depth: { law: 'linear', slope: 1e-30 }, // fills are at the mark
        tiers: [{ floor: 0, rate: 0.01, maxLeverage: 50 }],
        accounts: [holding(1, 100, 5, 0), holding(1, quantity, 5.1, 1), holding(-1, 100 + quantity, 90, 2)],
        factors: [0.955, 0.9],
        depthScale: 1,
      },
    );
  expect(edges(scene)).toEqual(new Set(['ladder order in tick 2']));
});

it('peaks far above 1, of which a bit is more than ties may be apart', () => {
  const start = { fund: 0, inventory: [], permanent: -700, temporary: -700, m: 0 };
  const scene = (quantity: number) => ({
    ...market(
      { permanentTo: 'index', horizonSeconds: 3 },
      {
        depth: { law: 'exponential', beta: 0.01 }, // index and price both stand at their ceiling
        tiers: [{ floor: 0, rate: 0, maxLeverage: 1_000 }],
        accounts: [holding(1, quantity, 50, 0), holding(-1, quantity, 1e9, 1)],
        factors: [1.01, 0.97, 1.03],
        depthScale: 1,
      },
    ),
    start,
  });
  expect(edges(scene)).toEqual(new Set(['peak in tick 3']));
});
