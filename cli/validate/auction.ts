import { FLAG } from '../../shared/cascade/outcome.ts';
import { shockPathOf } from '../../shared/cascade/venue/shock.ts';
import { type Played, playLadder } from '../../shared/market/play-scenario.ts';
import { SCENARIO_DEFAULTS } from '../../shared/market/scenario-defaults.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { ladderOfTriggers } from './ladders.ts';
import { field, items, maybe, numberOf, type Place, textOf } from './place.ts';

const START_PRICE = 100;

/** What a taker would get for the lot, as a share of the unchanged oracle. */
interface Takers {
  readonly share: number;
  /** From this step on the oracle is so high that any ask is taken. */
  readonly jumpAt?: number;
}

/** One long lot, reached in the first tick under an oracle that does not move: its ask is what a taker pays. */
export const clipperAuction: Runner = ({ place, tolerance }) => {
  const parameters = field(place, 'parameters');
  const terms = {
    buf: numberOf(parameters, 'buf'),
    cut: numberOf(parameters, 'cut'),
    step: numberOf(parameters, 'step'),
    cusp: numberOf(parameters, 'cusp'),
    tail: numberOf(parameters, 'tail'),
  };
  const redo = maybe(place, 'redo');
  return {
    checks: [
      ...items(place, 'prices').flatMap((one) => priceChecks(one, terms, tolerance)),
      ...(maybe(place, 'firstBelow') ? items(place, 'firstBelow') : []).flatMap((one) => {
        const fall = numberOf(one, 'fall');
        const steps = stepOfSale(auction(terms, { share: 1 - fall }, MOST_STEPS));
        return [
          same(`first below ${fall}, steps`, numberOf(one, 'steps'), steps),
          same(`first below ${fall}, seconds`, numberOf(one, 'seconds'), steps * terms.step),
        ];
      }),
      ...(redo ? redoChecks(redo, terms) : []),
    ],
  };
};

interface Terms {
  readonly buf: number;
  readonly cut: number;
  readonly step: number;
  readonly cusp: number;
  readonly tail: number;
}

const MOST_STEPS = 1_000;
const ENDLESS = { cusp: 0, tail: Number.MAX_SAFE_INTEGER };

/** The ask after so many steps, without the redo: the oracle jumps there, and somebody takes the lot. */
function priceChecks(one: Place, terms: Terms, tolerance: Tolerance): Check[] {
  const steps = numberOf(one, 'steps');
  const { ticks } = auction({ ...terms, ...ENDLESS }, { share: 0.5, jumpAt: steps }, steps + 1);
  const ask = ticks.at(-1)!.fills[0]?.[3] ?? Number.NaN;
  return [
    same(`step ${steps} seconds`, numberOf(one, 'seconds'), steps * terms.step),
    near(`step ${steps} priceOverOracle`, numberOf(one, 'priceOverOracle'), ask / START_PRICE, tolerance),
    near(
      `step ${steps} priceOverTop`,
      numberOf(one, 'priceOverTop'),
      ask / START_PRICE / terms.buf,
      tolerance,
    ),
  ];
}

/** When a lot that nobody wants starts anew, and which of the two limits it met. */
function redoChecks(redo: Place, terms: Terms): Check[] {
  const firstRestart = (own: Terms) => {
    for (let steps = 0; steps <= MOST_STEPS; steps++) {
      const { outcome } = auction(own, { share: 0.002 }, steps + 1);
      if ((outcome.flags & FLAG.AUCTION_RESTART) !== 0) return steps;
    }
    return MOST_STEPS;
  };
  const steps = firstRestart(terms);
  const byCusp = firstRestart({ ...terms, tail: ENDLESS.tail }) === steps;
  return [
    same('redo steps', numberOf(redo, 'steps'), steps),
    same('redo seconds', numberOf(redo, 'seconds'), steps * terms.step),
    same('redo reason', textOf(redo, 'reason'), byCusp ? 'cusp' : 'tail'),
  ];
}

/** Runs one tick a step; the lot starts in the first. */
function auction(terms: Terms, { share, jumpAt = MOST_STEPS }: Takers, ticks: number): Played {
  const { dt: _, horizon: __, rampSeconds: ___, depthScale, ...venue } = SCENARIO_DEFAULTS;
  const factors = Float64Array.from({ length: ticks }, (_tick, step) => (step < jumpAt ? 1 : 1_000));
  return playLadder(
    ladderOfTriggers([START_PRICE], 1, START_PRICE),
    {
      rules: {
        ...venue,
        startPrice: START_PRICE,
        tickSeconds: terms.step,
        horizonSeconds: ticks * terms.step,
        // A mark one tick late: the lot starts at the old price even where the oracle jumps at once.
        triggerRule: { rule: 'lagged', ticks: 1 },
        mechanism: { name: 'auction', ...terms, hole: Number.MAX_SAFE_INTEGER, profit: 0 },
      },
      depth: {
        law: 'walk',
        reference: START_PRICE,
        bids: [[share * START_PRICE, 1_000]],
        asks: [[2 * START_PRICE, 1_000]],
        beyond: 'flat',
      },
      depthScale,
    },
    shockPathOf(0, factors),
  );
}

const stepOfSale = ({ ticks }: Played): number => ticks.findIndex(({ fills }) => fills.length > 0);
