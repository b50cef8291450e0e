// Rates of the recommended table, report.md 3.5: whole parts per million, and no float touches a rounding.

/** What a maintenance rate must cover, parts per million of notional. */
export interface Burden {
  /** How far the price may jump before the position is closed. */
  readonly gapPpm: number;
  /** What closing it costs. */
  readonly impactPpm: number;
  readonly feePpm: number;
}

/** The burden with its buffer, rounded up to the step: 1.1 % + 0.25 % + 0.05 % with 25 % is exactly 1.75 %. */
export function wantedPpm({ gapPpm, impactPpm, feePpm }: Burden, bufferPpm: number, stepPpm: number): number {
  const needed = BigInt(gapPpm + impactPpm + feePpm) * (MILLION + BigInt(bufferPpm));
  const step = BigInt(stepPpm) * MILLION;
  return Number(BigInt(stepPpm) * ((needed + step - 1n) / step));
}

/**
 * The wanted rate, but no further from the current one than `clampPpm` of it. A clamped rate is rounded to the
 * step toward the current rate, and stops there: where the step is wider than the clamp nothing changes.
 */
export function clampedPpm(
  currentPpm: number,
  wanted: number,
  clampPpm: number,
  stepPpm: number,
): { ppm: number; clamped: boolean } {
  const current = BigInt(currentPpm);
  const step = BigInt(stepPpm);
  const highest = current * (MILLION + BigInt(clampPpm));
  const lowest = current * (MILLION - BigInt(Math.min(clampPpm, 1_000_000)));
  const asked = BigInt(wanted) * MILLION;
  if (asked > highest) {
    const down = (highest / MILLION / step) * step;
    return { ppm: Number(down > current ? down : current), clamped: true };
  }
  if (asked < lowest) {
    const least = (lowest + MILLION - 1n) / MILLION;
    const up = ((least + step - 1n) / step) * step;
    return { ppm: Number(up < current ? up : current), clamped: true };
  }
  return { ppm: wanted, clamped: false };
}

/** The rate, or the highest step that is no more than `mostPpm`. */
export const atMost = (mostPpm: number, ppm: number, stepPpm: number): number =>
  Math.min(ppm, Math.max(1, Math.floor(mostPpm / stepPpm)) * stepPpm);

/** Largest whole leverage whose initial margin is `ratioPpm` millionths of the maintenance rate, at least 1. */
export const maxLeverageOf = (maintenancePpm: number, ratioPpm: number): number =>
  Math.max(1, Number((MILLION * MILLION) / (BigInt(ratioPpm) * BigInt(maintenancePpm))));

/** A fraction in parts per million rounded up, from its decimal digits: 0.021 is 21,000 and not 21,001. */
export function ppmUp(fraction: number): number {
  const { digits, scale } = decimalOf(fraction, 'fraction');
  return Number((digits * MILLION + scale - 1n) / scale);
}

/**
 * Initial over maintenance rate of a tier in parts per million, rounded up: 1/(leverage x rate). With `rate` 1 it is
 * the initial rate itself.
 */
export function exactRatioPpm(maxLeverage: number, rate: number): number {
  const leverage = decimalOf(maxLeverage, 'max leverage');
  const maintenance = decimalOf(rate, 'maintenance rate');
  const top = MILLION * leverage.scale * maintenance.scale;
  const bottom = leverage.digits * maintenance.digits;
  return Number((top + bottom - 1n) / bottom);
}

/** A number in whole units of 1/`perOne`, exact; refuses what is finer than a unit. */
export function wholeUnits(value: number, perOne: bigint, subject: string): bigint {
  const { digits, scale } = decimalOf(value, subject);
  if ((digits * perOne) % scale !== 0n) {
    throw new RangeError(`${subject} must be a multiple of 1/${perOne}, got ${value}`);
  }
  return (digits * perOne) / scale;
}

const MILLION = 1_000_000n;

/** The shortest decimal that reads back as this double, as `digits / scale`: what a file or a person wrote. */
function decimalOf(value: number, subject: string): { digits: bigint; scale: bigint } {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) throw new RangeError(`${subject} must be a number >= 0, got ${value}`);
  const [, whole, part = '', exponent = '0'] = match;
  const power = Number(exponent) - part.length;
  const digits = BigInt(whole + part);
  return power >= 0 ? { digits: digits * tenTo(power), scale: 1n } : { digits, scale: tenTo(-power) };
}

const tenTo = (power: number): bigint => BigInt(`1${'0'.repeat(power)}`);
