import { expect, it } from 'vitest';
import type { Diff } from '../../model/diff.ts';
import { diffMarkdown } from './markdown.ts';

const shown = (markdown: string) => markdown.replace(/<\/?code>/g, '`').replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));

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
  expect(shown(diffMarkdown(diffOf('x')))).toBe(`### Changes: 1 removed, 1 changed, 1 restarting

| cluster | changes |
|---|---|
| \`x\` | 1 removed, 1 changed, 1 restarting |

<details open><summary><strong>1 error about the change</strong></summary>

- **\`change/x\`** \`x:3:1\`<br>x<br>in \`x\`

</details>

<details open><summary><strong>1 removed</strong></summary>

- \`x x/x\` of \`Kustomization x/x\` in \`x\`, \`x:3\`<br>Flux deletes it: x

</details>

<details open><summary><strong>1 restarting</strong></summary>

- \`x x/x\` in \`x\`: 2 pods, \`x\`, for \`x\`

</details>

<details open><summary><strong>1 image</strong></summary>

- \`x\` in \`x\`: \`x\` → \`x\`, **major**

</details>

<details open><summary><strong>1 chart</strong></summary>

- \`x\` of \`Kustomization x/x\` in \`x\`: \`x\` → \`x\`, **downgrade**

</details>

<details><summary><strong>1 unit</strong></summary>

- \`Kustomization x/x\` in \`x\`: renamed from \`Kustomization x/x\`

</details>

<details open><summary><strong>1 not compared</strong></summary>

- \`Kustomization x/x\` in \`x\`: it is not rendered on head: x

</details>

<details><summary><strong>1 object</strong></summary>

- changed \`x x/x\` of \`Kustomization x/x\` in \`x\`
  - \`x\`: \`x\` → \`x\`, \`x:3\`

</details>
`);
});

it('says once what several clusters have alike', () => {
  const { clusters: [one], ...diff } = diffOf('x');
  const text = shown(diffMarkdown({ ...diff, findings: [], clusters: [one!, { ...one!, name: 'y' }] }));
  expect(text).toContain('<summary><strong>1 removed</strong></summary>\n\n- `x x/x` of `Kustomization x/x` in `x`, `y`, `x:3`<br>Flux deletes it: x\n');
  expect(text).toContain('<summary><strong>1 restarting</strong></summary>\n\n- `x x/x` in `x`, `y`: 2 pods, `x`, for `x`\n');
  expect(text.match(/^- /gm)?.length).toBe(7);
});

it('cuts ten thousand of each, and 50 MB of text, and counts them', () => {
  for (const [text, times] of [['long name', 10_000], ['x'.repeat(5_000_000), 2]] as const) {
    const markdown = diffMarkdown(diffOf(text, times));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(60_000);
    expect(markdown.match(/<details/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
  }
  expect(diffMarkdown(diffOf('a', 10_000))).toMatch(/\d+ of 10000 are cut; the log has them\./);
});
