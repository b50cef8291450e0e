import type { Objects } from '../../functions/ports.ts';
import { listed } from '../../functions/stored/listed.ts';
import { refuse } from '../../shared/market/parse.ts';
import { folderOf, reportKey } from '../../shared/sweep/keys.ts';
import { isNightly } from '../../shared/sweep/night.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { receiptLines } from '../receipt-table.ts';
import { type Site, siteFolder } from '../store.ts';
import { tellMade } from '../tell-made.ts';
import { note, say } from '../terminal.ts';
import { fetchReport } from './fetch.ts';
import { connect } from './stack.ts';

export interface Choices extends Site {
  readonly round?: number;
  readonly json?: boolean;
}

/** Fetches a report version of a sweep, the newest one if none is named, and says what the sweep took. */
export async function reportOnAws(sweepId: string, choices: Choices): Promise<ExitCode> {
  const startMs = performance.now();
  const { objects } = await connect(choices.outputs);
  const versions = await versionsOf(objects, sweepId);
  const round = choices.round ?? versions.at(-1);
  if (round === undefined || !versions.includes(round)) {
    refuse(
      `report of ${sweepId}`,
      `be one of those that are there, ${versions.join(', ') || 'none yet'}`,
      round,
    );
  }
  if (versions.length > 1) note(`versions ${versions.join(', ')}; this is ${round}`);
  const fetched = await fetchReport(objects, sweepId, round, siteFolder(choices));
  await tellMade(fetched, (performance.now() - startMs) / 1_000, {
    json: choices.json === true,
    isNight: isNightly(fetched.sweepId),
  });
  if (!choices.json) for (const line of receiptLines(fetched.receipt)) say(line);
  return fetched.index.status === 'partial' ? EXIT.partial : EXIT.ok;
}

/** A version exists when its index does. */
async function versionsOf(objects: Objects, sweepId: string): Promise<number[]> {
  const keys = (await listed(objects, folderOf(sweepId, 'reports'))).map(({ key }) => reportKey.parse(key));
  return keys.flatMap((own) => (own?.file === 'index.json' ? [own.round] : []));
}
