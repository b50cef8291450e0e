import { WALLET } from './holders/crossed/crossed.ts';
import { COLUMN, type OutcomeColumn } from './outcome.ts';
import { SUM } from './purse/ledger.ts';
import type { Path, Tick } from './tick.ts';

/** Columns of one market's row that stand in the row of model.md 7 as well, over its isolated and crossed fills. */
const OF_MARKET = [
  'moveExogenous',
  'movePeak',
  'moveFinal',
  'amplificationPeak',
  'amplificationFinal',
  'ownPeak',
  'firstSeconds',
  'halfSeconds',
  'peakSeconds',
  'lastSeconds',
  'ratePeak',
  'rounds',
  'liquidatedNotional',
  'liquidatedShare',
  'marketNotional',
  'beyondDepthShare',
  'accountsTriggered',
  'accountsClosed',
  'accountsInnocent',
  'closeOutCost',
  'adlNotional',
  'adlAccounts',
  'adlHaircut',
  'dislocationHour',
  'dislocationPeak',
  'flags',
] as const satisfies readonly OutcomeColumn[];

/** A market's row: in settlement currency, fractions and seconds as in model.md 7; the last two are those of contagion.md 9. */
export const MARKET_COLUMNS = [...OF_MARKET, 'drawAttributed', 'crossedShare'] as const;
export type MarketColumn = (typeof MARKET_COLUMNS)[number];

/** Columns of the system row that its ledger has in the places of model.md 7. */
const OF_LEDGER = [
  'accountsTriggered',
  'rounds',
  'ticks',
  'liquidatedNotional',
  'closeOutCost',
  'deficit',
  'deficitFirst',
  'deficitSecond',
  'fundIn',
  'fundDraw',
  'fundEnd',
  'fundNeed',
  'fundTrough',
  'fundEmptySeconds',
  'inventoryPeak',
  'inventoryLossPeak',
  'adlNotional',
  'adlAccounts',
  'adlHaircut',
  'socialised',
  'badDebt',
  'haircutTaken',
  'haircutNeeded',
  'haircutWorst',
  'haircutGini',
  'haircutHhi',
  'winners',
  'openDeficit',
  'conservation',
  'flags',
] as const satisfies readonly OutcomeColumn[];

/** The row of all markets together (contagion.md 9). */
export const SYSTEM_COLUMNS = [
  ...OF_LEDGER,
  'walletsTriggered',
  'walletsClosed',
  'collateralSold',
  'fundingPaid',
  'topUp',
  'haltSeconds',
  'membersPaid',
  'membersDefaulted',
  'ownersDeficit',
  'deficitTopFive',
  'venueDefault',
  'marketsHit',
  'spreadSeconds',
  'contagionShare',
] as const;
export type SystemColumn = (typeof SYSTEM_COLUMNS)[number];

export function marketRow({ ledger }: Tick): Record<MarketColumn, number> {
  const traded = ledger[COLUMN.liquidatedNotional]! + ledger[SUM.collateralNotional]!;
  const crossed = ledger[SUM.crossedNotional]! + ledger[SUM.collateralNotional]!;
  return {
    ...pick(ledger, OF_MARKET),
    drawAttributed: ledger[SUM.attributed]!,
    crossedShare: traded > 0 ? crossed / traded : 0,
  };
}

export function systemRow({ ticks, system, crossed }: Path): Record<SystemColumn, number> {
  let [triggered, closed] = [0, 0];
  if (crossed)
    for (let w = 0; w < crossed.wallets.count; w++) {
      const own = crossed.state[w]!;
      if ((own & WALLET.TRIGGERED) === 0) continue;
      triggered++;
      if ((own & WALLET.OPEN) === 0) closed++;
    }
  return {
    ...pick(system, OF_LEDGER),
    walletsTriggered: triggered,
    walletsClosed: closed,
    collateralSold: crossed ? crossed.collateralSold : 0,
    fundingPaid: system[SUM.fundingPaid]!,
    topUp: system[SUM.toppedUp]!,
    haltSeconds: system[SUM.haltSeconds]!,
    membersPaid: system[SUM.membersPaid]!,
    membersDefaulted: system[SUM.membersDefaulted]!,
    ownersDeficit: system[SUM.ownersDeficit]!,
    deficitTopFive: system[SUM.deficitTopFive]!,
    venueDefault: system[COLUMN.badDebt]! + system[COLUMN.openDeficit]! > 0 ? 1 : 0,
    ...spread(ticks),
  };
}

/** How far it went: markets that nothing but others could have reached. */
function spread(ticks: readonly Tick[]) {
  const hit = ticks.filter(({ ledger }) => ledger[COLUMN.liquidatedNotional]! > 0);
  const isShocked = ({ venue }: Tick) => venue.path.shock !== 0;
  const first = (of: readonly Tick[]) => Math.min(...of.map(({ ledger }) => ledger[COLUMN.firstSeconds]!));
  const [source, others] = [hit.filter(isShocked), hit.filter((own) => !isShocked(own))];
  const drawn = (of: readonly Tick[]) => of.reduce((sum, { ledger }) => sum + ledger[SUM.attributed]!, 0);
  const all = drawn(ticks);
  return {
    marketsHit: others.length,
    spreadSeconds: source.length > 0 && others.length > 0 ? first(others) - first(source) : -1,
    contagionShare: all > 0 ? drawn(ticks.filter((own) => !isShocked(own))) / all : 0,
  };
}

const pick = <T extends OutcomeColumn>(ledger: Float64Array, names: readonly T[]) =>
  Object.fromEntries(names.map((name) => [name, ledger[COLUMN[name]]!])) as Record<T, number>;
