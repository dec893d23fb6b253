import { expect, it } from 'vitest';
import { exampleReport } from '../testing/report.ts';
import { markdownReport } from './markdown.ts';

/** The text as a reader sees it, code as backticks show it. */
function shown(markdown: string): string {
  return markdown.replace(/<\/?code>/g, '`').replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));
}

it('writes a table of clusters and lists to unfold, errors first', () => {
  expect(shown(markdownReport(exampleReport))).toBe(`### Validation: 2 errors, 1 warning, 1 info

9 rules, 2 silenced, 1 not checked, 1.3 s

| cluster | findings | rendered |
|---|---|---|
| \`prod\`<br>Kubernetes \`1.35\` | 1 error, 1 warning, 1 info | 1 of 3 units<br>7 manifests |
| \`dev\`<br>Kubernetes \`1.34\` | none | 0 of 1 unit<br>0 manifests |

<details open><summary><strong>2 errors</strong></summary>

- **\`test/privileged\`** \`apps/my api/pod.yaml:7:5\`<br>container "api" is privileged<br>add the one capability<br>\`Pod shop/api /spec/containers/0\` in \`prod\`
- **\`yaml/syntax\`** \`apps/c.yaml:1:1\`<br>expected a key

</details>

<details><summary><strong>1 warning</strong></summary>

- **\`test/image-tag\`** \`apps/b.yaml:3:1\`<br>image has no tag<br>\`Pod shop/api\` in \`prod\`

</details>

<details><summary><strong>1 info</strong></summary>

- **\`test/image-tag\`** \`apps/b.yaml:30:1\`<br>image has no tag<br>\`Pod shop/api\` in \`prod\`

</details>

<details><summary><strong>3 not rendered</strong></summary>

- \`HelmRelease shop/api\` failed in \`prod\`: Helm install failed: values second line
- \`Kustomization flux-system/late\` blocked in \`prod\`: waits for HelmRelease \`shop/api\`
- \`Kustomization flux-system/apps\` suspended in \`dev\`

</details>

<details><summary><strong>1 not checked</strong></summary>

- \`prod\`: HelmRelease \`shop/web\`: not fetched

</details>
`);
});

it('lists once what several clusters share, and what one chart has many times', () => {
  const [first] = exampleReport.findings as [(typeof exampleReport.findings)[number]];
  const text = shown(markdownReport({ ...exampleReport, clusters: [], notChecked: [], findings: [first, { ...first, cluster: 'dev' }] }));
  expect(text).toBe(`### Validation: 2 errors

9 rules, 2 silenced, 1.3 s

<details open><summary><strong>2 errors, in 1 place</strong></summary>

- **\`test/privileged\`** \`apps/my api/pod.yaml:7:5\`<br>container "api" is privileged<br>add the one capability<br>\`Pod shop/api /spec/containers/0\` in \`prod\`, \`dev\`

</details>
`);
});

it('lists once what one rule says several times of one value', () => {
  const [first] = exampleReport.findings as [(typeof exampleReport.findings)[number]];
  const text = (certainty: 'exact' | 'file') => shown(markdownReport({ ...exampleReport, clusters: [], notChecked: [], findings: ['a', 'b', 'c'].map((message) => ({ ...first, message, origin: { steps: [], certainty } })) }));
  expect(text('exact')).toContain(`<summary><strong>3 errors, in 1 place</strong></summary>

- **\`test/privileged\`** \`apps/my api/pod.yaml:7:5\`<br>a<br>add the one capability<br>\`Pod shop/api /spec/containers/0\` in \`prod\`<br>and 2 more of this value
`);
  expect(text('file')).toContain('<summary><strong>3 errors</strong></summary>');
});

it('lists once what is not rendered and not checked in several clusters, and a unit that was left out once', () => {
  const unit = { kind: 'HelmRelease', namespace: 'shop', name: 'web', outcome: 'skipped', manifests: 0, message: 'offline' } as const;
  const clusters = ['prod', 'dev'].map((name) => ({ ...exampleReport.clusters[0]!, name, units: [unit, { ...unit, name: 'api', outcome: 'failed' as const, message: 'm' }] }));
  const text = shown(markdownReport({ ...exampleReport, findings: [], clusters, notChecked: ['prod: HelmRelease shop/web: not fetched', 'dev: HelmRelease shop/web: not fetched', 'a hint'] }));
  expect(text.slice(text.indexOf('<details'))).toBe(`<details><summary><strong>1 not rendered</strong></summary>

- \`HelmRelease shop/api\` failed in \`prod\`, \`dev\`: m

</details>

<details><summary><strong>2 not checked</strong></summary>

- \`prod\`, \`dev\`: HelmRelease \`shop/web\`: not fetched
- a hint

</details>
`);
});

it('writes everything of a repository as words, code, letters and entities only', () => {
  expect(markdownReport({ ...exampleReport, clusters: [], notChecked: ['a word, @all </details> `x` #1 \u202e'], findings: [] })).toContain('\n- a word&#44; <code>&#64;all &#60;/details&#62; &#96;x&#96; &#35;1 &#92;u202e</code>\n');
});

it('is never longer than its limit, and counts what is cut', () => {
  const finding = exampleReport.findings[0] as (typeof exampleReport.findings)[number];
  const many = { ...exampleReport, findings: Array.from({ length: 10_000 }, (_, at) => ({ ...finding, message: `${at} ü ${'@'.repeat(3_000)}`, place: { file: 'a.yaml', line: at + 1, column: 1 } })), notChecked: Array.from({ length: 5_000 }, (_, at) => `chart ${at}`), clusters: Array.from({ length: 3_000 }, (_, at) => ({ ...exampleReport.clusters[0] as (typeof exampleReport.clusters)[number], name: `c${at}` })) };
  for (const limit of [3_000, 60_000, 1_000_000]) {
    const text = markdownReport(many, limit);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    const items = text.slice(text.indexOf('<details open>'), text.indexOf('</details>')).split('\n').filter((line) => line.startsWith('- ')).length;
    expect(text.includes(`${10_000 - items} of 10000 are cut; the log has them.`)).toBe(true);
    expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    const rows = text.match(/\n\| <code>c\d+/g)?.length ?? 0;
    expect(text.includes(`\n${3_000 - rows} of 3000 clusters are cut.\n`)).toBe(rows < 3_000);
  }
  expect(markdownReport(many)).toContain('… &#40;2604 more characters&#41;');
});

it('says what a run without findings and one that failed came to', () => {
  const clean = { ...exampleReport, findings: [], notChecked: [], silenced: 0, clusters: [] };
  expect(markdownReport({ ...clean, known: 4 })).toBe('### Validation: no findings\n\n9 rules, 4 in the baseline, 1.3 s\n');
  expect(markdownReport({ ...clean, incomplete: true })).toBe('### Validation could not do its work\n\n9 rules, 1.3 s\n');
});
