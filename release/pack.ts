// What `npm pack` takes besides plain files: command line, threads and library as JavaScript for Node 20 and newer, with all
// that they import inside, so that the package has no dependencies; and the types of the library.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { packagesInside } from './inside.ts';
import { stamps } from './release.ts';
import { shipped } from './root.ts';

const OUT = shipped('dist');
rmSync(OUT, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: shipped('.'),
  entryPoints: {
    main: 'cli/main.ts',
    library: 'cli/library.ts',
    // Threads: ours, found beside the bundle (cli/local/threads.ts), and what tinypool starts them with.
    worker: 'cli/local/worker.ts',
    'reduce-worker': 'cli/local/reduce-worker.ts',
    'venue-worker': 'cli/local/venue-worker.ts',
    'entry/worker': 'node_modules/tinypool/dist/entry/worker.js',
  },
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  define: stamps(),
  inject: ['release/node-20.ts'],
  // Some of what is inside is CommonJS, and asks for Node's own modules in its way.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  metafile: true,
});
writeFileSync(join(OUT, 'LICENSES.txt'), licences(Object.keys(metafile.inputs)));
execFileSync(process.execPath, [shipped('node_modules/typescript/bin/tsc'), '-p', 'release/tsconfig.json'], {
  cwd: shipped('.'),
  stdio: 'inherit',
});
const TYPES = join(OUT, 'types');
const needed = reached(join(TYPES, 'cli/library.d.ts'));
for (const file of readdirSync(TYPES, { recursive: true, encoding: 'utf8' }))
  if (file.endsWith('.d.ts') && !needed.has(join(TYPES, file))) rmSync(join(TYPES, file));

/** A declaration and all that it speaks of. */
function reached(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g))
    reached(join(dirname(file), `${target}.d.ts`), found);
  return found;
}

/** The licences of all packages of which something is inside, each text once. */
function licences(inputs: readonly string[]): string {
  const packages = packagesInside(inputs).map(({ folder, name, version, license }) => ({
    name: `${name} ${version}, ${license}`,
    text: licenceIn(folder),
  }));
  return [...Map.groupBy(packages, ({ text }) => text)]
    .map(([text, own]) => `${own.map(({ name }) => name).join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceIn(folder: string): string {
  const file = readdirSync(folder).find((own) => /^licen[cs]e/i.test(own));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : 'The licence is named above.';
}
