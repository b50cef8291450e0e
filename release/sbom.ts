// npm run sbom [FOLDER]: writes what a release is made of, each package with its digest, as CycloneDX; a step of every release.
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { billOf, onlyInside } from './bill.ts';
import { packagesInside } from './inside.ts';
import { modelDigest, releaseOf, stamps } from './release.ts';

const folder = process.argv[2] ?? 'out';
const release = releaseOf();
// Everything is a development dependency, because bundles carry what they need: the package and the functions on AWS.
const { metafile } = await build({
  entryPoints: [
    'cli/main.ts',
    'cli/library.ts',
    'node_modules/tinypool/dist/entry/worker.js',
    ...globSync('functions/**/*.lambda.ts'),
  ],
  outdir: 'out',
  write: false,
  bundle: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  define: stamps(),
  metafile: true,
});
const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
const all = execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 64 << 20 });
const npmBill = onlyInside(all, packagesInside(Object.keys(metafile.inputs)));
const file = join(folder, `leverage-cascade-${release.version}.cdx.json`);
mkdirSync(folder, { recursive: true });
writeFileSync(file, billOf(npmBill, release, modelDigest()));
console.log(`${file}: ${JSON.parse(npmBill).components.length} packages, each with its SHA-512`);
