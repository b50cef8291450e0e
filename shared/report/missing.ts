import type { Quality } from '../risk/findings/quality.ts';
import { count } from './display.ts';
import { listed } from './sections/section.ts';

/** Whether anything is missing that a verdict rests on: only then does it come before everything else. */
export const touchesVerdict = ({ gate, verdictPaths }: Quality): boolean =>
  gate === 'fail' || verdictPaths === null || verdictPaths.done < verdictPaths.planned;

/** "7 of 496 cells missing, 423 of 38,960 paths missing and 3 of them could not finish" */
export function missingText({ cells, paths: { planned, done, unfinished } }: Quality): string {
  return listed([
    ...(cells.missing > 0 ? [`${count(cells.missing)} of ${count(cells.planned)} cells missing`] : []),
    ...(cells.partial > 0 ? [`${count(cells.partial)} of ${count(cells.planned)} cells partial`] : []),
    `${count(planned - done)} of ${count(planned)} paths missing`,
    ...(unfinished > 0 ? [`${count(unfinished)} of them could not finish`] : []),
  ]);
}
