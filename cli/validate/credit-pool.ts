import { borrowRate, type RateCurve } from '../../shared/cascade/lender/pool.ts';
import { lendingOf } from '../../shared/market/lending-scenario.ts';
import { playLending } from '../../shared/market/play-lending.ts';
import { playPoolRun } from '../../shared/market/pool-run.ts';
import { type Check, near, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import {
  entries,
  field,
  fields,
  items,
  maybe,
  number,
  numberOf,
  numbersOf,
  type Place,
  text,
  textOf,
} from './place.ts';

/** Rates of a protocol by its own curves, day by day; and whole paths of pools and their borrowers, tick by tick. */
export const creditPool: Runner = ({ place }) => {
  const allowed = field(place, 'tolerance');
  const rate = { relative: numberOf(allowed, 'rate') };
  const paths = { relative: numberOf(allowed, 'paths') };
  return {
    checks: [
      ...(maybe(place, 'points') ? items(place, 'points') : []).flatMap((one) => pointChecks(one, rate)),
      ...(maybe(place, 'paths') ? items(place, 'paths') : []).flatMap((one) => pathChecks(one, paths)),
      ...(maybe(place, 'pattern') ? patternChecks(field(place, 'pattern')) : []),
    ],
  };
};

/** Utilisation follows from what lenders get of what borrowers pay; the rate from utilisation. */
function pointChecks(one: Place, exact: Tolerance): Check[] {
  const own = field(one, 'curve');
  const curve: RateCurve = {
    base: 0,
    kink: numberOf(own, 'kink'),
    slope1: numberOf(own, 'slope1'),
    slope2: numberOf(own, 'slope2'),
  };
  const name = `${textOf(one, 'reserve')} ${textOf(one, 'date')}`;
  const published = numberOf(one, 'borrowRate');
  const lent = numberOf(one, 'supplyRate') / (published * (1 - numberOf(own, 'reserveFactor')));
  const found = borrowRate(curve, Math.min(1, lent));
  return [
    near(`${name} utilisation`, numberOf(one, 'utilisation'), Math.min(1, lent), exact),
    near(`${name} rate`, numberOf(one, 'rate'), found, exact),
    near(`${name} published rate`, published, found, { absolute: numberOf(one, 'tolerance') }),
  ];
}

/** Which reserves are full, day by day: the model against its own counts, and against what was observed, which fitted it. */
function patternChecks(place: Place): Check[] {
  const model = field(place, 'model');
  const parameters = field(model, 'parameters');
  const observed = numbersOf(place, 'full');
  const days = playPoolRun({
    firstAssets: ['WETH', 'WETH.e'],
    first: { run: numberOf(parameters, 'runLender'), return: numberOf(parameters, 'returnLender') },
    others: { run: numberOf(parameters, 'runBorrower'), return: numberOf(parameters, 'returnBorrower') },
    halfLifeDays: numberOf(parameters, 'halfLifeDays'),
    days: observed.length - 1,
    reserves: fields(field(model, 'utilisation')).map(([reserve, own]) => ({
      reserve,
      utilisation: number(own),
    })),
  });
  const counts = days.map(({ full }) => full.length);
  const off = observed.map((count, day) => Math.abs(count - counts[day]!));
  return [
    ...numbersOf(model, 'full').map((count, day) => same(`full on day ${day}`, count, counts[day] ?? null)),
    ...items(model, 'reserves').map((own, day) =>
      same(
        `reserves full on day ${day}`,
        entries(own).map(text).sort().join(' '),
        [...days[day]!.full].sort().join(' '),
      ),
    ),
    ...observed.map((count, day) => near(`observed on day ${day}`, count, counts[day]!, { absolute: 4 })),
    near(
      'off from what was observed, in all',
      0,
      off.reduce((sum, own) => sum + own, 0),
      { absolute: 10 },
    ),
  ];
}

function pathChecks(one: Place, tolerance: Tolerance): Check[] {
  const { ticks } = playLending(lendingOf(one.value, one.at));
  const expected = items(one, 'ticks');
  const name = textOf(one, 'name');
  return [
    same(`${name} ticks`, expected.length, ticks.length),
    ...expected.flatMap((wanted, i) => compared(`${name} tick ${i + 1}`, wanted, ticks[i], tolerance)),
  ];
}

/** Every number of a tick, under the name of its place. */
function compared(name: string, wanted: Place, obtained: unknown, tolerance: Tolerance): Check[] {
  const { value } = wanted;
  if (Array.isArray(value)) {
    const list = Array.isArray(obtained) ? obtained : [];
    return [
      same(`${name} length`, value.length, list.length),
      ...value.flatMap((own, i) =>
        compared(`${name}[${i}]`, { at: `${wanted.at}.${i}`, value: own }, list[i], tolerance),
      ),
    ];
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, own]) =>
      compared(
        `${name} ${key}`,
        { at: `${wanted.at}.${key}`, value: own },
        typeof obtained === 'object' && obtained !== null ? Reflect.get(obtained, key) : undefined,
        tolerance,
      ),
    );
  return [near(name, number(wanted), typeof obtained === 'number' ? obtained : Number.NaN, tolerance)];
}
