import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute, html, join, text, trusted } from '../../shared/report/markup.ts';
import { clip, textWidth, wrap } from '../../shared/report/text-width.ts';

describe('markup', () => {
  it('escapes text for content and quoted attributes alike', () => {
    const name = `</script><svg onload=alert(1)> "a" 'b' & c`;
    expect(html`<p title="${text(name)}">${text(name)}</p>`.markup).toBe(
      '<p title="&lt;/script&gt;&lt;svg onload=alert(1)&gt; &quot;a&quot; &#39;b&#39; &amp; c">' +
        '&lt;/script&gt;&lt;svg onload=alert(1)&gt; &quot;a&quot; &#39;b&#39; &amp; c</p>',
    );
  });

  it('takes no raw string, by type', () => {
    const raw: string = '<b>';
    // @ts-expect-error a string must go through text()
    const unsafe = () => html`<p>${raw}</p>`;
    // @ts-expect-error a look-alike is not one
    const forged = () => html`<p>${{ kind: 'html', markup: raw }}</p>`;
    expect([unsafe, forged]).toHaveLength(2);
  });

  it('refuses elements inside a tag', () => {
    const element = trusted('<b>x</b>');
    expect(() => html`<p class="${element}">`).toThrow('inside a tag must stand text, got <b>x</b>');
    expect(html`<p class="a">${element}</p>`.markup).toBe('<p class="a"><b>x</b></p>');
  });

  it('leaves no way out of content or attribute, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const { markup } = text(raw);
        expect(markup).not.toMatch(/[<>"']/);
        expect(markup.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
        expect(attribute('title', raw).markup).toMatch(/^( title="[^"<>]*")?$/);
      }),
    );
  });

  it('joins pieces', () => {
    expect(join([text('a&b'), 3, html`<i></i>`], ', ').markup).toBe('a&amp;b, 3, <i></i>');
  });
});

describe('text width', () => {
  it('adds the widths of Helvetica and 15% slack', () => {
    // "Hi 1": 722 + 222 + 278 + 556 thousandths.
    expect(textWidth('Hi 1', 10)).toBeCloseTo((0.722 + 0.222 + 0.278 + 0.556) * 10 * 1.15, 12);
  });

  it('wraps words into lines that fit, losing none', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), (words) => {
        const lines = wrap(words.join(' '), 12, 90);
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(90);
      }),
    );
  });

  it('cuts a word that fits nowhere', () => {
    const cut = clip('m'.repeat(50), 12, 90);
    expect(cut).toMatch(/^m+…$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(90);
    expect(clip('short', 12, 90)).toBe('short');
  });
});
