import type { World } from '../sweep/world.ts';

/** Inputs that alternatives and the sensitivity table change, as the page names them. */
export const INPUT_WORDS: Readonly<Record<keyof World['change'], string>> = {
  depthScale: 'depth',
  leverageScale: 'leverage of all accounts',
  maintenanceScale: 'maintenance rates',
  mechanism: 'liquidation mechanism',
  beyond: 'who buys beyond the visible levels',
  outside: 'buyers on other venues',
  halfLifeSeconds: 'half-life of displaced depth',
  permanentShare: 'share displaced for good',
  ownShare: 'weight of the venue’s own price in the mark',
  leverageTilt: 'tilt of the leverage mix',
  standingShare: 'share left until its trigger',
  sizeDispersion: 'dispersion of account sizes',
  openInterestScale: 'open interest',
  fundScale: 'fund',
  withdrawal: 'move at which makers leave',
  latencySeconds: 'age of the mark',
  largestScale: 'largest account of each side',
  patienceSeconds: 'patience of the venue’s orders',
  easePerMinute: 'ease of the venue’s orders',
};
