import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shipped } from './root.ts';

/** A package of which a bundler took something. */
export interface Inside {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** @param inputs files of a bundle, as esbuild's metafile names them */
export function packagesInside(inputs: readonly string[]): Inside[] {
  const folders = inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)].sort().map((own) => {
    const folder = shipped(own);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, name, version, license };
  });
}
