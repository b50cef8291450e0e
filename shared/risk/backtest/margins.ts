import { secondsOf } from '../../market/snapshot.ts';
import type { Prediction, Procyclicality } from '../findings/own-record.ts';
import { art28Tools, largestCall, peakToTrough, releasedBuffer } from '../statistics/procyclicality.ts';

/** Fewer nights move nothing worth a table. */
const FEWEST = 5;
const YEAR = 365 * 86_400;
const CALLS = [1, 5, 20, 30];
const BUFFER = 0.25;

/**
 * How the margins that past reports wanted moved, as they are and under two of the tools of EU Regulation 153/2013 art. 28; the
 * third, a floor of a long lookback, is what the gap is made of already: all of the history. Null below five nights.
 *
 * @param predictions of one market and side, oldest first
 */
export function marginMoves(predictions: readonly Prediction[]): Procyclicality | null {
  const last = predictions.at(-1);
  if (!last) return null;
  const end = secondsOf(last.asOf);
  const year = predictions.filter(({ asOf, wanted }) => secondsOf(asOf) > end - YEAR && wanted > 0);
  if (year.length < FEWEST) return null;
  const wanted = year.map((own) => own.wanted);
  const { called, exhausted } = releasedBuffer(wanted, BUFFER);
  const stressed = year.flatMap((own) =>
    own.stressed === null ? [] : [art28Tools(own.wanted, own.stressed, own.wanted).stressWeight],
  );
  return {
    market: last.market,
    nights: year.length,
    from: year[0]!.asOf,
    wanted: seriesOf(wanted),
    buffered: seriesOf(called),
    exhausted: exhausted.length,
    stressWeighted: stressed.length === year.length ? seriesOf(stressed) : null,
  };
}

const seriesOf = (margins: readonly number[]): Procyclicality['wanted'] => ({
  peakToTrough: peakToTrough(margins),
  calls: CALLS.flatMap((nights) => {
    const call = largestCall(margins, nights);
    return call === null ? [] : [{ nights, share: call.share }];
  }),
});
