import { FILE_STYLE } from './style.ts';

const FIGURE = /<figure id="c([a-z0-9-]+)-f">(?:(?!<\/figure>).)*?<div class="draw">(<svg.*?<\/svg>)/gs;
const OPENING = /^<svg viewBox="0 0 (\d+) ([\d.]+)"([^>]*)>/;

/** Every chart of a page as an SVG file by itself, `chart-NUMBER[-MARKET]-SIDE.svg`, in the order of the page. */
export const chartFiles = (page: string): ReadonlyMap<string, string> =>
  new Map(
    [...page.matchAll(FIGURE)].map(([, id, svg]) => [
      `chart-${id}.svg`,
      `${svg!.replace(
        OPENING,
        `<svg xmlns="http://www.w3.org/2000/svg" width="$1" height="$2" viewBox="0 0 $1 $2"$3><style>${FILE_STYLE}</style>`,
      )}\n`,
    ]),
  );
