import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '../../shared/risk/assess.ts';
import type { ProofMetric, WatchMetric } from '../../shared/risk/findings/metric.ts';
import type { Word } from '../../shared/risk/findings/verdict.ts';
import { unknown } from '../../shared/risk/shapes/number.ts';
import { clopperPearsonLower } from '../../shared/risk/statistics/clopper-pearson.ts';
import { verdictOf } from '../../shared/risk/verdict/verdict.ts';
import type { Cell } from '../../shared/sweep/cells.ts';
import { alternativeOf, type Input } from '../sweep/worlds.ts';
import { inputOf, type PathOf, type SceneOptions } from './scene.ts';

const DEEP = { depth: { kind: 'law', law: { law: 'exponential', beta: 0.00001 } } };
const night = (options: SceneOptions = {}) => assess(inputOf({ snapshot: DEEP, ...options }));
const LOSS = { deficit: 1_200, deficitNotional: 0, fundDraw: 1_000, badDebt: 200 };

/** So many paths of the design shock down lose more than the fund, by world; today's is ''. */
const losing =
  (failing: Readonly<Record<string, number>>): PathOf =>
  (cell, path) =>
    isDesign(cell) && path < (failing[cell.world?.id ?? ''] ?? 0) ? LOSS : {};
const isDesign = ({ kind, leverageBps, shockBps }: Cell) =>
  (kind === 'current' || kind === 'alternative') && leverageBps === 10_000 && shockBps === -1_000;

const inputs = ['depthScale', 'halfLifeSeconds', 'fundScale'] as const satisfies readonly Input[];
const asked = (paths = 3_000) => ({ alternatives: inputs.map((input) => alternativeOf(input, paths)) });
const found = (failing: Readonly<Record<string, number>>, sweep: SceneOptions['sweep'] = asked()) =>
  night({ sweep, path: losing(failing) });

describe('the verdict under other assumptions', () => {
  it('is adequate where every alternative proves every test', () => {
    const { verdict, alternatives } = found({});
    expect(verdict).toMatchObject({ raw: 'adequate', decidedBy: 'p_ruin/down', reasons: [] });
    expect(alternatives.map(({ id, word }) => [id, word])).toEqual([
      ['depthscale', 'proven'],
      ['halflifeseconds', 'proven'],
      ['fundscale', 'proven'],
    ]);
    const [{ tests, change, text, owner, paths }] = alternatives as [(typeof alternatives)[number]];
    expect({ change, text, owner, paths }).toEqual({
      change: '{"depthScale":0.5}',
      text: 'depthScale is otherwise',
      owner: null,
      paths: 3_000,
    });
    expect(tests.map(({ metric, side }) => `${metric}/${side}`)).toEqual(
      ['coverage', 'p_ruin', 'cover2', 'distance'].flatMap((id) => [`${id}/down`, `${id}/up`]),
    );
    expect(tests[2]!.cells).toEqual(['test-perp/full/L10000/m10000/d10000/s-1000/a-depthscale']);
    // The 1.25 x cell is run under it too.
    expect(tests[6]!.cells).toEqual(['test-perp/full/L10000/m10000/d10000/s-1250/a-depthscale']);
  });

  it('is watch where one refutes a test, and names the assumption that decides', () => {
    const { verdict, alternatives } = found({ 'a-depthscale': 40 });
    expect(verdict).toMatchObject({ raw: 'watch', published: 'watch', decidedBy: null });
    expect(verdict.reasons).toEqual([
      {
        code: 'ASSUMPTION_DECIDES',
        metric: null,
        side: null,
        cells: ['test-perp/full/L10000/m10000/d10000/s-1000/a-depthscale'],
      },
    ]);
    expect(alternatives[0]!.word).toBe('refuted');
    expect(alternatives[0]!.tests.filter(({ state }) => state === 'refuted')).toMatchObject([
      { metric: 'p_ruin', side: 'down' },
    ]);
  });

  it('stays adequate where one is open, which is printed as open: not refuted is not proven', () => {
    const { verdict, alternatives } = found({ 'a-depthscale': 1 });
    expect(verdict.raw).toBe('adequate');
    expect(alternatives.map(({ word }) => word)).toEqual(['open', 'proven', 'proven']);
  });

  it('refutes at a level split over its own eight tests only, however many alternatives there are', () => {
    const refutes = (failing: number) => clopperPearsonLower(failing, 3_000, 0.05 / 8) > 0.001;
    const first = Array.from({ length: 40 }, (_, failing) => failing).find(refutes)!;
    const alone = { alternatives: [alternativeOf('depthScale', 3_000)] };
    expect(found({ 'a-depthscale': first }, alone).alternatives[0]!.word).toBe('refuted');
    expect(found({ 'a-depthscale': first - 1 }, alone).alternatives[0]!.word).toBe('open');
    const among = found({ 'a-depthscale': first }).alternatives[0];
    expect(among).toEqual(found({ 'a-depthscale': first }, alone).alternatives[0]);
    expect(found({ 'a-depthscale': first - 1 }).alternatives[0]!.word).toBe('open');
  });

  it('is inadequate by the base alone: no alternative makes it so, and none softens it', () => {
    expect(found({ '': 40 }).verdict.raw).toBe('inadequate');
    expect(found({ '': 40, 'a-depthscale': 0 }).verdict.reasons.map(({ code }) => code)).not.toContain(
      'ASSUMPTION_DECIDES',
    );
    const all = Object.fromEntries(inputs.map((input) => [`a-${input.toLowerCase()}`, 3_000]));
    expect(found(all).verdict.raw).toBe('watch');
  });

  it('judges a smaller fund by the smaller fund', () => {
    // Losses of 600: the fund of 1,000 bears them, half of it does not.
    const path: PathOf = (cell, path) =>
      isDesign(cell) && path < 60 ? { deficit: 600, deficitFirst: 600, fundDraw: 500 } : {};
    const { alternatives } = night({ sweep: asked(), path });
    const cover2 = (i: number) =>
      alternatives[i]!.tests.find(({ metric, side }) => metric === 'cover2' && side === 'down')!;
    expect(cover2(0).state).toBe('proven');
    expect(cover2(2).state).toBe('refuted');
  });

  it('is open, never proven, where an alternative’s cells are lost or have too few paths', () => {
    const lost = night({ sweep: asked(), lost: ({ world }) => world?.id === 'a-depthscale' });
    expect(lost.alternatives.map(({ word }) => word)).toEqual(['open', 'proven', 'proven']);
    expect(found({}, asked(500)).alternatives.map(({ word }) => word)).toEqual(['open', 'open', 'open']);
  });

  it('keeps today’s word under hysteresis from rising on an assumption', () => {
    const input = inputOf({ snapshot: DEEP, sweep: asked(), path: losing({ 'a-depthscale': 40 }) });
    const lastNight = {
      raw: 'adequate',
      published: 'watch',
      level: 'watch',
      limits: [],
      metrics: [],
    } as const;
    expect(assess({ ...input, lastNight }).verdict).toMatchObject({ raw: 'watch', published: 'watch' });
  });
});

