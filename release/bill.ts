import type { Release } from '../functions/ports.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/** A bill of materials as `npm sbom` writes it (CycloneDX 1.5), as far as it is looked at here. */
interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const missing = (own: string): never => {
  throw new RangeError(`package ${own} must be in package-lock.json, got nothing`);
};

/** Of npm's bill what is inside; throws where it lacks a package. */
export function onlyInside(
  npmBill: string,
  packages: readonly Pick<Component, 'name' | 'version'>[],
): string {
  const bill: Bill = JSON.parse(npmBill);
  const components = packages.map(
    ({ name, version }) =>
      bill.components.find((own) => own.name === name && own.version === version) ??
      missing(`${name} ${version}`),
  );
  const refs = new Set(components.map((own) => own['bom-ref']));
  const dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((own) => refs.has(own)) }));
  return JSON.stringify({ ...bill, components, dependencies });
}

/**
 * What a release is made of: npm's bill, refused where a package has no SHA-512, with the digests by which reports and manifests
 * name the code itself.
 */
export function billOf(npmBill: string, { version, digest }: Release, modelDigest: string): string {
  const bill: Bill = JSON.parse(npmBill);
  for (const { name, hashes = [] } of bill.components) {
    if (!hashes.some(({ alg }) => alg === 'SHA-512'))
      throw new RangeError(`package ${name} must have a SHA-512 in package-lock.json, got none`);
  }
  const properties = [
    { name: 'leverage-cascade:engine', value: `sha256:${digest}` },
    { name: 'leverage-cascade:model', value: `sha256:${modelDigest}` },
  ];
  // npm names the root by its folder.
  const component = { ...bill.metadata.component, name: 'leverage-cascade', version, properties };
  return `${JSON.stringify({ ...bill, metadata: { ...bill.metadata, component } }, null, 2)}\n`;
}
