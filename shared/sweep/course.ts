import {
  allocateShockPath,
  drawDepthScale,
  type ShockPath,
  shockNoise,
  shockPath,
  shockTicks,
} from '../cascade/venue/shock.ts';
import { type Sweep, seedWords } from './sweep-file.ts';

/** What is random in a path besides estimated positions: the way of the price, and the depth. */
export interface Course {
  readonly path: Sweep['path'];
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly noise: Float64Array;
  readonly shockPath: ShockPath;
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
    depthScale: 1,
  };
}

/** Draws what all shocks of a path share. */
export function drawCourse(course: Course, path: number): void {
  const { shape, tickSeconds, sigmaDepth } = course.path;
  shockNoise(shape, tickSeconds, course.seedLow, course.seedHigh, path, course.noise);
  course.depthScale = drawDepthScale(course.seedLow, course.seedHigh, path, sigmaDepth);
}

/** Turns the path's noise into the way to one shock. */
export function setShock(course: Course, shock: number, trend: Float64Array): void {
  shockPath(shock, trend, course.noise, course.shockPath);
}
