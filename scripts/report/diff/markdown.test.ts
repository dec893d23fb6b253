import { expect, it } from 'vitest';
import type { Diff } from '../../model/diff.ts';
import { hostileTexts } from '../../testing/report.ts';
import { diffMarkdown } from './markdown.ts';

const code = /<code>((?:[A-Za-z0-9 …→]|&#\d+;|[^\u0000-\u007f])*)<\/code>/gu;
const shown = (markdown: string) => markdown.replace(code, (_, text: string) => text.replace(/&#(\d+);/g, (__, number: string) => String.fromCodePoint(Number(number))));

/** A change of everything, every text of which is the one given. */
function diffOf(text: string, times = 1): Diff {
  const object = { apiVersion: 'v1', kind: text, namespace: text, name: text };
  const unit = { kind: 'Kustomization', namespace: text, name: text } as const;
  const place = { file: text, line: 3, column: 1 };
  const cause = { side: 'head', place, steps: [], certainty: 'exact' } as const;
  const many = <T>(value: T): T[] => Array.from({ length: times }, () => value);
  return {
    base: { name: text }, head: { name: text }, silenced: 0, incomplete: false, seconds: 1, findings: many({ rule: 'change/x', level: 'error', message: text, cluster: text, place }),
    clusters: [{
      name: text, in: 'both', counts: { added: 0, removed: times, changed: times, moved: 0, same: 2 },
      units: many({ change: 'renamed', unit, from: unit }), images: many({ image: text, before: text, after: text, step: 'major', downgrade: false, objects: [] }),
      charts: many({ unit, chart: text, before: text, after: text, step: 'minor', downgrade: true }), restarts: many({ object, unit, pods: 2, strategy: text, because: [text] }),
      withheld: many({ unit, side: 'head', reason: text, objects: 1 }),
      objects: [
        ...many({ change: 'changed' as const, object, unit, cause, fields: [{ change: 'changed' as const, pointer: text, path: text, before: text, after: text, cause }] }),
        ...many({ change: 'removed' as const, object, unit, cause, fields: [], fate: { deleted: true, because: text } }),
      ],
    }],
  };
}

it('tells a reviewer what matters first', () => {
  expect(shown(diffMarkdown(diffOf('x')))).toBe(`### Changes: 1 removed, 1 changed

| cluster | removed | changed | moved | added | the same | restart |
|---|---|---|---|---|---|---|
| x | 1 | 1 | 0 | 0 | 2 | 1 |

<details open><summary>1 error about the change</summary>

- x:3:1 **change/x**<br>x<br>(x)

</details>

<details open><summary>1 removed</summary>

- removed x x/x (Kustomization x/x, x) x:3<br>Flux deletes it: x

</details>

<details open><summary>1 restarting</summary>

- x x/x 2 pods, x: x (x)

</details>

<details open><summary>1 images</summary>

- x x → x, major (x)

</details>

<details open><summary>1 charts</summary>

- x of Kustomization x/x x → x, downgrade (x)

</details>

<details><summary>1 units</summary>

- Kustomization x/x renamed from Kustomization x/x (x)

</details>

<details open><summary>1 not compared</summary>

- Kustomization x/x not rendered on head: x (x)

</details>

<details><summary>1 objects</summary>

- changed x x/x (Kustomization x/x, x)<br>x x → x x:3

</details>
`);
});

it('says once what several clusters have alike', () => {
  const { clusters: [one], ...diff } = diffOf('x');
  const text = shown(diffMarkdown({ ...diff, findings: [], clusters: [one!, { ...one!, name: 'y' }] }));
  expect(text).toContain('<summary>1 removed</summary>\n\n- removed x x/x (Kustomization x/x, x, y) x:3<br>Flux deletes it: x\n');
  expect(text).toContain('<summary>1 restarting</summary>\n\n- x x/x 2 pods, x: x (x, y)\n');
  expect(text.match(/^- /gm)?.length).toBe(7);
});

it('keeps its form whatever a repository wrote', () => {
  const form = (text: string) => diffMarkdown(diffOf(text)).replace(code, '%');
  for (const text of hostileTexts.filter((one) => one !== '')) {
    expect(form(text)).toBe(form('plain'));
    expect(diffMarkdown(diffOf(text))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
  }
});

it('cuts ten thousand of each, and 50 MB of text, and counts them', () => {
  for (const [text, times] of [['long name', 10_000], ['x'.repeat(5_000_000), 2]] as const) {
    const markdown = diffMarkdown(diffOf(text, times));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(60_000);
    expect(markdown.match(/<details/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
  }
  expect(diffMarkdown(diffOf('a', 10_000))).toMatch(/\d+ of 10000 are cut; the log has them\./);
});
