// One market of isolated accounts is the core's, to the bit, also beside others in which nothing happens (contagion.md 2.11).
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { walletColumns } from '../../shared/cascade/holders/crossed/wallet-columns.ts';
import { type MarketsInput, runMarkets } from '../../shared/cascade/markets.ts';
import { COLUMN, type OutcomeColumn } from '../../shared/cascade/outcome.ts';
import { MARKET_COLUMNS, SYSTEM_COLUMNS } from '../../shared/cascade/system-row.ts';
import { depthOf } from '../../shared/cascade/venue/depth/depth.ts';
import { ladderOf, pathOf, runEngine } from './engine-run.ts';
import { asRead } from './in-engine.ts';
import { MECHANISMS, markets } from './markets.ts';
import { atLeast } from './runs.ts';
import type { Scenario } from './scenario.ts';
import { takeoverMarkets } from './takeover-markets.ts';

const inputOf = (scene: Scenario): MarketsInput['markets'][number] => ({
  ladder: ladderOf(scene),
  rules: scene.rules,
  depth: depthOf(scene.depth, scene.rules.startPrice),
  shockPath: pathOf(scene),
  depthScale: scene.depthScale,
});

/** The same rules, and two accounts that no price of theirs comes near. */
const quietBeside = (scene: Scenario): Scenario => ({
  ...scene,
  shock: 0,
  factors: [1],
  accounts: [1, -1].map((side, owner) => ({
    side: side > 0 ? 1 : -1,
    quantity: 3,
    entryPrice: scene.rules.startPrice,
    collateral: 100 * scene.rules.startPrice,
    owner,
  })),
});

/** Not of the path of one market, or of all of them. */
const OTHERS: readonly string[] = ['flags', 'conservation', 'winners', 'haircutGini'];

const alone = { rules: { backstop: null } } as const;
const SCENES: readonly (readonly [string, fc.Arbitrary<Scenario>])[] = [
  ...MECHANISMS.filter((name) => name !== 'auction').map(
    (mechanism) => [mechanism, markets({ mechanism, ...alone })] as const,
  ),
  ['takeover', takeoverMarkets(alone).map(asRead)],
];

it.each(SCENES)('%s', (_, scenes) => {
  let cascades = 0;
  fc.assert(
    fc.property(scenes, fc.boolean(), (scene, isBeside) => {
      // What a fund may pay, and who won, is asked of all markets.
      if (scene.rules.adl.when === 'fund-drawdown') return;
      const { row } = runEngine(scene, 'untraced');
      if (row[COLUMN.rounds]! > 1) cascades++;
      const { system, markets: rows } = runMarkets({
        markets:
          isBeside && !scene.rules.socialised
            ? [inputOf(scene), inputOf(quietBeside(scene))]
            : [inputOf(scene)],
        wallets: walletColumns([], []),
        closeOut: { order: 'pro-rata', amount: 'all' },
        fund: scene.rules.fund,
      });
      const said = (name: string) => row[COLUMN[name as OutcomeColumn]];
      for (const name of MARKET_COLUMNS)
        if (name in COLUMN && name !== 'flags') expect([name, rows[0]![name]]).toEqual([name, said(name)]);
      for (const name of SYSTEM_COLUMNS)
        if (name in COLUMN && !OTHERS.includes(name))
          expect([name, system[name]]).toEqual([name, said(name)]);
    }),
    atLeast(150),
  );
  expect(cascades).toBeGreaterThan(40);
});
