import type { Mutant } from '../../planted.ts';

export const MARGIN: readonly Mutant[] = [
  {
    file: 'margin/accounts.ts',
    from: 'owner[i] = i;',
    to: 'owner[i] = 0;',
    why: 'everybody belongs to one owner until told otherwise',
  },
  {
    file: 'margin/axes.ts',
    from: 'Math.max(observed / leverage, Math.min(observed, demanded))',
    to: 'Math.max(observed / leverage, demanded)',
    why: 'leverage one raises whoever is below the maximum leverage',
  },
  {
    file: 'margin/contract.ts',
    from: "contract === 'linear' ? price : -1 / price",
    to: "contract === 'linear' ? price : 1 / price",
    why: 'the value of an inverse contract without its sign',
  },
  {
    file: 'margin/splitting.ts',
    from: 'Math.ceil(notional / cap)',
    to: 'Math.round(notional / cap)',
    why: 'parts above the cap',
  },
  {
    file: 'margin/splitting.ts',
    from: 'into.collateral[row] = collateral[i]! / parts;',
    to: 'into.collateral[row] = collateral[i]!;',
    why: 'every part with the collateral of the whole',
  },
  {
    file: 'margin/splitting.ts',
    from: 'into.owner[row] = owner[i]!;',
    to: 'into.owner[row] = row;',
    why: 'parts of an account that belong to nobody in common',
  },
  {
    file: 'margin/tiers.ts',
    from: 'floor[k]! * (rate[k]! - rate[k - 1]!)',
    to: 'floor[k]! * rate[k]!',
    why: 'deductions from rates instead of their differences',
  },
  {
    file: 'margin/tiers.ts',
    from: 'floor[k + 1]! < notional) k++',
    to: 'floor[k + 1]! <= notional) k++',
    why: 'a position on a floor counted above it',
  },
  {
    file: 'margin/trigger.ts',
    from: 'if (sigma > 0 ? gap >= 0 : gap <= 0) break;',
    to: 'if (gap >= 0) break;',
    why: 'the tier of a short searched as that of a long',
  },
  {
    file: 'margin/trigger.ts',
    from: 'if (sigma < 0 && constant <= 0) return side > 0 ? Infinity : 0;',
    to: '',
    why: 'an account under water at every price is never reached',
  },
  {
    file: 'margin/trigger.ts',
    from: 'if (tiers.jumping && notional === present) return mark;',
    to: '',
    why: 'a trigger at the mark computed back from notional misses it by a bit',
  },
];
