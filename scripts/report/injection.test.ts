import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import { lineAddress } from '../review/line-address.ts';
import { planNotes, topicsOf } from '../review/notes.ts';
import { hostileDiff } from '../testing/diff.ts';
import { anyText, reference, renderMarkdown, shapeOf, textOf } from '../testing/markdown.ts';
import { hostileReport, hostileTexts } from '../testing/report.ts';
import { diffMarkdown } from './diff/index.ts';
import type { LineLink } from './link.ts';
import { markdownReport } from './markdown.ts';
import { prose, quote } from './quote.ts';
import { reviewMarkdown } from './review.ts';
import { visible } from './visible.ts';

const at = lineAddress({ forge: 'gitea', url: 'https://git.example', repo: 'o/n' });
const link: LineLink = (place) => at(place, 'c'.repeat(40));
const texts: Record<string, (text: string) => string> = {
  'the report': (text) => markdownReport(hostileReport(text), 1e6, [], link),
  'the diff': (text) => diffMarkdown(hostileDiff(text), 1e6, link),
  'the review': (text) => reviewMarkdown(hostileReport(text), hostileDiff(text), { limit: 1e6, fails: true, failing: ['error'], aside: [], run: [], link }),
  'a note': (text) => {
    const finding: Finding = { ...hostileReport(text).findings[0]!, place: { file: 'a.yaml', line: 1, column: 1 } };
    return planNotes(topicsOf([finding]), new Map([['a.yaml', { path: 'a.yaml', added: new Map([[1, 'x']]), removed: new Map() }]]), { source: () => 'x', clusters: text, prefix: '' })[0]?.body ?? '';
  },
};
const frame = (html: string) => shapeOf(html).map((tag) => tag.replace(/ href="https:\/\/git\.example\/o\/n\/src\/commit\/c{40}\/[\w./%-]*(?:\?display=source)?#L\d+"/, ' href').replace(/^<!-- gitops-validate:note \S+ [0-9a-f]{20} -->$/, '<!-- note -->'));
const references = (html: string) => [...textOf(html, 'without code').matchAll(new RegExp(reference, 'gi'))].map(([found]) => found);

/** What a reader sees is the text, and the page has the form that it has with a plain word. */
function holds(write: (text: string) => string, text: string): void {
  const [html, plain] = [write(text), write('plain')].map(renderMarkdown) as [string, string];
  expect(frame(html)).toEqual(frame(plain));
  expect(references(html)).toEqual(references(plain));
  const line = visible(text).replace(/\s+/g, ' ').trim();
  if (text.length <= 400) expect(textOf(html, 'with code')).toContain(line);
}

describe.each(Object.entries(texts))('%s', (_, write) => {
  it('is no markup, link, mention or reference, whatever a repository wrote', () => {
    for (const text of hostileTexts.filter((one) => one !== '')) holds(write, text);
    fc.assert(fc.property(anyText, (text) => holds(write, text)), { numRuns: 50 });
  });
});

describe('a sentence', () => {
  it.each([
    ['spec.replicas cannot change; delete it with --cascade=orphan', '`spec.replicas` cannot change; delete it with `--cascade=orphan`'],
    ['image "ghcr.io/a/b:latest" has the moving tag "latest" (3 files)', 'image "`ghcr.io/a/b:latest`" has the moving tag "latest" (3 files)'],
    ["values don't meet the schema(s): got 'a', want self-hosted", "values don't meet the schema(s): got 'a', want self-hosted"],
    ['1.2.3 → latest, see #12 and @all', '`1.2.3` → latest, see `#12` and `@all`'],
    ['commit defaced, effaced 1234567 beef', 'commit `defaced`, `effaced 1234567` beef'],
    ['édefaced self-effaced unfaced', '`édefaced self-effaced` unfaced'],
  ])('%s', (text, shown) => {
    expect(prose(text).replace(/<\/?code>/g, '`').replace(/&#(\d+);/g, (__, code: string) => String.fromCodePoint(Number(code)))).toBe(shown);
  });

  it('is bounded, as code is', () => {
    for (const write of [prose, quote]) expect(write('x '.repeat(5_000_000)).length).toBeLessThan(5_000);
  });
});
