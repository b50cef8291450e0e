// Sweeps of several markets and of lending on the deployed stack, submitted and fetched as a person's command line does it: the
// bytes that their own commands make on this machine.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readAnyDelivery } from '../../cli/local/any-delivery.ts';
import { deliver } from '../../cli/local/deliver.ts';
import type { Proposal } from '../../functions/plan/plan.ts';
import { releaseOf } from '../../release/release.ts';
import { reportKey } from '../../shared/sweep/keys.ts';
import { cascade } from '../cli/cascade.ts';
import { onAws } from './aws.ts';
import { cloud } from './cloud.ts';
import { environmentOf } from './local/endpoint.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kinds-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Kind {
  readonly command: string;
  readonly example: string;
  readonly sweep: string;
  /** Makes the sweep of the example small. */
  readonly small: (text: string) => string;
  readonly pathsPerShard: number;
  readonly shards: number;
  readonly files: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    command: 'contagion',
    example: 'examples/two-markets',
    sweep: 'sweep.json',
    small: (text) =>
      text
        .replace(/"paths": \{[^}]*\}/, '"paths": { "decision": 12, "other": 4 }')
        .replaceAll('"paths": 300', '"paths": 3'),
    pathsPerShard: 40,
    shards: 4,
    files: ['contagion.html', 'contagion.json'],
  },
  {
    command: 'lending',
    example: 'examples/lending-2026-04',
    sweep: 'eth-fall.json',
    small: (text) => text,
    pathsPerShard: 40,
    shards: 4,
    files: ['lending.html', 'lending.json'],
  },
];

onAws('on a local AWS', (aws) => {
  const world = cloud(aws);
  const env = { ...environmentOf(aws.endpoint), CASCADE_OUTPUTS: join(aws.assembly, 'outputs.json') };

  it.concurrent.each(KINDS)(
    '$example goes out in shards and comes back as cascade $command makes it',
    async (own) => {
      const folder = join(scratch, own.command);
      cpSync(own.example, folder, { recursive: true });
      const file = join(folder, own.sweep);
      writeFileSync(file, own.small(readFileSync(file, 'utf8')));
      expect(releaseOf(), 'the sources must stay as they were deployed').toEqual(aws.release);
      const direct = cascade([own.command, file, '--out', join(folder, 'direct')]);

      const delivery = await readAnyDelivery(file);
      await deliver(world.objects, delivery);
      const { sweep, snapshotDigest } = delivery;
      const { pathsPerShard } = own;
      const task = { kind: 'plan', sweep, snapshotDigest, pathsPerShard };
      const { manifest } = await world.invoke<Proposal>(world.PlanFunction, task);
      expect(manifest).toMatchObject({ schema: 'manifest/3', shards: own.shards });

      await world.report(manifest.sweepId);
      // Whoever submits the same sweep waits for it and fetches its report.
      const args = ['sweep', file, '--engine', 'aws', '--yes', '--json', '--out', join(folder, 'fetched')];
      const fetched = await cascade(args, { env });
      expect((await direct).code).toBe(fetched.code);
      const answer = JSON.parse(fetched.stdout);
      expect(answer.sweepId, fetched.stderr).toBe(manifest.sweepId);
      for (const name of own.files)
        expect(readFileSync(join(answer.folder, name), 'utf8')).toBe(
          readFileSync(join(folder, 'direct', name), 'utf8'),
        );
      expect(await world.results(manifest.sweepId)).toHaveLength(own.shards);
      const { sweepId } = manifest;
      const receipt = await world.json(reportKey.build({ sweepId, round: 1, file: 'receipt.json' }));
      expect(receipt.metered).toMatchObject({ shards: own.shards, unmetered: 0, retried: 0 });
    },
  );
});
