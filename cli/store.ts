import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Objects, Queue } from '../functions/ports.ts';
import { refuse } from '../shared/market/parse.ts';
import type { Stack } from './aws/stack.ts';
import { cleanFolder, fileObjects } from './local/file-objects.ts';

/** Where sweeps run and lie, as the options say it: in a folder of this machine, or with a deployed stack. */
export interface Site {
  /** As the option is called. */
  readonly engine: 'local' | 'aws';
  readonly out?: string;
  readonly outputs: string;
}

export const isDeployed = ({ engine }: Pick<Site, 'engine'>): boolean => engine === 'aws';

/** Reports of a stack are brought to a folder of their own: a sweep that runs in the same one would take them for its. */
export const siteFolder = (site: Site): string => site.out ?? (isDeployed(site) ? 'out/aws' : 'out');

const OUTPUTS = 'cdk.out/outputs.json';

/** Adds the options that say where, the same ones for every command. */
export const withSite = (command: Command, folder: string): Command =>
  command
    .addOption(
      new Option('--engine <name>', 'this machine, or a deployed stack')
        .choices(['local', 'aws'])
        .default('local'),
    )
    .option('--out <folder>', folder)
    .addOption(
      new Option('--outputs <file>', 'with --engine aws: what cdk deploy --outputs-file wrote')
        .default(OUTPUTS)
        .env('CASCADE_OUTPUTS'),
    );

/** The options that name a site in a command that is shown to somebody. */
export function optionsOf(site: Site): string {
  const { out, outputs } = site;
  const named = outputs === OUTPUTS || outputs === process.env.CASCADE_OUTPUTS ? '' : ` --outputs ${outputs}`;
  return `${isDeployed(site) ? ` --engine aws${named}` : ''}${out === undefined ? '' : ` --out ${out}`}`;
}

/** The SDK is loaded only where a stack is asked for: it takes longer than most commands. */
export async function stackOf({ outputs }: Site): Promise<Stack> {
  const { connect } = await import('./aws/stack.ts');
  return connect(outputs);
}

/** What lies at a site, and what one can ask there. */
export interface Store {
  readonly objects: Objects;
  /** Where a sweep's messages wait; in a folder nobody knows, because they are in the memory of the run. */
  queueOf(sweepId: string): Pick<Queue, 'depth'>;
  /** What a second of a worker costs there. */
  readonly usdPerSecond: number;
}

export async function storeOf(site: Site): Promise<Store> {
  if (isDeployed(site)) {
    const { USD_PER_SECOND } = await import('../functions/aws/price.ts');
    return { ...(await stackOf(site)), usdPerSecond: USD_PER_SECOND };
  }
  const folder = siteFolder(site);
  if (!existsSync(join(folder, 'sweeps'))) refuse(folder, 'hold a sweep', 'none');
  await cleanFolder(folder);
  const depth = async () => ({ waiting: 0, inFlight: 0 });
  return { objects: fileObjects(folder), queueOf: () => ({ depth }), usdPerSecond: 0 };
}
