import * as z from 'zod/mini';
import { described } from '../market/fields.ts';
import { Spending } from './budget.ts';

/** For sweeps whose report holds them as they were written: what was left out stays so. */
export const OptionalBudget = described(
  'what the sweep may take where it is run in shards; `cascade contagion` and `cascade lending` ask for none of it',
  z.exactOptional(Spending),
);
