import { expect, it } from 'vitest';
import { exampleReport, hostileReport, hostileTexts } from '../testing/report.ts';
import { markdownReport } from './markdown.ts';

const code = /<code>((?:[A-Za-z0-9 …]|&#\d+;|[^\u0000-\u007f])*)<\/code>/gu;

/** The page as a reader sees it. */
function shown(markdown: string): string {
  return markdown.replace(code, (_, text: string) => text.replace(/&#(\d+);/g, (__, number: string) => String.fromCodePoint(Number(number))));
}

it('writes a table of clusters and lists to unfold, errors first', () => {
  expect(shown(markdownReport(exampleReport))).toBe(`### Validation: 2 error, 1 warn, 1 info

9 rules, 2 silenced, 1 not checked, 1.3 s

| cluster | Kubernetes | rendered | manifests | error | warn | info |
|---|---|---|---|---|---|---|
| prod | 1.35 | 1 of 3 | 7 | 1 | 1 | 1 |
| dev | 1.34 | 0 of 1 | 0 | 0 | 0 | 0 |

<details open><summary>2 error</summary>

- apps/my api/pod.yaml:7:5 **test/privileged**<br>container "api" is privileged<br>Pod shop/api /spec/containers/0 (prod)<br>add the one capability
- apps/c.yaml:1:1 **yaml/syntax**<br>expected a key

</details>

<details><summary>1 warn</summary>

- apps/b.yaml:3:1 **test/image-tag**<br>image has no tag<br>Pod shop/api (prod)

</details>

<details><summary>1 info</summary>

- apps/b.yaml:30:1 **test/image-tag**<br>image has no tag<br>Pod shop/api (prod)

</details>

<details><summary>3 not rendered</summary>

- HelmRelease shop/api failed: Helm install failed: values second line (prod)
- Kustomization flux-system/late blocked: waits for HelmRelease shop/api (prod)
- Kustomization flux-system/apps suspended (dev)

</details>

<details><summary>1 not checked</summary>

- HelmRelease shop/web: not fetched (prod)

</details>
`);
});

it('lists once what several clusters share, and what one chart has many times', () => {
  const [first] = exampleReport.findings as [(typeof exampleReport.findings)[number]];
  const text = shown(markdownReport({ ...exampleReport, clusters: [], notChecked: [], findings: [first, { ...first, cluster: 'dev' }] }));
  expect(text).toBe(`### Validation: 2 error

9 rules, 2 silenced, 1.3 s

<details open><summary>2 error in 1 place</summary>

- apps/my api/pod.yaml:7:5 **test/privileged**<br>container "api" is privileged<br>Pod shop/api /spec/containers/0 (prod, dev)<br>add the one capability

</details>
`);
});

it('lists once what one rule says several times of one value', () => {
  const [first] = exampleReport.findings as [(typeof exampleReport.findings)[number]];
  const text = (certainty: 'exact' | 'file') => shown(markdownReport({ ...exampleReport, clusters: [], notChecked: [], findings: ['a', 'b', 'c'].map((message) => ({ ...first, message, origin: { steps: [], certainty } })) }));
  expect(text('exact')).toContain(`<summary>3 error in 1 place</summary>

- apps/my api/pod.yaml:7:5 **test/privileged**<br>a<br>Pod shop/api /spec/containers/0 (prod)<br>and 2 more of this value<br>add the one capability
`);
  expect(text('file')).toContain('<summary>3 error</summary>');
});

it('lists once what is not rendered and not checked in several clusters, and a unit that was left out once', () => {
  const unit = { kind: 'HelmRelease', namespace: 'shop', name: 'web', outcome: 'skipped', manifests: 0, message: 'offline' } as const;
  const clusters = ['prod', 'dev'].map((name) => ({ ...exampleReport.clusters[0]!, name, units: [unit, { ...unit, name: 'api', outcome: 'failed' as const, message: 'm' }] }));
  const text = shown(markdownReport({ ...exampleReport, findings: [], clusters, notChecked: ['prod: HelmRelease shop/web: not fetched', 'dev: HelmRelease shop/web: not fetched', 'a hint'] }));
  expect(text.slice(text.indexOf('<details'))).toBe(`<details><summary>1 not rendered</summary>

- HelmRelease shop/api failed: m (prod, dev)

</details>

<details><summary>2 not checked</summary>

- HelmRelease shop/web: not fetched (prod, dev)
- a hint

</details>
`);
});

it('writes everything of a repository as code, letters and entities only', () => {
  expect(markdownReport({ ...exampleReport, clusters: [], notChecked: ['@all </details> `x` #1 \u202e'], findings: [] })).toContain('\n- <code>&#64;all &#60;&#47;details&#62; &#96;x&#96; &#35;1 &#92;u202e</code>\n');
});

it('keeps its form whatever a repository wrote', () => {
  const form = (text: string) => markdownReport(hostileReport(text)).replace(code, '%');
  for (const text of hostileTexts.filter((one) => one !== '')) {
    expect(form(text)).toBe(form('plain'));
    expect(markdownReport(hostileReport(text))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
  }
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
