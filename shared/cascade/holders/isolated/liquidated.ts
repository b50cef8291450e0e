import { type Isolated, isTouched, STATE } from './isolated.ts';

/** An account that a path has reached: its row in the ladder, and how much of it is gone. */
export type Liquidated = (row: number, quantity: number) => void;

/** Tells everybody whom a path has reached, in ladder order. */
export function tellLiquidated(isolated: Isolated, tell: Liquidated): void {
  const { ladder, quantity, state } = isolated;
  for (const { first, last, next } of isolated.sides) {
    for (let row = first; row < last; row++) {
      if (!isTouched(isolated, row)) {
        if (row < next) tell(row, ladder.quantity[row]!); // closed by range
      } else if (state[row]! & STATE.TRIGGERED) tell(row, ladder.quantity[row]! - quantity[row]!);
    }
  }
}
