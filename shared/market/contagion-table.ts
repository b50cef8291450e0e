import { type MarketsOutcome, runMarkets } from '../cascade/markets.ts';
import { marketsOf } from './markets-scenario.ts';
import { refuse } from './parse.ts';

/** What one shock does to each market, and to all of them. */
export interface ContagionRow {
  /** The market that is shocked alone; `all` for the common shock. */
  readonly shocked: string;
  readonly linked: MarketsOutcome;
  /** The same with every crossed account isolated (contagion.md 10). */
  readonly cut: MarketsOutcome;
}

export interface ContagionTable {
  readonly name: string;
  readonly markets: readonly string[];
  readonly shock: number;
  readonly rows: readonly ContagionRow[];
}

/**
 * Shocks one market of a scenario after the other, and then all of them at once; linked as the scenario has it, and cut.
 *
 * @param shock above -1; the largest in size of the scenario's own where left out
 * @throws RangeError `subject... must rule, got value`
 */
export function contagionTable(value: unknown, subject: string, shock?: number): ContagionTable {
  const { name, markets, shocks } = marketsOf(value, subject);
  const size =
    shock ?? shocks.reduce((largest, own) => (Math.abs(own) > Math.abs(largest) ? own : largest), 0);
  if (!(size > -1 && size !== 0)) refuse(`${subject} shock`, 'be above -1 and not 0', size);
  const outcome = (crossed: 'as-is' | 'cut', isShocked: (k: number) => boolean) =>
    runMarkets(
      marketsOf(
        shockedAs(value, crossed, (k) => (isShocked(k) ? size : 0)),
        subject,
      ).input,
    );
  const row = (shocked: string, isShocked: (k: number) => boolean): ContagionRow => ({
    shocked,
    linked: outcome('as-is', isShocked),
    cut: outcome('cut', isShocked),
  });
  return {
    name,
    markets,
    shock: size,
    rows: [...markets.map((market, k) => row(market, (own) => own === k)), row('all', () => true)],
  };
}

/** The scenario with other shocks; it has been read once. */
function shockedAs(value: unknown, crossed: 'as-is' | 'cut', shockOf: (k: number) => number): unknown {
  const scenario = value as { readonly config: { readonly markets: readonly object[] } };
  const { config } = scenario;
  const markets = config.markets.map((market, k) => ({ ...market, shock: shockOf(k) }));
  return { ...scenario, config: { ...config, crossed, commonShock: 0, markets } };
}
