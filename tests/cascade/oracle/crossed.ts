// Wallets of section 1, 2 and 9, one object each: what they are worth, what is ordered of them, what fills leave.
import { maintenance } from './margin.ts';
import { marksAhead } from './price.ts';
import type { OracleScenario } from './terms.ts';
import type { Holder, World } from './world.ts';
import { near, unitOf } from './world.ts';

export type SlowCloseOut =
  | { readonly order: 'pro-rata' | 'largest'; readonly amount: 'all' }
  | { readonly order: 'largest'; readonly amount: 'one' }
  | { readonly order: 'pro-rata' | 'largest'; readonly amount: 'target'; readonly multiple: number }
  | {
      readonly order: 'pro-rata';
      readonly amount: 'step';
      readonly step: number;
      readonly ratio: number;
      readonly penalty: number;
    };

export interface SlowAccount {
  readonly market: number;
  readonly side: 1 | -1;
  readonly quantity: number;
  readonly entryPrice: number;
  /** Isolated with a collateral of its own, else crossed with the number of its wallet. */
  readonly collateral?: number;
  readonly wallet?: number;
  readonly owner?: number;
}

export interface SlowAsset {
  readonly market?: number;
  readonly factor: number;
  readonly amount: number;
  readonly haircut: number;
}

/** Accounts of the scenarios themselves are left out: those of all markets stand in one list. */
export interface SlowMarkets {
  readonly markets: readonly OracleScenario[];
  readonly accounts: readonly SlowAccount[];
  readonly wallets: readonly {
    readonly cash: number;
    readonly assets: readonly SlowAsset[];
    readonly owner: number;
  }[];
  readonly closeOut: SlowCloseOut;
  readonly hedge: 'net' | 'gross';
  /** Who answers a call, by owner. */
  readonly topUp?: {
    readonly answers: readonly boolean[];
    readonly withinSeconds: number;
    readonly callAt: number;
    readonly to: number;
    readonly most: number;
  };
  readonly members?: readonly { readonly capital: number; readonly owners: readonly number[] }[];
}

/** `C` of the holder is set anew in every tick: what ADL may think of as its own collateral. */
export interface Part extends Omit<Holder, 'q0'> {
  readonly market: number;
  C: number;
  q0: number;
}

