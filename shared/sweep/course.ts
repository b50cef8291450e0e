import { followGiven, type GivenPath, givenTicks } from '../cascade/venue/given-path.ts';
import {
  allocateShockPath,
  drawDepthScale,
  type ShockPath,
  shockNoise,
  shockPath,
  shockTicks,
} from '../cascade/venue/shock.ts';
import { wayOfEvent } from './events.ts';
import { seedWords } from './seed-words.ts';
import type { Sweep, SweepEvent } from './sweep-file.ts';

/** What is random in a path besides estimated positions: the way of the price, and the depth. */
export interface Course {
  readonly path: Sweep['path'];
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly noise: Float64Array;
  readonly shockPath: ShockPath;
  /** Room for events, which may be longer than the way to a shock. */
  recorded: ShockPath;
  /** Against the median path, 1/8 to 8. */
  depthScale: number;
}

export function createCourse(sweep: Sweep): Course {
  const { shape, tickSeconds } = sweep.path;
  const ticks = shockTicks(shape, tickSeconds);
  return {
    path: sweep.path,
    ...seedWords(sweep),
    noise: new Float64Array(ticks),
    shockPath: allocateShockPath(ticks),
    recorded: allocateShockPath(0),
    depthScale: 1,
  };
}

/** Draws what all shocks of a path share. */
export function drawCourse(course: Course, path: number): void {
  const { shape, tickSeconds, sigmaDepth } = course.path;
  shockNoise(shape, tickSeconds, course.seedLow, course.seedHigh, path, course.noise);
  course.depthScale = drawDepthScale(course.seedLow, course.seedHigh, path, sigmaDepth);
}

/** Where the price goes in a cell: to a shock, by the trend and the noise that all shocks of a path share, or along a record. */
export type Way = { readonly shock: number; readonly trend: Float64Array } | { readonly given: GivenPath };

export const eventWay = (event: SweepEvent): Way => ({ given: wayOfEvent(event) });

/** The way of the fundamental in one path; good until the next is asked for. */
export function wayOf(course: Course, way: Way, path: number): ShockPath {
  if ('trend' in way) {
    shockPath(way.shock, way.trend, course.noise, course.shockPath);
    return course.shockPath;
  }
  const { tickSeconds } = course.path;
  const ticks = givenTicks(way.given, tickSeconds);
  if (course.recorded.factors.length < ticks) course.recorded = allocateShockPath(ticks);
  const { seedLow, seedHigh } = course;
  followGiven(way.given, tickSeconds, { seedLow, seedHigh, path, lane: 0, ticksBefore: 0 }, course.recorded);
  return course.recorded;
}
