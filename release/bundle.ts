// What a function is deployed as: its entry point with all that it imports, in one folder. What is imported only where it is needed
// stands in files of its own, which a function that never needs it never loads.
import { type BuildOptions, buildSync } from 'esbuild';
import { stamps } from './release.ts';
import { shipped } from './root.ts';

/** @param entry file in `functions/` without `.lambda.ts` */
export const bundleOptions = (entry: string) =>
  ({
    absWorkingDir: shipped('.'),
    entryPoints: { index: `functions/${entry}.lambda.ts` },
    outExtension: { '.js': '.mjs' },
    bundle: true, // the SDK too: the one that was tested, not the one that the runtime brings
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'], // else the bundled SDK dies at INIT on a dynamic require
    define: { ...stamps() },
    // Lambda has its credentials in variables; the SDK's chain would be a sixth of the worker's code.
    alias: { '@aws-sdk/credential-provider-node': './functions/aws/credentials.ts' },
    logLevel: 'warning',
  }) as const satisfies BuildOptions;

/** Bundles a function into a folder, as `index.mjs` and what that loads. */
export function bundle(entry: string, folder: string): void {
  buildSync({ ...bundleOptions(entry), outdir: folder });
}
