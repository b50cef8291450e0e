import { type Depth, depthOf, fitLaw } from '../../shared/cascade/venue/depth/depth.ts';
import type { Levels } from '../../shared/market/levels.ts';
import { type Check, near, nearAll, same, type Tolerance } from './check.ts';
import { densityBeyond, lawAt } from './depth.ts';
import type { Runner } from './group.ts';
import { field, items, maybe, number, numberOf, numbersOf, type Place, text, textOf, word } from './place.ts';

/** How far one side may go while the price is at a factor or better. */
export const volumeTo: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'laws').flatMap((one) => {
    const law = lawAt(field(one, 'depth'));
    const fundamental = numberOf(one, 'fundamental');
    const depth = depthOf(law, fundamental);
    return items(one, 'points').map((point) => {
      const side = word(point, 'side', ['sell', 'buy']);
      const factor = numberOf(point, 'factor');
      const obtained = depth.volumeTo(factor, side === 'sell' ? 1 : -1, fundamental);
      const rule = law.law === 'walk' ? ` ${law.beyond}` : '';
      return nearOrInfinite(
        `${law.law}${rule} ${side} to ${factor}`,
        field(point, 'volume'),
        obtained,
        tolerance,
      );
    });
  }),
});

/** Infinity stands as a word: JSON has no number for it. */
function nearOrInfinite(name: string, expected: Place, obtained: number, tolerance: Tolerance): Check {
  const words = new Map([
    [Infinity, 'infinity'],
    [-Infinity, '-infinity'],
  ]);
  const infinite = [...words.values()].includes(String(expected.value));
  return infinite
    ? same(name, text(expected), words.get(obtained) ?? obtained)
    : near(name, number(expected), obtained, tolerance);
}

/** `D` and its integrals where they go on at a clamp. */
export const depthCeiling: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one) => {
    const law = lawAt(field(one, 'depth'));
    const fundamental = numberOf(one, 'fundamental');
    const from = numberOf(one, 'from');
    const to = numberOf(one, 'to');
    const depth = depthOf(law, fundamental);
    const own = `${law.law} from ${from} to ${to}`;
    const check = (name: 'D' | 'sum' | 'reciprocalSum', obtained: number) =>
      near(`${own} ${name}`, numberOf(one, name), obtained, tolerance);
    return [
      check('D', depth.factor(from, fundamental)),
      check('sum', depth.sum(from, to, fundamental)),
      check('reciprocalSum', depth.reciprocalSum(from, to, fundamental)),
    ];
  }),
});

/** Averages over short intervals, to a tolerance of themselves. */
export const shortFills: Runner = ({ place, tolerance }) => ({
  checks: items(place, 'cases').flatMap((one) => {
    const beta = numberOf(one, 'beta');
    const from = numberOf(one, 'displaced');
    const to = from + numberOf(one, 'quantity');
    const depth = depthOf({ law: 'exponential', beta }, 1);
    const itself = 'relative' in tolerance ? { ...tolerance, least: 0 } : tolerance;
    const own = `exponential ${beta} from ${from} over ${numberOf(one, 'quantity')}`;
    const check = (name: 'averageFactor' | 'averageReciprocal', sum: number) =>
      near(`${own} ${name}`, numberOf(one, name), sum / (to - from), itself);
    return [
      check('averageFactor', depth.sum(from, to, 1)),
      check('averageReciprocal', depth.reciprocalSum(from, to, 1)),
    ];
  }),
});

