import type { TierFile } from './venue-json.ts';

const FALL = 0.2;

/** Says that floors which the venue counts in contracts or coins are right at the mark only, and by how much they move. */
export function offTheMark({ subject, contract, markPrice, say }: TierFile, unit: string): void {
  const factor = contract === 'linear' ? 1 - FALL : 1 / (1 - FALL);
  const moved = `${Math.round(Math.abs(factor - 1) * 100)} % ${factor > 1 ? 'higher' : 'lower'}`;
  const wrong =
    contract === 'linear'
      ? 'whoever stands just above one is taken out of its tier by a fall, which the venue would not do'
      : 'whoever stands just below one is taken into the next tier by a fall, which the venue would not do';
  say(
    `${subject}: its levels are in ${unit} and became notional at the mark price ${markPrice}; at a price ${FALL * 100} % lower the same levels stand at a notional ${moved}: ${wrong}`,
    { id: 'tier-levels-off-the-mark', of: 'tiers', basis: 'published' },
  );
}
