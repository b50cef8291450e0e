import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '../../shared/market/digest.ts';
import { parseSnapshot, snapshotDigest, snapshotText } from '../../shared/market/snapshot.ts';
import { MADE_SNAPSHOT, madeRecord } from '../market/made-record.ts';
import { cascade, command, file, folder } from './cascade.ts';

const here = folder();
const record = madeRecord();
const snapshotFile = file(here, 'snapshot.json', snapshotText(MADE_SNAPSHOT));
const recordFile = file(here, 'record.json', record);

it('writes calibration.json and a snapshot with the fit, and says what was fitted, kept and doubtful', async () => {
  const out = join(here, 'fitted');
  const args = ['calibrate', snapshotFile, recordFile, '--out', out];
  const { code, stdout, stderr } = await cascade(args);
  expect(code).toBe(0);
  expect(stdout).toContain('60 windows of 4 h, 0 dropped\n');
  expect(stdout).toMatch(/leverageTilt +-0\.5 +fitted, 5 to 95 %: -?[\d.]+ to -?[\d.]+\n/);
  expect(stdout).toContain('NOT IDENTIFIABLE: mostReductions: the fund must be known in at least 30 days');
  expect(stdout).toMatch(
    /observed near ordinary moves of 240 minutes, in 60 windows:\n +move +windows +liquidated, median +95 %\n/,
  );
  expect(stderr).toContain('fitting positions: 60 of 60 windows\n');
  const calibration = JSON.parse(readFileSync(join(out, 'calibration.json'), 'utf8'));
  expect(calibration.schema).toBe('calibration/1');
  expect(calibration.inputs).toEqual({ snapshot: snapshotDigest(MADE_SNAPSHOT), record: sha256(record) });
  const snapshot = parseSnapshot(readFileSync(join(out, 'snapshot.json'), 'utf8'));
  expect(snapshot.positions).toMatchObject({ leverageTilt: -0.5, ageHalfLifeDays: 1 });

  const again = await command(args);
  expect([again.code, again.stderr]).toEqual([
    2,
    `${join(out, 'calibration.json')} must be absent, or --force must be given, got a file\n`,
  ]);
  const forced = await command([...args, '--force', '--json']);
  expect(forced.code).toBe(0);
  expect(JSON.parse(forced.stdout)).toEqual(calibration);
});

it('reads rows from the CSV file that the record names', async () => {
  const { rows, ...rest } = JSON.parse(record);
  const names = Object.keys(rows[0]);
  const csv = [names.join(), ...rows.map((row: object) => Object.values(row).join())].join('\n');
  const named = folder();
  file(named, 'rows.csv', csv);
  const own = file(named, 'record.json', { ...rest, file: 'rows.csv' });
  const { code, stdout } = await command([
    'calibrate',
    snapshotFile,
    own,
    '--out',
    join(named, 'x'),
    '--json',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).inputs.record).toBe(sha256(readFileSync(own, 'utf8') + csv));
});

it('refuses a record that is too thin with exit code 2, and writes nothing', async () => {
  const thin = file(here, 'thin.json', madeRecord({ windows: 50 }));
  const out = join(here, 'thin');
  const { code, stdout, stderr } = await command(['calibrate', snapshotFile, thin, '--out', out]);
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: 'record.rows must make at least 60 whole windows of 4 h, got 50\n',
  });
  expect(existsSync(out)).toBe(false);
});