describe('adding an alternative', () => {
  const RANK: Readonly<Record<Word, number>> = { adequate: 0, watch: 1, none: 2, inadequate: 3 };
  // Adequate, watch, inadequate and none, each by the base alone.
  const bases = [0, 1, 40, -1].map((failing) => {
    const path: PathOf = (cell, path) =>
      failing < 0 && cell.kind === 'ordinary' ? { dislocationHour: 1 } : losing({ '': failing })(cell, path);
    return night({ sweep: asked(), path });
  });

  it('changes none of the base’s numbers', () => {
    const without = night({ path: losing({ '': 1 }) });
    expect(bases[1]!.metrics).toEqual(without.metrics);
    expect(bases[1]!.verdict).toEqual(without.verdict);
  });

  it('never improves a verdict, whatever it says and whatever was published last night', () => {
    expect(bases.map(({ verdict }) => verdict.raw)).toEqual(['adequate', 'watch', 'inadequate', 'none']);
    const word = fc.constantFrom('proven' as const, 'open' as const, 'refuted' as const);
    const level = fc.constantFrom('adequate' as const, 'watch' as const, 'inadequate' as const);
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.array(word, { maxLength: 6 }),
        word,
        fc.option(fc.tuple(level, fc.constantFrom<Word>('adequate', 'watch', 'none', 'inadequate'))),
        (base, words, added, before) => {
          const [pattern] = base.alternatives;
          const saying = (state: typeof added) => ({
            ...pattern!,
            word: state,
            tests: pattern!.tests.map((test) => ({ ...test, state })),
          });
          const { quality, metrics, limits } = base;
          const nothing = unknown('NO_TEST_DECIDED');
          const judged = {
            quality,
            metrics: {
              proof: metrics.filter((metric): metric is ProofMetric => metric.role === 'proof'),
              watch: metrics.filter((metric): metric is WatchMetric => metric.role === 'watch'),
              shown: [],
            },
            limits,
            flips: () => ({ pathsToProof: nothing, provenFund: nothing, margins: null }),
          };
          const lastNight = before && { raw: before[1], published: before[0], level: before[0], limits: [] };
          const [few, more] = [words, [...words, added]].map((all) =>
            verdictOf({ ...judged, alternatives: all.map(saying) }, lastNight),
          );
          expect(RANK[more!.raw]).toBeGreaterThanOrEqual(RANK[few!.raw]);
          expect(RANK[more!.published]).toBeGreaterThanOrEqual(RANK[few!.published]);
          expect(more!.raw === 'adequate' && added === 'refuted').toBe(false);
        },
      ),
    );
  });
});
