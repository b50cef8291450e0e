/** The words of this room that stand in contracts and keys alike. */
import * as z from 'zod/mini';
import { text, whole } from '../market/fields.ts';

export const Count = whole(0, Number.MAX_SAFE_INTEGER);
export const SweepId = text('must be 6 to 63 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{5,62}$/);
export const Round = whole(1, 9_999);
export const Generation = whole(0, 3);
export const Shard = whole(0, 49_999);
/** A label for a mechanism: it stands in cell ids. */
export const Label = text('must be 1 to 32 of a-z, 0-9 and -', /^[a-z0-9][a-z0-9-]{0,31}$/);
/** A text of people: may be empty. */
export const Remark = z
  .string('must be a text')
  .check(z.maxLength(1_000, 'must have at most 1000 characters'));

/** Contracts are small: nothing here is a place for data. */
export const MAX_CHARACTERS = 1_000_000;
