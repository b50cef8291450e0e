// docs/runbook.md, "Restoring a deleted object", walked on a bucket with versions.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, expect, it } from 'vitest';
import { fetchReport } from '../../cli/aws/fetch.ts';
import { needClose } from '../../functions/stored/closes.ts';
import { needManifest } from '../../functions/stored/manifests.ts';
import { closeKey, reportKey, STOP_KEY } from '../../shared/sweep/keys.ts';
import { parseClose } from '../../shared/sweep/records.ts';
import { cascade } from '../cli/cascade.ts';
import { request, runToTheEnd, useCasesOver } from '../functions/use-cases.ts';
import { onAws } from './aws.ts';
import { cloud } from './cloud.ts';
import { environmentOf } from './local/endpoint.ts';

const out = mkdtempSync(join(tmpdir(), 'restored-'));
afterAll(() => rmSync(out, { recursive: true }));

onAws('after a bad day', (aws) => {
  const { objects, s3, BucketName: Bucket } = cloud(aws);
  const env = { ...environmentOf(aws.endpoint), CASCADE_OUTPUTS: join(aws.assembly, 'outputs.json') };
  const onStack = async (...args: string[]) => {
    const { code, stderr } = await cascade([...args, '--engine', 'aws'], { env });
    expect(code, stderr).toBe(0);
  };

  /** Steps 2 to 4: the newest version, or delete marker, is taken away, once the one before was looked at. */
  async function restore(Key: string, look: (older: string) => unknown): Promise<void> {
    const found = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
    const versions = (found.Versions ?? []).filter((own) => own.Key === Key);
    const markers = (found.DeleteMarkers ?? []).filter((own) => own.Key === Key);
    const newest = [...versions, ...markers].find(({ IsLatest }) => IsLatest)!;
    const [older] = versions.filter(({ VersionId }) => VersionId !== newest.VersionId);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: older!.VersionId }));
    look(await Body!.transformToString());
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: newest.VersionId }));
  }

  it('a record that was written over and a page that was deleted come back as they were', async () => {
    // A finished sweep, made in memory by the same use cases: what is walked here is the bucket.
    const cases = useCasesOver();
    const { sweepId } = (await cases.plan(request(20, { name: 'restored' }))).manifest;
    await runToTheEnd(cases, sweepId);
    const { stored } = cases.world;
    await Promise.all([...stored].map(([key, { body, meta }]) => objects.create(key, body, meta)));

    const close = closeKey.build({ sweepId, round: 1 });
    const page = reportKey.build({ sweepId, round: 1, file: 'report.html' });
    const before = cases.world.text(close);
    // The emulator evaluates no policy; on AWS both are refused to everybody.
    await s3.send(new PutObjectCommand({ Bucket, Key: close, Body: before.replace('0', '1') }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: page }));
    const closed = async () => needClose(objects, await needManifest(objects, sweepId), 1);
    await expect(closed()).rejects.toThrow(/must have the seal/);
    await expect(fetchReport(objects, sweepId, 1, out)).rejects.toThrow(
      /report\.html must be there, got nothing/,
    );

    await onStack('stop', '--yes');
    await restore(close, parseClose);
    await restore(page, (text) => expect(text).toMatch(/^<!doctype html>/i));
    await onStack('start');
    expect(await objects.head(STOP_KEY)).toBeUndefined();
    expect(new TextDecoder().decode((await objects.get(close))!.body)).toBe(before);
    expect((await closed()).close.status).toBe('complete');
    expect((await fetchReport(objects, sweepId, 1, out)).files).toContain('report.html');
  });
});
