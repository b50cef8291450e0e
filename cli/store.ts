import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Objects } from '../functions/ports.ts';
import { refuse } from '../shared/market/parse.ts';
import { fileObjects } from './local/file-objects.ts';

/** Where sweeps lie: a folder, or a bucket. The commands that look after them only read and create objects there. */
export interface Store {
  readonly out: string;
  readonly bucket?: string;
}

export const withStore = (command: Command): Command =>
  command
    .option('--out <folder>', 'folder that the sweeps were run to', 'out')
    .option(
      '--bucket <name>',
      'instead of a folder: the bucket of a deployed stack (AWS_ENDPOINT_URL is obeyed)',
    );

/** The SDK is loaded only where a bucket is asked for: it takes longer than most commands. */
export async function objectsOf({ out, bucket }: Store): Promise<Objects> {
  if (bucket === undefined) {
    if (!existsSync(join(out, 'sweeps'))) refuse(out, 'hold a sweep', 'none');
    return fileObjects(out);
  }
  const { s3Client } = await import('../functions/aws/clients.ts');
  const { s3Objects } = await import('../functions/aws/objects.ts');
  return s3Objects({ s3: s3Client(), bucket });
}
