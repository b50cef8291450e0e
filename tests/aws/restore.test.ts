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
import { closeKey, reportKey } from '../../shared/sweep/keys.ts';
import { parseClose } from '../../shared/sweep/records.ts';
import { onAws } from './aws.ts';
import { cloud } from './cloud.ts';

const out = mkdtempSync(join(tmpdir(), 'restored-'));
afterAll(() => rmSync(out, { recursive: true }));

onAws('after a bad day', (aws) => {
  const { objects, s3, submit, report, BucketName: Bucket } = cloud(aws);

  /** Steps 2 to 4: the newest version, or delete marker, is taken away; never the only one. */
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

  it('a record that was written over and a report that was deleted come back as they were', async () => {
    const { manifest } = await submit({ change: { name: 'restored' }, cellsPerShard: 1_000 });
    const { sweepId } = manifest;
    await report(sweepId);
    const close = closeKey.build({ sweepId, round: 1 });
    const page = reportKey.build({ sweepId, round: 1, file: 'report.html' });
    const before = (await objects.get(close))!.body;

    await s3.send(new PutObjectCommand({ Bucket, Key: close, Body: new TextDecoder().decode(before).replace('0', '1') }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: page }));
    await expect(needClose(objects, await needManifest(objects, sweepId), 1)).rejects.toThrow(/must have the seal/);
    await expect(fetchReport(objects, sweepId, 1, out)).rejects.toThrow(/report\.html must be there, got nothing/);

    await restore(close, parseClose);
    await restore(page, (text) => expect(text).toMatch(/^<!doctype html>/i));
    expect((await objects.get(close))!.body).toEqual(before);
    expect((await needClose(objects, await needManifest(objects, sweepId), 1)).close.status).toBe('complete');
    expect((await fetchReport(objects, sweepId, 1, out)).files).toContain('report.html');
  });
});