export interface SlowPurse {
  readonly index: number;
  readonly owner: number;
  /** Without haircuts. */
  worthAtStart: number;
  cash: number;
  readonly assets: { readonly terms: SlowAsset; z: number }[];
  readonly parts: Part[];
  isReached: boolean;
  wasReached: boolean;
  /** By the venue, with all that it holds. */
  isTaken: boolean;
  /** By market, section 2.8. */
  readonly loss: number[];
  deficit: number;
  haircut: number;
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

export const openParts = ({ parts }: SlowPurse): Part[] => parts.filter(({ q }) => q > 0);

const unitAt = (worlds: readonly World[], market: number | undefined, marks: readonly number[]) =>
  market === undefined ? 1 : Math.abs(unitOf(worlds[market]!, marks[market]!));

export function worth(worlds: readonly World[], own: SlowPurse, marks: readonly number[], cut: boolean) {
  const assets = own.assets.map(
    ({ terms, z }) => z * terms.factor * unitAt(worlds, terms.market, marks) * (cut ? 1 - terms.haircut : 1),
  );
  const profits = own.parts.map(
    ({ market, side, q, entryUnit }) => side * q * (unitOf(worlds[market]!, marks[market]!) - entryUnit),
  );
  return own.cash + sumOf(assets) + sumOf(profits);
}

export const required = (worlds: readonly World[], { parts }: SlowPurse, marks: readonly number[]) =>
  parts.map(({ market, q }) => maintenance(worlds[market]!.tiers, q * unitAt(worlds, market, marks)));

/** Margin equity less maintenance; close to 0 is close to an edge. */
export function cushion(worlds: readonly World[], own: SlowPurse, marks: readonly number[]): number {
  const e = worth(worlds, own, marks, true);
  const MM = sumOf(required(worlds, own, marks));
  near(worlds[0]!, `wallet ${own.index}`, e, MM, sizeOf(worlds, own, marks));
  return e - MM;
}

export const sizeOf = (worlds: readonly World[], { parts }: SlowPurse, marks: readonly number[]) =>
  sumOf(parts.map(({ market, q }) => q * unitAt(worlds, market, marks)));

/** 2.3: share of each account, found by trying where a formula would do. */
export function sharesOf(
  worlds: readonly World[],
  own: SlowPurse,
  rule: SlowCloseOut,
  marks: readonly number[],
) {
  const e = worth(worlds, own, marks, true);
  const MM = required(worlds, own, marks);
  const fee = own.parts.map(
    ({ market, q }) => worlds[market]!.rules.feeRate * q * unitAt(worlds, market, marks),
  );
  near(worlds[0]!, 'equity of a reached wallet', e, 0, sizeOf(worlds, own, marks));
  if (e <= 0 || rule.amount === 'all') return MM.map(() => 1);
  const falling = MM.map((_, j) => j).sort((a, b) => MM[b]! - MM[a]! || a - b);
  falling.forEach((j, k) => {
    const next = falling[k + 1];
    if (rule.order === 'largest' && next !== undefined && MM[next]! > 0)
      near(worlds[0]!, 'largest', MM[j]!, MM[next]!, MM[j]!);
  });
  if (rule.amount === 'one') return MM.map((_, j) => (j === falling[0] ? 1 : 0));
  if (rule.amount === 'step') {
    for (let i = 1; i * rule.step < 1; i++) {
      const x = i * rule.step;
      const left = e - x * (sumOf(fee) + rule.penalty * sumOf(MM));
      near(worlds[0]!, 'step', (1 - x) * sumOf(MM), rule.ratio * left, sumOf(MM));
      if (left > 0 && (1 - x) * sumOf(MM) < rule.ratio * left) return MM.map(() => x);
    }
    return MM.map(() => 1);
  }
  // Bisection: the smallest share of a group after which `m MM - e` is 0, given what is closed of the others.
  const shares = MM.map(() => 0);
  const missing = () =>
    rule.multiple * sumOf(MM.map((own, j) => (1 - shares[j]!) * own)) -
    (e - sumOf(fee.map((own, j) => shares[j]! * own)));
  const groups = rule.order === 'largest' ? falling.map((j) => [j]) : [falling];
  for (const group of groups) {
    near(worlds[0]!, 'target', missing(), 0, sumOf(MM));
    if (missing() <= 0) break;
    const take = (x: number) => {
      for (const j of group) shares[j] = x;
    };
    take(1);
    if (missing() >= 0) continue;
    let low = 0;
    let high = 1;
    for (let k = 0; k < 100; k++) {
      take((low + high) / 2);
      if (missing() > 0) low = (low + high) / 2;
      else high = (low + high) / 2;
    }
    take(high);
    break;
  }
  return shares;
}

/** Could marks that are to come reach it? Every corner of their box is tried: `e - MM` is concave (2.9). */
export function mayBeReached(
  worlds: readonly World[],
  own: SlowPurse,
  inputs: readonly (readonly number[])[],
): boolean {
  if (openParts(own).length === 0) return false;
  if (worlds.some(({ jumping }) => jumping)) return true;
  const boxes = worlds.map((world, k) => marksAhead(world, inputs[k]!));
  const corners = boxes.reduce<number[][]>(
    (all, { least, most }) =>
      all.flatMap((corner) => [
        [...corner, least],
        [...corner, most],
      ]),
    [[]],
  );
  return corners.some((corner) => cushion(worlds, own, corner) <= 0);
}

/** Merges opposite sides of a market at the start (1, `hedge: net`). */
export function mergeSides(own: SlowPurse): void {
  own.parts.forEach((one, i) => {
    for (const other of own.parts.slice(i + 1)) {
      if (other.market !== one.market || other.side === one.side) continue;
      const both = Math.min(one.q, other.q);
      own.cash += both * (one.side > 0 ? other.entryUnit - one.entryUnit : one.entryUnit - other.entryUnit);
      for (const part of [one, other]) {
        part.q -= both;
        // What an order leaves of it counts as nothing by what the account began with, merged.
        part.q0 = part.q;
      }
    }
  });
}