/** Walks over levels to which arbitrage has brought those of other venues. */
export const outsideDepth: Runner = ({ place, tolerance }) => {
  const levels = field(place, 'levels');
  const reference = numberOf(levels, 'reference');
  return {
    checks: items(place, 'cases').flatMap((one, i) => {
      const outside = maybe(one, 'outside')?.value;
      const law = lawAt({
        at: one.at,
        value: {
          ...bookOf(levels),
          law: 'walk',
          beyond: textOf(one, 'beyond'),
          ...(outside !== null && { outside: outsideOf(place, field(one, 'outside')) }),
        },
      });
      if (law.law !== 'walk') return [];
      const depth = depthOf(law, reference);
      const own = `case ${i}`;
      return [
        ...nearAll(`${own} count`, numbersOf(one, 'count'), [law.bids.length, law.asks.length], tolerance),
        ...nearAll(
          `${own} visible`,
          numbersOf(one, 'visible'),
          [depth.visibleBids, depth.visibleAsks],
          tolerance,
        ),
        ...(maybe(one, 'merged') ? mergedLevels(own, field(one, 'merged'), law, tolerance) : []),
        ...(maybe(one, 'density')
          ? nearAll(
              `${own} density`,
              numbersOf(one, 'density'),
              [densityBeyond(depth, 1), densityBeyond(depth, -1)],
              tolerance,
            )
          : []),
        ...items(one, 'within').flatMap((at) => within(`${own} within`, at, depth, tolerance)),
        ...items(one, 'fills').flatMap((fill) => filled(own, fill, depth, reference, tolerance)),
        ...items(one, 'volumeTo').map((at) => {
          const side = word(at, 'side', ['sell', 'buy']) === 'sell' ? 1 : -1;
          const price = numberOf(at, 'price');
          const volume = side * depth.volumeTo(price / reference, side, 1);
          return near(`${own} volume to ${price}`, numberOf(at, 'volume'), volume, tolerance);
        }),
        ...(maybe(one, 'beyondPoints') ? items(one, 'beyondPoints') : []).map((at) => {
          const displaced = numberOf(at, 'displaced');
          return near(`${own} D at ${displaced}`, numberOf(at, 'D'), depth.factor(displaced, 1), tolerance);
        }),
        ...fitted(own, field(one, 'fit'), depth, reference, tolerance),
      ];
    }),
  };
};

/** Levels without their names. */
const bookOf = (levels: Place) => ({
  reference: numberOf(levels, 'reference'),
  bids: field(levels, 'bids').value,
  asks: field(levels, 'asks').value,
});

/** `levels` names a part of the group. */
function outsideOf(group: Place, outside: Place) {
  const cost = numberOf(outside, 'cost');
  return maybe(outside, 'levels')
    ? { cost, levels: bookOf(field(group, textOf(outside, 'levels'))) }
    : { cost, multiple: numberOf(outside, 'multiple') };
}

const mergedLevels = (own: string, merged: Place, law: Levels, tolerance: Tolerance): Check[] =>
  (['bids', 'asks'] as const).flatMap((side) =>
    items(merged, side).flatMap(({ at, value }, i) =>
      nearAll(
        `${own} ${side} ${i}`,
        numbersOf({ at, value: { level: value } }, 'level'),
        law[side][i]!,
        tolerance,
      ),
    ),
  );

function within(own: string, at: Place, depth: Depth, tolerance: Tolerance): Check[] {
  const reach = numberOf(at, 'reach');
  return [
    near(`${own} ${reach}, sell`, numberOf(at, 'sell'), depth.volumeWithin(reach, 1), tolerance),
    near(`${own} ${reach}, buy`, numberOf(at, 'buy'), depth.volumeWithin(reach, -1), tolerance),
  ];
}

function filled(own: string, fill: Place, depth: Depth, reference: number, tolerance: Tolerance): Check[] {
  const side = word(fill, 'side', ['sell', 'buy']);
  const quantity = numberOf(fill, 'quantity');
  const from = side === 'sell' ? 0 : -quantity;
  const check = (name: string, obtained: number) =>
    near(`${own} ${side} ${quantity} ${name}`, numberOf(fill, name), obtained, tolerance);
  return [
    check('averagePrice', (reference * depth.sum(from, from + quantity, 1)) / quantity),
    check('harmonicPrice', (reference * quantity) / depth.reciprocalSum(from, from + quantity, 1)),
    check('lastPrice', reference * depth.factor(side === 'sell' ? quantity : -quantity, 1)),
  ];
}

function fitted(own: string, fit: Place, depth: Depth, reference: number, tolerance: Tolerance): Check[] {
  const reach = numberOf(fit, 'reach');
  return (['sell', 'buy'] as const).flatMap((name) => {
    const at = field(fit, name);
    const side = name === 'sell' ? 1 : -1;
    const volume = depth.volumeWithin(reach, side);
    // Parameters are far below 1: to a tolerance of themselves.
    const itself = 'relative' in tolerance ? { ...tolerance, least: 0 } : tolerance;
    const laws = [
      ['linear', 'slope'],
      ['exponential', 'beta'],
      ['square-root', 'c'],
    ] as const;
    return [
      near(`${own} fit ${name} volume`, numberOf(at, 'volume'), volume, tolerance),
      ...laws.flatMap(([law, parameter]) => {
        if (!maybe(at, parameter)) return [];
        const obtained = Number(Reflect.get(fitLaw(law, volume, reach, side, reference), parameter));
        return [near(`${own} fit ${name} ${parameter}`, numberOf(at, parameter), obtained, itself)];
      }),
    ];
  });
}
