import { philox } from '../../shared/cascade/numbers/philox.ts';
import { normalQuantile, normals, uniforms } from '../../shared/cascade/numbers/random.ts';
import {
  allocateShockPath,
  type ShockShape,
  shockNoise,
  shockPath,
  shockTicks,
  shockTrend,
} from '../../shared/cascade/venue/shock.ts';
import { type Check, near, nearAll, same, type Tolerance } from './check.ts';
import type { Runner } from './group.ts';
import { field, items, maybe, numberOf, numbersOf, type Place, refuseAt, wordsOf } from './place.ts';

/** The words of a block, in hexadecimal as the published vectors are. */
export const philoxVectors: Runner = ({ place }) => ({
  checks: items(place, 'vectors').flatMap((one, i) => {
    const counter = wordsOf(one, 'counter');
    const key = wordsOf(one, 'key');
    if (counter.length !== 4) refuseAt(`${one.at}.counter`, 'have 4 words', counter.length);
    if (key.length !== 2) refuseAt(`${one.at}.key`, 'have 2 words', key.length);
    return sameWords(`[${i}]`, wordsOf(one, 'output'), block(counter, key));
  }),
});

export const randomStreams: Runner = ({ place, tolerance }) => {
  const bridge = maybe(place, 'bridge');
  return {
    checks: [
      ...items(place, 'streams').flatMap((one) => streamChecks(one, place, tolerance)),
      ...(maybe(place, 'normalQuantiles') ? items(place, 'normalQuantiles') : []).map((one) =>
        near(
          `normal quantile ${numberOf(one, 'u')}`,
          numberOf(one, 'z'),
          normalQuantile(numberOf(one, 'u')),
          tolerance,
        ),
      ),
      ...(bridge ? nearAll('bridge', numbersOf(bridge, 'factors'), bridgeOf(bridge), tolerance) : []),
    ],
  };
};

function streamChecks(one: Place, place: Place, tolerance: Tolerance): Check[] {
  const stream = {
    seedLow: numberOf(one, 'seedLow'),
    seedHigh: numberOf(one, 'seedHigh'),
    path: numberOf(one, 'path'),
    purpose: numberOf(one, 'purpose'),
    lane: numberOf(one, 'lane'),
  };
  const { seedLow, seedHigh, path, purpose, lane } = stream;
  const own = `seed ${seedHigh}:${seedLow} path ${path} purpose ${purpose}`;
  const drawn = (draw: typeof uniforms, count: number) => {
    const values = new Float64Array(count);
    draw(stream, 0, count, values);
    return values;
  };
  const expected = { uniforms: numbersOf(one, 'uniforms'), normals: numbersOf(one, 'normals') };
  const exact = { absolute: numberOf(field(place, 'tolerance'), 'uniforms') };
  return [
    ...sameWords(
      `${own} block 0`,
      wordsOf(one, 'firstBlock'),
      block([0, lane, path, purpose], [seedLow, seedHigh]),
    ),
    ...nearAll(`${own} uniform`, expected.uniforms, drawn(uniforms, expected.uniforms.length), exact),
    ...nearAll(`${own} normal`, expected.normals, drawn(normals, expected.normals.length), tolerance),
  ];
}

function bridgeOf(one: Place): Float64Array {
  const dt = numberOf(one, 'dt');
  const shock = numberOf(one, 'shock');
  const shape: ShockShape = {
    shape: 'bridge',
    seconds: numberOf(one, 'rampSeconds'),
    sigmaDay: numberOf(one, 'sigmaDay'),
    volOfVol: numberOf(one, 'volOfVol'),
    volHalfLifeSeconds: numberOf(one, 'volHalfLife'),
  };
  const path = allocateShockPath(shockTicks(shape, dt));
  const noise = new Float64Array(path.factors.length);
  shockNoise(shape, dt, numberOf(one, 'seedLow'), numberOf(one, 'seedHigh'), numberOf(one, 'path'), noise);
  shockPath(shock, shockTrend(shape, dt, shock), noise, path);
  return path.factors;
}

function block(counter: readonly number[], key: readonly number[]): number[] {
  const words = new Uint32Array(8);
  philox(counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!, words);
  return [...words.subarray(0, 4)];
}

const hex = (word: number) => word.toString(16).padStart(8, '0');

const sameWords = (name: string, expected: readonly number[], obtained: readonly number[]): Check[] =>
  expected.map((word, i) => same(`${name} word ${i}`, hex(word), hex(obtained[i]!)));
