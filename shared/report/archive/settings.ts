import { dataTable } from '../charts/data-table.ts';
import { timeText } from '../display.ts';
import { type Html, NOTHING } from '../markup.ts';
import type { ArchivedNight, Setting } from './archived-night.ts';

/** Who set which limit and assumption, when and why: those of the first night, and every change since, newest first. */
export function settingTable(nights: readonly ArchivedNight[]): Html {
  const changes = changesOf(nights);
  if (changes.length === 0) return NOTHING;
  const rows = changes
    .toReversed()
    .map(({ date, setting, before }) => [
      timeText(date),
      `${setting.kind} ${setting.id}`,
      setting.text,
      before === null ? '' : before.text,
      setting.owner ?? 'nobody\u2019s yet',
      setting.since ?? '',
      setting.note ?? '',
    ]);
  return dataTable(
    'Limits and assumptions as they were first reported, and as they changed, newest first',
    ['reported', 'what', 'is', 'was', 'owner, or what it rests on', 'since', 'note'],
    rows,
  );
}

interface SettingChange {
  readonly date: string;
  readonly setting: Setting;
  /** Null: it is reported for the first time. */
  readonly before: Setting | null;
}

/** Oldest first. */
export function changesOf(nights: readonly ArchivedNight[]): SettingChange[] {
  const known = new Map<string, Setting>();
  return nights.flatMap(({ date, settings }) =>
    settings.flatMap((setting) => {
      const name = `${setting.kind} ${setting.id}`;
      const before = known.get(name) ?? null;
      known.set(name, setting);
      return before !== null && isSame(before, setting) ? [] : [{ date, setting, before }];
    }),
  );
}

const isSame = (a: Setting, b: Setting): boolean =>
  a.text === b.text && a.owner === b.owner && a.since === b.since && a.note === b.note;
