import type { Mechanism } from '../mechanism.ts';
import type { Rules } from '../rules.ts';
import type { FittedSetting } from './calibration.ts';
import { CALM, daysWithFund, recordedFall, recordedGrowth, shownFall, shownGrowth } from './fund.ts';
import type { Progress } from './positions.ts';
import { aroundWindows, type Replayable, type Stretch } from './stretches.ts';
import { DRAWS, measured, nearest, type Trial } from './trials.ts';
import { adverseMove, liquidatedShare, SIDES, WINDOW_SECONDS, type Window } from './windows.ts';

/** Step B: what the insurance fund says of the engine (calibration.md 3.3). */
export interface EngineFit {
  readonly settings: readonly FittedSetting[];
  /** Growth of the fund per liquidated notional on calm days; or why it says nothing. */
  readonly growth: Compared | { readonly notIdentifiable: string };
  /** Deepest fall of the fund around crashes; or why it says nothing. */
  readonly fall: Compared | { readonly notIdentifiable: string };
}

interface Compared {
  readonly observed: number;
  readonly predicted: readonly Trial[];
}

type Takeover = Extract<Mechanism, { name: 'takeover' }>;

const REDUCTIONS = [1, 2, 3, 4, null] as const;
const EASE = [0.0005, 0.001, 0.002] as const;
export const HALF_LIVES = [15, 30, 60, 120] as const;
const LEAST_FUND_DAYS = 30;
/** Share of a side that a crash liquidates in a window. */
const CRASH = 0.1;

/** Rules with what was fitted, beside what is to be told of it. */
export interface Fitted<Fit> {
  readonly fit: Fit;
  readonly rules: Rules;
}

export function fitEngine(
  replayable: Replayable,
  windows: readonly Window[],
  progress: Progress,
): Fitted<EngineFit> {
  const { rules } = replayable.snapshot;
  const reason = whyNot(replayable);
  if (reason !== undefined) {
    const settings = [kept('mostReductions', rules, reason), ...crashKept(rules, reason)];
    return {
      fit: { settings, growth: { notIdentifiable: reason }, fall: { notIdentifiable: reason } },
      rules,
    };
  }
  const crashes = windows.filter((window) => SIDES.some((side) => liquidatedShare(window, side) >= CRASH));
  const trials = REDUCTIONS.length + (crashes.length > 0 ? EASE.length * HALF_LIVES.length : 0);
  let done = 0;
  const next = () => progress(++done, trials * DRAWS.length);
  const calm = fitReductions(replayable, windows, next);
  const crash = fitCrash(
    { ...replayable, snapshot: withRules(replayable, calm.rules) },
    windows,
    crashes,
    next,
  );
  return {
    fit: {
      settings: [...calm.settings, ...crash.settings],
      growth: calm.compared,
      fall: crash.compared,
    },
    rules: crash.rules,
  };
}

/** Why the engine cannot be fitted; undefined where it can. */
function whyNot({ record, snapshot }: Replayable): string | undefined {
  const { mechanism, permanentShare } = snapshot.rules;
  const days = daysWithFund(record);
  if (days < LEAST_FUND_DAYS)
    return `the fund must be known in at least ${LEAST_FUND_DAYS} days of rows, got ${days}`;
  if (mechanism.name !== 'takeover' || mechanism.stepDown !== 'reduce')
    return `the snapshot's mechanism must be takeover with stepDown reduce, got ${mechanism.name}`;
  if (permanentShare !== 0)
    return `permanentShare must be 0 where recorded prices are replayed, got ${permanentShare}`;
  const growth = recordedGrowth(record);
  return growth > 0 && growth < Infinity ? undefined : `the fund must grow on calm days, got ${growth}`;
}

