// npm run sbom [FOLDER]: writes what a release is made of, each package with its digest, as CycloneDX; a step of every release.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from './bill.ts';
import { modelDigest, releaseOf } from './release.ts';

const folder = process.argv[2] ?? 'out';
const release = releaseOf();
const args = ['sbom', '--package-lock-only', '--omit', 'dev', '--sbom-format', 'cyclonedx'];
const npmBill = execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 64 << 20 });
const file = join(folder, `leverage-cascade-${release.version}.cdx.json`);
mkdirSync(folder, { recursive: true });
writeFileSync(file, billOf(npmBill, release, modelDigest()));
console.log(`${file}: ${JSON.parse(npmBill).components.length} packages, each with its SHA-512`);
