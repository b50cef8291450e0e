// What the oracle is asked, in the names of model.md: today's rules and the terms of its second edition.

import type { OutcomeColumn } from '../../../shared/cascade/outcome.ts';
import type { MechanismSpec, Rules } from '../../../shared/cascade/rules.ts';
import type { TraceTick } from '../../../shared/cascade/trace.ts';
import type { DepthLaw } from '../../../shared/cascade/venue/depth/depth.ts';
import type { Scenario } from '../scenario.ts';

/** 4.8; `ceil(patienceSeconds/dt)` and `1 - (1 - easePerMinute)^(dt/60)`, as the golden traces name them. */
export interface Takeover {
  readonly name: 'takeover';
  readonly patienceTicks: number;
  readonly easePerTick: number;
  readonly stepDown: 'none' | 'take' | 'reduce';
  /** Under `reduce`; absent: no limit. */
  readonly mostReductions?: number;
}

export type Level = readonly [price: number, size: number];

/** 2.3: buyers of other venues, as a multiple of the own levels or as levels of their own. */
export type Outside =
  | { readonly cost: number; readonly multiple: number }
  | {
      readonly cost: number;
      readonly levels: {
        readonly reference: number;
        readonly bids: readonly Level[];
        readonly asks: readonly Level[];
      };
    };

type Walk = Extract<DepthLaw, { law: 'walk' }>;
export type OutsideWalk = Walk & { readonly outside?: Outside };
export type OracleDepthLaw = Exclude<DepthLaw, { law: 'walk' }> | OutsideWalk;

export type OracleRules = Omit<Rules, 'mechanism'> & {
  readonly mechanism: MechanismSpec | Takeover;
};

/** An open order of the inventory as it passes from one piece of a chain to the next. */
export interface OpenOrder {
  readonly side: 1 | -1;
  /** Left of it. */
  readonly quantity: number;
  /** When taken over. */
  readonly takenOver: number;
  readonly bankruptcyUnit: number;
  /** Unit value of the mark that triggered its account. */
  readonly triggerUnit: number;
  /** Ticks since the takeover. */
  readonly age: number;
}

/** calibration.md 2: what goes on from one piece of a chain to the next. */
export interface ChainState {
  readonly fund: number;
  readonly inventory: readonly OpenOrder[];
  readonly permanent: number;
  readonly temporary: number;
  /** Into a piece: the largest move that still counts. Out of it: its own largest, from its own start price. */
  readonly m: number;
}

export type OracleScenario = Omit<Scenario, 'rules' | 'depth'> & {
  readonly rules: OracleRules;
  readonly depth: OracleDepthLaw;
  readonly start?: ChainState;
};

export type OracleColumn = OutcomeColumn;

/** A tick as today's traces and those of the golden takeovers tell it alike. */
export type ToldTick = Omit<TraceTick, 'fills'> & {
  readonly fills: readonly (readonly [account: number, kind: string, quantity: number, price: number])[];
};

/** A tick with what only golden `takeover-traces` and `takeover-reduce-traces` tell. */
export interface OracleTick extends ToldTick {
  readonly index: number;
  readonly permanentAfterDecay: number;
  /** In ladder order. */
  readonly reduced: readonly number[];
  /** Open orders after the fills, by arrival; with the limit in force. */
  readonly inventory: readonly (readonly [account: number, quantity: number, limit: number])[];
}