function fitReductions(replayable: Replayable, windows: readonly Window[], next: () => void) {
  const { record, snapshot } = replayable;
  const isCalm = (window: Window) => SIDES.every((side) => adverseMove(window, side) < CALM);
  const calm = new Set(windows.filter(isCalm).map(({ start }) => start));
  const observed = recordedGrowth(record);
  const predicted = REDUCTIONS.map((mostReductions) => {
    const rules = changed(snapshot.rules, { mostReductions });
    const measure = (shown: Parameters<typeof shownGrowth>[0]) => shownGrowth(shown, calm);
    const value = measured(replayable, [wholeOf(windows)], rules, measure, next);
    return { settings: { mostReductions }, value };
  });
  const best = nearest(predicted, observed).settings;
  return {
    settings: [{ name: 'mostReductions', value: best.mostReductions, state: 'fitted' } as const],
    compared: { observed, predicted },
    rules: changed(snapshot.rules, best),
  };
}

function fitCrash(
  replayable: Replayable,
  windows: readonly Window[],
  crashes: readonly Window[],
  next: () => void,
) {
  const { record, snapshot } = replayable;
  const { rules } = snapshot;
  const around = aroundWindows(
    crashes.map(({ start }) => start),
    wholeOf(windows),
  );
  const observed = crashes.length > 0 ? recordedFall(record, around) : 0;
  if (!(observed > 0)) {
    const reason =
      crashes.length > 0
        ? 'the fund did not fall around the crash'
        : `no window liquidated ${100 * CRASH} % of a side`;
    return { settings: crashKept(rules, reason), compared: { notIdentifiable: reason }, rules };
  }
  const predicted = EASE.flatMap((easePerMinute) =>
    HALF_LIVES.map((halfLifeSeconds) => {
      const settings = { easePerMinute, halfLifeSeconds };
      return { settings, value: measured(replayable, around, changed(rules, settings), shownFall, next) };
    }),
  );
  const best = nearest(predicted, observed).settings;
  return {
    settings: [
      { name: 'easePerMinute', value: best.easePerMinute, state: 'fitted' } as const,
      { name: 'halfLifeSeconds', value: best.halfLifeSeconds, state: 'fitted' } as const,
    ],
    compared: { observed, predicted },
    rules: changed(rules, best),
  };
}

const wholeOf = (windows: readonly Window[]): Stretch => [
  windows[0]!.start,
  windows[windows.length - 1]!.start + WINDOW_SECONDS,
];

const withRules = ({ snapshot }: Replayable, rules: Rules): Replayable['snapshot'] => ({
  ...snapshot,
  rules,
});

interface EngineSettings {
  readonly mostReductions?: number | null;
  readonly easePerMinute?: number;
  readonly halfLifeSeconds?: number;
}

/** Rules of a takeover with other settings; `mostReductions` null is no limit. */
function changed(rules: Rules, { mostReductions, easePerMinute, halfLifeSeconds }: EngineSettings): Rules {
  const { mostReductions: before, ...mechanism } = rules.mechanism as Takeover;
  const most = mostReductions === undefined ? before : (mostReductions ?? undefined);
  return {
    ...rules,
    mechanism: {
      ...mechanism,
      ...(most !== undefined && { mostReductions: most }),
      ...(easePerMinute !== undefined && { easePerMinute }),
    },
    ...(halfLifeSeconds !== undefined && { halfLifeSeconds }),
  };
}

const crashKept = (rules: Rules, reason: string): FittedSetting[] => [
  kept('easePerMinute', rules, reason),
  kept('halfLifeSeconds', rules, reason),
];

function kept(
  name: 'mostReductions' | 'easePerMinute' | 'halfLifeSeconds',
  rules: Rules,
  reason: string,
): FittedSetting {
  const { mechanism, halfLifeSeconds } = rules;
  const ofMechanism =
    mechanism.name === 'takeover' && name !== 'halfLifeSeconds' ? mechanism[name] : undefined;
  const value = name === 'halfLifeSeconds' ? halfLifeSeconds : (ofMechanism ?? null);
  return { name, value, state: 'kept', note: `not identifiable: ${reason}` };
}
