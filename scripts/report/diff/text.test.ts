import { expect, it } from 'vitest';
import { exampleDiff, hostileDiff } from '../../testing/diff.ts';
import { hostileTexts } from '../../testing/report.ts';
import { diffMarkdown } from './markdown.ts';
import { diffText } from './text.ts';

const options = { color: false, verbose: false, quiet: false, source: () => undefined };

it('shows one of everything', () => {
  expect(diffText(exampleDiff, options)).toBe(`base  web (0123456789)
head  working tree
by    0123456789 web

prod: 1 added, 2 removed, 1 changed, 1 moved, 7 the same
  renamed Kustomization flux-system/web, was Kustomization flux-system/apps  web:12
  suspended Kustomization flux-system/web
  Kustomization flux-system/web: chart web web -> 2.0.0 (major)  web:12
  image web web -> 2.0.0 (major), Deployment shop/web
  ~ Deployment shop/web
      web: "web" -> {"web":["web","1",null]}  web:12
      - data.a: (redacted)
      data.b:
        - a
        + b
        + web
  > Deployment shop/web  from Kustomization flux-system/apps to Kustomization flux-system/web
  + Deployment shop/web  web:12
  - Deployment shop/web  deleted: web  was web:12
  - Deployment shop/web  stays in the cluster: web
  restarts Deployment shop/web (2 pods, RollingUpdate)
  not compared Kustomization flux-system/web, not rendered on head: web; 3 objects left out  web:12
  not compared Kustomization flux-system/web: rendered on neither side; web

error test/some  web
  web:12:18
  Deployment shop/web /spec  (prod)
  web
1 cluster, 1 added, 2 removed, 1 changed, 1 moved, 7 the same, 2 units not compared: 1 error (1 silenced), 1.3 s
`.replace('  web\n1 cluster', '  web\n\n1 cluster'));
});

it('tells what the change brings by other rules, and how much it mends', () => {
  const { side: _, ...first } = exampleDiff.findings[0]!;
  const text = diffText({ ...exampleDiff, findings: [], clusters: [], introduced: [{ ...first, rule: 'test/other', message: 'gone', level: 'warn' }, { ...first, level: 'info' }], mended: exampleDiff.findings }, { ...options, quiet: true });
  expect(text).toBe(`warn test/other  gone
  web:12:18
  Deployment shop/web /spec  (prod)
  web

0 clusters, nothing changes (0 objects): 1 warn, 1 info, 1 mended (1 silenced), 1.3 s
`);
  expect(diffMarkdown({ ...exampleDiff, findings: [], introduced: exampleDiff.findings })).toContain('1 error that the change brings');
});

it('shows what a repository says as text, never as control characters', () => {
  for (const text of hostileTexts) expect(diffText(hostileDiff(text), options)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]/);
});

it('keeps each thing on its line, whatever its name', () => {
  const text = diffText({ ...hostileDiff('a\n  + Secret x'), findings: [] }, options);
  expect(text.split('\n').filter((line) => line.startsWith('  + Secret'))).toEqual([]);
});

it('cuts long lists and counts what is cut', () => {
  const [cluster] = exampleDiff.clusters;
  const [changed] = cluster!.objects;
  const many = { ...exampleDiff, clusters: [{ ...cluster!, objects: Array.from({ length: 300 }, () => ({ ...changed!, fields: Array.from({ length: 30 }, () => changed!.fields[0]!) })) }] };
  const text = diffText(many, options);
  expect(text).toContain('      and 10 more fields; --verbose lists them\n');
  expect(text).toContain('  and 100 more objects; --verbose lists them\n');
  expect(diffText(many, { ...options, verbose: true })).not.toContain('--verbose lists them');
});

it('is short whatever the change, and quick over long texts', () => {
  const [cluster] = exampleDiff.clusters;
  const [changed] = cluster!.objects;
  const lines = (seed: string) => Array.from({ length: 20_000 }, (_, index) => `${seed} ${index}`).join('\n');
  const field = { change: 'changed', pointer: '/data/a', path: 'data.a', before: lines('a'), after: lines('b') } as const;
  const big = { ...exampleDiff, clusters: [{ ...cluster!, objects: Array.from({ length: 20 }, () => ({ ...changed!, fields: [field, { ...field, before: 'x'.repeat(1e6), after: 'y' }] })) }] };
  expect(diffText(big, options).length).toBeLessThan(40_000);
  expect(diffText(big, options)).toContain('        and 39992 more lines; --verbose lists them\n');
});
