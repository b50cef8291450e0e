import type { Release } from '../functions/ports.ts';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/** A bill of materials as `npm sbom` writes it (CycloneDX 1.5), as far as it is looked at here. */
interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
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
