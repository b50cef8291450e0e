import { type BuildInput, buildReport } from '../../shared/report/build.ts';
import { type ReportFile, reportFiles } from '../../shared/report/render.ts';
import { isRows } from '../../shared/sweep/any-manifest.ts';
import { knownAnswerHolds } from '../../shared/sweep/known-answer.ts';
import type { Manifest } from '../../shared/sweep/manifest.ts';
import { isPermanent } from '../../shared/sweep/permanent.ts';
import type { Tree } from '../../shared/sweep/tree.ts';
import type { Objects, Release } from '../ports.ts';
import { needAftermath } from '../stored/aftermath.ts';
import type { ClosedRound } from '../stored/closes.ts';
import { loadMarket } from '../stored/load-market.ts';
import { needNight } from '../stored/stored-night.ts';
import { Unmade } from '../stored/unmade.ts';
import { collect } from './collect.ts';

/** Files of a report, one after the other, each with its name: a pure function of manifest, close and results. */
export type Compile<Round = ClosedRound> = (
  objects: Objects,
  round: Round,
  release: Release,
  tree?: Tree,
) => Promise<Iterable<ReportFile>>;

/** The files of a report, by name: what lies in storage, made again. */
export const compile: Compile = async (objects, round, release, tree) => {
  const { manifest } = round;
  if (!isRows(manifest)) return compileMarket(objects, { ...round, manifest }, release, tree);
  const { compileRows } = await import('./compile-rows.ts');
  return making(await compileRows(objects, { ...round, manifest }, release));
};

const compileMarket: Compile<ClosedRound<Manifest>> = async (objects, round, release, tree) => {
  const { manifest, close } = round;
  const { previous, aftermath } = manifest.sweep;
  const read = {
    manifest,
    market: await loadMarket(objects, manifest.snapshotDigest),
    results: await collect(objects, round, tree),
    close,
    previous: previous && (await needNight(objects, previous)),
    aftermath: aftermath === undefined ? null : await needAftermath(objects, aftermath.sha256),
    knownAnswerOk: knownAnswerHolds(),
    engine: release,
  };
  return making(() => marketFiles(read));
};

function marketFiles(read: BuildInput): Iterable<ReportFile> {
  const { body, rows } = buildReport(read);
  return reportFiles(body, rows);
}

/** All that is left is computing: what it refuses once, it will always refuse. */
function* making(files: () => Iterable<ReportFile>): Generator<ReportFile> {
  try {
    yield* files();
  } catch (error) {
    throw isPermanent(error) ? new Unmade(error.message, { cause: error }) : error;
  }
}
