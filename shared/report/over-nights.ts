import type { Aftermath } from '../market/aftermath.ts';
import type { Market } from '../market/market.ts';
import { marginMoves } from '../risk/backtest/margins.ts';
import { scored } from '../risk/backtest/score.ts';
import { SIDES } from '../risk/cells/decision-cells.ts';
import type { Change } from '../risk/findings/change.ts';
import type { Prediction } from '../risk/findings/own-record.ts';
import type { Manifest } from '../sweep/manifest.ts';
import { seedWords } from '../sweep/seed-words.ts';
import { compared, type Earlier } from './compare.ts';
import { explained, type StoredNight } from './night-before.ts';
import type { ReportBody } from './report.ts';
import type { Rows } from './rows.ts';

/** What a report says of more nights than its own. */
type OverNights = Pick<ReportBody, 'changes' | 'ownRecord' | 'procyclicality'>;
/** What it says of its own. */
export type OneNight = Omit<ReportBody, keyof OverNights | 'alerts'>;

/** What a night is set beside. */
interface OtherNights {
  readonly manifest: Manifest;
  readonly market: Market;
  readonly previous: Earlier | StoredNight | null;
  readonly aftermath: Aftermath | null;
}

/** What is different since last night, whether past reports were right, and how their margins moved. */
export function overNights(
  { previous, aftermath, ...scene }: OtherNights,
  body: OneNight,
  { deltas, predictions }: Pick<Rows, 'deltas' | 'predictions'>,
): OverNights {
  const { manifest } = scene;
  const changes = changesOf(previous, scene, body, deltas);
  const stored = previous !== null && 'manifest' in previous ? previous.predictions : null;
  return {
    changes: changes ? { value: changes, reason: null } : { value: null, reason: 'NO_NIGHT_BEFORE' },
    ownRecord: aftermath
      ? ownRecordOf(stored ?? [], aftermath, manifest)
      : { value: null, reason: 'NO_RECORD' },
    procyclicality: marginsOf(predictions ?? [], manifest.market),
  };
}

/** Both sides want the same margins: one tells. */
function marginsOf(predictions: readonly Prediction[], market: string): ReportBody['procyclicality'] {
  const moves = marginMoves(predictions.filter((own) => own.market === market && own.side === 'down'));
  return moves === null ? [] : [moves];
}

/** Past reports against what came, down before up. */
function ownRecordOf(
  predictions: readonly Prediction[],
  aftermath: Aftermath,
  { market, sweep }: Manifest,
): ReportBody['ownRecord'] {
  const value = SIDES.flatMap((side) => {
    const own = predictions.filter((one) => one.market === market && one.side === side);
    return scored(own, aftermath, seedWords(sweep)) ?? [];
  });
  return value.length === 0 ? { value: null, reason: 'NOTHING_OBSERVED' } : { value, reason: null };
}

/** What is different since last night; why, where its inputs are at hand. Null: there was none, or not of this market. */
function changesOf(
  previous: OtherNights['previous'],
  scene: Pick<OtherNights, 'manifest' | 'market'>,
  body: OneNight,
  deltas: Rows['deltas'],
): Change[] | null {
  if (previous === null) return null;
  const changes = compared(previous, body);
  if (changes.length === 0) return null;
  if (deltas === null || !('manifest' in previous)) return changes;
  return changes.map((change) => explained(change, previous, { ...scene, metrics: body.metrics, deltas }));
}
