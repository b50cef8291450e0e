import type { PathColumns } from '../../sweep/results.ts';
import type { Unit } from '../shapes/number.ts';

/** How deep and how fast, in the order of the page: report.md 3.3. */
export const QUANTITY_IDS = [
  'totalMove',
  'amplification',
  'liquidatedShare',
  'liquidatedNotional',
  'seconds',
  'rounds',
] as const;
export type QuantityId = (typeof QUANTITY_IDS)[number];

interface Quantity {
  readonly name: string;
  readonly unit: Unit;
  /** A ratio that reads best in percent. */
  readonly isShare?: true;
  /** One number a path, in a column of its own. */
  readonly columnOf: (paths: PathColumns) => Float64Array;
}

export const QUANTITIES: Readonly<Record<QuantityId, Quantity>> = {
  totalMove: {
    name: 'total move',
    unit: 'ratio',
    isShare: true,
    columnOf: ({ movePeak }) => movePeak.map(Math.abs),
  },
  amplification: {
    name: 'amplification',
    unit: 'ratio',
    columnOf: ({ amplificationPeak }) => amplificationPeak.slice(),
  },
  // In quantity: at the prices of a crash the notional of an inverse contract exceeds all open interest.
  liquidatedShare: {
    name: 'liquidated, share of open interest',
    unit: 'ratio',
    isShare: true,
    columnOf: ({ liquidatedShare }) => liquidatedShare.slice(),
  },
  liquidatedNotional: {
    name: 'liquidated notional, at the prices of the path',
    unit: 'money',
    columnOf: ({ liquidatedNotional }) => liquidatedNotional.slice(),
  },
  seconds: {
    name: 'first to last liquidation',
    unit: 'seconds',
    columnOf: ({ lastSeconds }) => lastSeconds.slice(),
  },
  rounds: { name: 'rounds', unit: 'count', columnOf: ({ rounds }) => rounds.slice() },
};
