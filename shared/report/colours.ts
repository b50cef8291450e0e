/** Few to many, seven classes: luminance rises strictly, also for readers who see fewer colours. */
export const SEQUENTIAL = [
  '#032d66',
  '#30476e',
  '#5d616e',
  '#7f7c75',
  '#9e9878',
  '#c6b76c',
  '#f1d851',
] as const;

/** Text on each of the sequential classes, contrast at least 4.5. */
export const ON_SEQUENTIAL = [
  '#ffffff',
  '#ffffff',
  '#ffffff',
  '#000000',
  '#000000',
  '#000000',
  '#000000',
] as const;

/** Worse to better than the night before, seven classes, and text on each. */
export const DIVERGING = [
  '#b35806',
  '#f1a340',
  '#fee0b6',
  '#f7f7f7',
  '#d8daeb',
  '#998ec3',
  '#542788',
] as const;
export const ON_DIVERGING = [
  '#ffffff',
  '#000000',
  '#000000',
  '#000000',
  '#000000',
  '#000000',
  '#ffffff',
] as const;

/** Fills of the verdict marks; `none` is an outline. `watch` is never text on white: contrast 2.25. */
export const VERDICT = { adequate: '#00507D', watch: '#E69F00', inadequate: '#8C2D04' } as const;

/** Lines in order, each with its own dashes and labelled directly: never told apart by colour alone. */
export const LINES = [
  { colour: '#0072B2', dashes: null },
  { colour: '#D55E00', dashes: '6 4' },
  { colour: '#009E73', dashes: '1.5 3.5' },
  { colour: '#000000', dashes: '7 3 1.5 3' },
] as const;
