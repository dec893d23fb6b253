import type { Drawing } from '../model/drawing.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'api' } as const;

/** A report over three files and two clusters, of every level and outcome. */
export const exampleReport: Report = {
  clusters: [
    {
      name: 'prod', entry: 'clusters/prod', kubernetesVersion: '1.35', fluxVersion: '2.9', manifests: 7, placeholders: [],
      units: [
        { kind: 'Kustomization', namespace: 'flux-system', name: 'apps', outcome: 'rendered', manifests: 7 },
        { kind: 'HelmRelease', namespace: 'shop', name: 'api', outcome: 'failed', reason: 'InstallFailed', message: 'Helm install failed: values\nsecond line', manifests: 0 },
        { kind: 'Kustomization', namespace: 'flux-system', name: 'late', outcome: 'blocked', blockedBy: [{ kind: 'HelmRelease', namespace: 'shop', name: 'api' }], manifests: 0 },
      ],
    },
    { name: 'dev', entry: 'clusters/dev', kubernetesVersion: '1.34', fluxVersion: '2.9', manifests: 0, placeholders: [], units: [{ kind: 'Kustomization', namespace: 'flux-system', name: 'apps', outcome: 'suspended', manifests: 0 }] },
  ],
  findings: [
    {
      rule: 'test/privileged', level: 'error', message: 'container "api" is privileged', cluster: 'prod', object: pod, unit: { kind: 'HelmRelease', namespace: 'shop', name: 'api' }, pointer: '/spec/containers/0', help: 'add the one capability',
      fix: { description: 'remove privileged', edits: [{ file: 'apps/my api/pod.yaml', start: { line: 7, column: 5 }, end: { line: 8, column: 1 }, replacement: '' }, { file: 'apps/my api/pod.yaml', start: { line: 9, column: 1 }, end: { line: 9, column: 1 }, replacement: 'x: y\n' }] },
      place: { file: 'apps/my api/pod.yaml', line: 7, column: 5, endColumn: 9 },
      origin: { certainty: 'exact', steps: [{ kind: 'resource', place: { file: 'apps/my api/pod.yaml', line: 7, column: 5, endColumn: 9 } }, { kind: 'unit', name: 'Kustomization/flux-system/apps', place: { file: 'clusters/prod/apps.yaml', line: 2, column: 1 } }] },
    },
    { rule: 'test/image-tag', level: 'warn', message: 'image has no tag', cluster: 'prod', object: pod, pointer: '', place: { file: 'apps/b.yaml', line: 3, column: 1 } },
    { rule: 'test/image-tag', level: 'info', message: 'image has no tag', cluster: 'prod', object: pod, pointer: '', place: { file: 'apps/b.yaml', line: 30, column: 1 } },
    { rule: 'yaml/syntax', level: 'error', message: 'expected a key', place: { file: 'apps/c.yaml', line: 1, column: 1 } },
  ],
  silenced: 2, notChecked: ['prod: HelmRelease shop/web: not fetched'], rulesRun: 9, seconds: 1.25, incomplete: false,
};

/** What a repository may write to be taken for something else. */
export const hostileTexts = [
  '@everyone see #12, org/repo#3, GH-4 and :tada: fixes #1', '</details></summary><script>alert(1)</script><img src=x onerror=a>', '[click](https://evil.example) ![i](https://evil.example/i.png) <https://evil.example>',
  '`code` ``` \n```\n# title\n- item\n| a | b |\n<!-- x -->', '\u202ereversed\u2066 \u200bzero\u0000nul\u001b[31mred\u0007 \ud800half \u{e0041}tag', ']]>&amp;&lt;"\' {0} {{x}} ${y}', '- [x] * _ ~ \\ &#64;a https://evil.example www.evil.example a@b.example', '=1+1 \t tab \r\n line', '', 'x'.repeat(5_000),
] as const;

/** The report with one finding and one unit, every text of which is the one given. */
export function hostileReport(text: string): Report {
  const finding: Finding = {
    rule: 'test/rule', level: 'error', message: text, help: text, cluster: text, pointer: text, object: { apiVersion: text, kind: text, namespace: text, name: text },
    place: { file: text, line: 1, column: 1 }, origin: { certainty: 'exact', steps: [{ kind: 'resource' }, { kind: 'values', name: text, detail: text, place: { file: text, line: 1, column: 1 } }] },
  };
  return {
    ...exampleReport, notChecked: [text], findings: [finding],
    clusters: [{ name: text, entry: text, kubernetesVersion: text, fluxVersion: text, manifests: 1, placeholders: [], units: [{ kind: 'Kustomization', namespace: text, name: text, outcome: 'failed', reason: text, message: text, manifests: 1 }] }],
  };
}

/** The picture of the cluster of that report, every text of which is the one given. */
export function hostileDrawing(text: string): Drawing {
  const unit = { kind: 'Kustomization', namespace: text, name: text, outcome: 'failed', why: text, place: `${text}:1`, needs: [], manifests: 2 } as const;
  return {
    units: [{ ...unit, owner: -1 }, { ...unit, kind: 'HelmRelease', owner: 0, needs: [0] }],
    objects: [0, 1].map((at) => ({ unit: 1, kind: `${text}${at}`, namespace: text, name: text })),
    links: [[0, 1, text]], images: [[text, [text]], [`${text}:${text}@${text}`, [text]]],
  };
}
