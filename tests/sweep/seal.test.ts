import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCancel, parseClose, parseLatest } from '../../shared/sweep/records.ts';
import { Damaged, labelText, needLabel, sealBytes, sealed } from '../../shared/sweep/seal.ts';

const LATEST = { schema: 'latest/2', sweepId: 'small-abcdef', round: 3 };

describe('a sealed record', () => {
  it('comes back without its seal', () => {
    expect(parseLatest(sealed(LATEST))).toEqual(LATEST);
  });

  it('is damaged by any bit', () => {
    const text = new TextEncoder().encode(sealed(LATEST));
    for (let at = 0; at < text.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = text.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        expect(() => parseLatest(new TextDecoder().decode(flipped))).toThrow(Damaged);
      }
    }
  });

  it('is damaged by what a person changes, and is refused without its seal', () => {
    const { seal: _, ...bare } = JSON.parse(sealed(LATEST));
    expect(() => parseLatest(sealed(LATEST).replace('"round":3', '"round":4'))).toThrow(/must have the seal/);
    expect(() => parseLatest(JSON.stringify(bare))).toThrow('latest must have a seal, got none');
  });

  it('of version 1 had none', () => {
    const cancel = { schema: 'cancel/1', reason: 'stopped', by: 'me' };
    expect(parseCancel(JSON.stringify(cancel))).toEqual(cancel);
  });

  it('that is torn or no record is damaged, and not bad input', () => {
    for (const text of ['', '{', 'null', '[]', '7', sealed(LATEST).slice(0, 40)])
      expect(() => parseClose(text)).toThrow(Damaged);
  });
});

describe('sealed bytes', () => {
  const label = { schema: 'result/2', sweepId: 'small-abcdef', shard: 4 };
  /** Something, the label, something. */
  const bytesOf = (before: Uint8Array, after: Uint8Array) =>
    sealBytes(new Uint8Array(Buffer.concat([before, Buffer.from(labelText(label)), after])), label);

  it('say whose they are and where that stands, whatever lies around it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (before, after) => {
        expect(needLabel('it', bytesOf(before, after), label)).toBe(before.length);
      }),
    );
  });

  it('are damaged by any bit, by a cut, and by the label of another', () => {
    const bytes = bytesOf(new Uint8Array(9).fill(7), new Uint8Array(5).fill(9));
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        expect(() => needLabel('it', flipped, label)).toThrow(Damaged);
      }
      expect(() => needLabel('it', bytes.subarray(0, at), label)).toThrow(Damaged);
    }
    expect(() => needLabel('it', bytes, { ...label, shard: 5 })).toThrow(
      /^it must be labelled .*"shard":5.* got .*"shard":4/,
    );
    expect(() => needLabel('it', new Uint8Array(500), label)).toThrow(
      'it must hold a label of result/2, got none',
    );
  });

  it('are the same whenever they are sealed, and cannot be without a label', () => {
    const bytes = bytesOf(new Uint8Array(3), new Uint8Array(0));
    expect(bytesOf(new Uint8Array(3), new Uint8Array(0))).toEqual(bytes);
    expect(() => sealBytes(new Uint8Array(3), label)).toThrow(
      'bytes must hold a label of result/2, got none',
    );
  });
});
