import { createEngine } from '../../../shared/cascade/cascade.ts';
import { createLadder, fillLadder } from '../../../shared/cascade/holders/isolated/ladder.ts';
import { allocateAccounts } from '../../../shared/cascade/margin/accounts.ts';
import { applyAxes } from '../../../shared/cascade/margin/axes.ts';
import { tiersOf } from '../../../shared/cascade/margin/tiers.ts';
import { COLUMN, OUTCOME_COLUMNS } from '../../../shared/cascade/outcome.ts';
import { depthOf } from '../../../shared/cascade/venue/depth/depth.ts';
import {
  allocateShockPath,
  drawDepthScale,
  type ShockShape,
  shockNoise,
  shockPath,
  shockTicks,
  shockTrend,
} from '../../../shared/cascade/venue/shock.ts';
import { median, quantile } from '../../../shared/market/calibrate/quantile.ts';
import { depthLaw } from '../../../shared/market/depth.ts';
import { estimatorOf } from '../../../shared/market/estimate.ts';
import { coreRules } from '../../../shared/market/rules.ts';
import { type Snapshot, secondsOf } from '../../../shared/market/snapshot.ts';
import type { Runner } from '../group.ts';
import { field, items, numberOf, numbersOf, type Place, textOf } from '../place.ts';
import { bandChecks, controlChecks, type Obtained } from './band.ts';
import { bundled, depthOfSettings, positionsOfSettings, rulesOfSettings } from './xbtusd.ts';

const TICK_SECONDS = 10;
/** D is measured as the record is: over the hourly bars of venue and index in the first four hours. */
const SECONDS = 14_400;
const SEED = 20_210_722;
const SIGMA_DEPTH = 0.3;
const BRIDGE: ShockShape = {
  shape: 'bridge',
  seconds: SECONDS,
  sigmaDay: 0.0354,
  volOfVol: 0.5,
  volHalfLifeSeconds: 1_800,
};

/** What moves of ordinary size do to the bundled market with the settings of calibration.md 5: calibration.md 4.1. */
export const ordinaryDays: Runner = ({ place }) => {
  const paths = numberOf(place, 'paths');
  const fitted = walker(withSettings(bundled()));
  const before = walker(asItWas(bundled()));
  return {
    checks: items(place, 'pools').flatMap((pool) => {
      const own = textOf(pool, 'name');
      const named = (checks: ReturnType<typeof bandChecks>) =>
        checks.map((check) => ({ ...check, case: `${own}: ${check.case}` }));
      return [
        ...named(bandChecks(field(pool, 'bands'), pooled(pool, paths, fitted))),
        ...named(controlChecks(pool, pooled(pool, paths, before))),
      ];
    }),
  };
};

interface Walked {
  readonly dislocation: number;
  readonly amplification: number;
}
type Walk = (shock: number, path: number) => Walked;

function pooled(pool: Place, paths: number, walk: Walk): Obtained {
  const walked = numbersOf(pool, 'shocks').flatMap((shock) =>
    Array.from({ length: paths }, (_, path) => walk(shock, path)),
  );
  const dislocations = walked.map(({ dislocation }) => dislocation);
  const beyond = dislocations.filter((own) => own > 0.1).length;
  return {
    'median of D': median(dislocations),
    '95 % of D': quantile(dislocations, 0.95),
    '99 % of D': quantile(dislocations, 0.99),
    'paths with D > 10 %': beyond,
    'share of paths with D > 10 %': beyond / walked.length,
    'median amplification': median(walked.map(({ amplification }) => amplification)),
  };
}

const withSettings = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  positions: { ...positionsOfSettings(snapshot, 2_000), kind: 'estimated' },
  depth: depthOfSettings(snapshot),
  rules: rulesOfSettings(snapshot),
});

/** The first edition: whole accounts at any price, one venue's book, a mark a minute late, an untilted mix. */
function asItWas(snapshot: Snapshot): Snapshot {
  const fitted = withSettings(snapshot);
  if (fitted.positions.kind !== 'estimated' || fitted.depth.kind === 'law')
    throw new Error('bundled snapshot must have estimated positions and levels');
  const { leverageTilt: _tilt, standingShare: _standing, ...positions } = fitted.positions;
  const { outside: _outside, ...depth } = fitted.depth;
  return {
    ...fitted,
    positions: { ...positions, accountsPerSide: { long: 1_000, short: 1_000 }, ageHalfLifeDays: 3 },
    depth,
    rules: {
      ...fitted.rules,
      mechanism: { name: 'full' },
      triggerRule: { rule: 'lagged', latencySeconds: 60 },
      permanentShare: 0.1,
      permanentTo: 'venue',
      halfLifeSeconds: 60,
      withdrawal: null,
    },
  };
}

/** Runs paths of one market; shocks of a path share its positions, its bridge and its depth. */
function walker(snapshot: Snapshot): Walk {
  const { market, positions, fund } = snapshot;
  if (positions.kind !== 'estimated') throw new Error('bundled positions must be estimated');
  const { contract, markPrice: startPrice, openInterest } = market;
  const tiers = tiersOf(snapshot.tiers);
  const asOfSeconds = secondsOf(snapshot.asOf);
  const estimator = estimatorOf(positions, { contract, startPrice, openInterest, tiers, asOfSeconds });
  const { count } = estimator;
  const [drawn, held] = [allocateAccounts(count), allocateAccounts(count)];
  const ladder = createLadder(count);
  const engine = createEngine(count);
  const depth = depthOf(depthLaw(snapshot.depth, startPrice), startPrice);
  const { mechanism } = snapshot.rules;
  const setting = {
    contract,
    startPrice,
    fund: fund.balance,
    tickSeconds: TICK_SECONDS,
    horizonSeconds: SECONDS,
  };
  const rules = coreRules(snapshot.rules, { ...setting, mechanism });
  const way = allocateShockPath(shockTicks(BRIDGE, TICK_SECONDS));
  const noise = new Float64Array(way.factors.length);
  const row = new Float64Array(OUTCOME_COLUMNS.length);
  return (shock, path) => {
    estimator.draw(SEED, 0, path, drawn);
    applyAxes(drawn, tiers, contract, startPrice, 1, held);
    fillLadder(ladder, held, tiers, contract, startPrice);
    shockNoise(BRIDGE, TICK_SECONDS, SEED, 0, path, noise);
    shockPath(shock, shockTrend(BRIDGE, TICK_SECONDS, shock), noise, way);
    const depthScale = drawDepthScale(SEED, 0, path, SIGMA_DEPTH);
    engine.run({ ladder, rules, depth, shockPath: way, depthScale }, row);
    const extreme = (shock < 0 ? way.lowest : way.highest)[way.ticks - 1]! - 1;
    return { dislocation: row[COLUMN.dislocationHour]!, amplification: row[COLUMN.movePeak]! / extreme };
  };
}
