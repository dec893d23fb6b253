import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../../graph/index.ts';
import type { Diff, ObjectChange } from '../../model/diff.ts';
import { hostileDiff } from '../../testing/diff.ts';
import { dataOf } from '../../testing/page.ts';
import { exampleReport, hostileDrawing, hostileReport, hostileTexts } from '../../testing/report.ts';
import { configMap, prod, runOver } from '../../testing/repository.ts';
import type { PageData } from './data.ts';
import { drawingOf } from './drawing.ts';
import { htmlReport, type HtmlOptions } from './index.ts';

const options: HtmlOptions = { drawings: [], rules: [{ id: 'test/privileged', summary: 'No container is privileged', level: 'error', help: '' }], source: (file) => (file === 'apps/my api/pod.yaml' ? 'a:\nb:\nc:\nd:\ne:\n- x\n  - name: api\nafter\n' : undefined) };

describe('one file', () => {
  const page = htmlReport(exampleReport, options);

  it('that asks nobody for anything', () => {
    expect(page.match(/\b(?:src|href|action|poster|srcset)\s*=|<object|<iframe|<link|<img|@import|url\(|fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(/g)).toBeNull();
    // The one address in it names the SVG name space.
    expect(page.match(/https?:\/\/[^'"\s]+/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('whose policy allows its own script and style and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    const hash = (text: string | undefined) => createHash('sha256').update(text ?? '').digest('base64');
    const scripts = [...page.matchAll(/<script(?: type="application\/gzip" id="data")?>(.*?)<\/script>/gs)].map(([, text]) => text);
    expect(scripts.length).toBe(2);
    expect(policy).toBe(`default-src 'none'; script-src 'sha256-${hash(scripts[1])}'; style-src 'sha256-${hash(/<style>(.*?)<\/style>/s.exec(page)?.[1])}'; base-uri 'none'; form-action 'none'`);
    expect(page).not.toMatch(/\son\w+="| style="|javascript:/);
  });

  it('whose script is plain JavaScript that stands alone', () => {
    const script = [...page.matchAll(/<script>(.*?)<\/script>/gs)][0]?.[1] ?? '';
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(/__vite|\bimport\b|\brequire\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/);
  });

  it('that opens with the counts where scripts are off', () => {
    expect(page).toContain('<noscript><p class="noscript">2 error, 1 warn, 1 info. The lists of this page need JavaScript; the text report says the same without.</p></noscript>');
  });
});

describe('what it shows', () => {
  it('puts what several objects and clusters have in one line into one finding, with its lines', () => {
    const [first] = exampleReport.findings;
    const twice = { ...exampleReport, findings: [...exampleReport.findings, { ...first!, cluster: 'dev', object: { ...first!.object!, name: 'web' } }] };
    const data = dataOf(htmlReport(twice, options));
    expect(data.topics.map(({ level, rule, clusters, objects }) => [level, rule, clusters, objects])).toEqual([
      ['error', 'test/privileged', [0, 1], ['Pod shop/api /spec/containers/0', 'Pod shop/web /spec/containers/0']],
      ['error', 'yaml/syntax', [], []],
      ['warn', 'test/image-tag', [0], ['Pod shop/api']],
      ['info', 'test/image-tag', [0], ['Pod shop/api']],
    ]);
    expect(data.topics[0]?.frame).toEqual({ first: 6, lines: ['- x', '  - name: api', 'after'], from: 4, to: 8 });
    expect(data.rules).toEqual({ 'test/privileged': 'No container is privileged' });
    expect([data.verdict, data.state, data.notChecked]).toEqual(['3 error, 1 warn, 1 info', 'error', ['prod: HelmRelease shop/web: not fetched']]);
  });

  it('marks the text in a line with characters that are shown as escapes', () => {
    const place = { file: 'x', line: 1, column: 7, endColumn: 10 };
    const [topic] = dataOf(htmlReport({ ...exampleReport, findings: [{ ...exampleReport.findings[0]!, place }] }, { ...options, source: () => 'a: \u202e\u0000 bad end' })).topics;
    const { lines, from, to } = topic!.frame!;
    expect([lines, lines[0]!.slice(from, to)]).toEqual([['a: \\u202e\\u0000 bad end'], 'bad']);
  });

  it('draws units, who applies them, what they need, their objects and references', async () => {
    const { report, clusters } = await runOver({
      ...prod,
      'clusters/prod/late.yaml': prod['clusters/prod/apps.yaml'].replace('name: apps', 'name: late').replace('./apps', './late').replace('spec:', 'spec:\n  dependsOn: [{name: apps}]'),
      'apps/a.yaml': configMap('config'),
      'late/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: default}\nspec:\n  containers:\n    - {name: a, image: "ghcr.io/org/app:1.2", envFrom: [{configMapRef: {name: config}}]}\n',
    });
    const { units, kinds, objects, links, references, images } = dataOf(htmlReport(report, { ...options, drawings: clusters.map((cluster) => drawingOf(buildGraph(cluster))) }));
    const named = units.map(({ name, outcome, owner, needs }) => [name, outcome, units[owner]?.name, needs.map((at) => units[at]?.name)]);
    expect(named).toEqual([['flux-system', 'rendered', undefined, []], ['apps', 'rendered', 'flux-system', []], ['late', 'rendered', 'flux-system', ['apps']]]);
    const objectOf = (at: number) => `${kinds[objects[at]!.kind]} ${objects[at]!.name}`;
    expect(links.map(([from, to, type]) => [objectOf(from), references[type], objectOf(to)])).toContainEqual(['Pod web', 'envFrom', 'ConfigMap config']);
    expect(images).toEqual([{ name: 'ghcr.io/org/app', version: '1.2', digest: '', clusters: [0], used: ['Pod default/web'], more: 0 }]);
  });

  it('puts both sides of a changed object beside each other', () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'b' };
    const unit = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' } as const;
    const data = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${String(at).padStart(2, '0')}`, 'x']));
    const diff: Diff = {
      base: { name: 'main' }, head: { name: 'working tree' }, findings: [], silenced: 0, incomplete: false, seconds: 1, introduced: [exampleReport.findings[0]!], mended: [],
      clusters: [{
        name: 'prod', in: 'both', units: [], charts: [], withheld: [], counts: { added: 0, removed: 1, changed: 1, moved: 0, same: 4 },
        images: [{ image: 'ghcr.io/org/app', before: '1.0', after: '2.0', step: 'major', downgrade: false, objects: [{ object, pointer: '' }] }],
        restarts: [{ object, unit, pods: 2, strategy: 'RollingUpdate', because: ['spec.x'] }],
        objects: [
          { change: 'changed', object, unit, fields: [], before: { data: { ...data, k10: 'old' } }, after: { data: { ...data, k10: 'new', k11: 'y' } } },
          { change: 'removed', object, unit, fields: [], before: { kind: 'ConfigMap' }, fate: { deleted: true, because: 'prune is on in Kustomization apps' } },
        ],
      }],
    };
    const shown = dataOf(htmlReport(exampleReport, { ...options, diff }));
    const twice = dataOf(htmlReport(exampleReport, { ...options, diff: { ...diff, clusters: [...diff.clusters, { ...diff.clusters[0]!, name: 'dev' }] } }));
    expect(twice.changes.map(({ change, clusters }) => [change, clusters])).toEqual([['removed', ['prod', 'dev']], ['changed', ['prod', 'dev']]]);
    expect(shown.changes.map(({ change, note, rows }) => [change, note, rows])).toEqual([
      ['removed', 'Flux deletes it: prune is on in Kustomization apps', [[1, 'kind: ConfigMap', 0, '']]],
      ['changed', undefined, [
        [9, '  k07: x', 9, '  k07: x'], [10, '  k08: x', 10, '  k08: x'], [11, '  k09: x', 11, '  k09: x'],
        [12, '  k10: old', 12, '  k10: new'], [13, '  k11: x', 13, '  k11: "y"'],
        [14, '  k12: x', 14, '  k12: x'], [15, '  k13: x', 15, '  k13: x'], [16, '  k14: x', 16, '  k14: x'],
      ]],
    ]);
    expect(shown.changed).toEqual([{
      name: 'prod', counts: '1 removed, 1 changed, 4 the same',
      lines: [{ kind: 'image', text: 'ghcr.io/org/app 1.0 → 2.0 (1 place)', mark: 'major' }, { kind: 'restart', text: 'ConfigMap a/b, 2 pods, RollingUpdate: spec.x' }],
    }]);
    expect(shown.topics.map(({ fresh }) => fresh)).toEqual([true, undefined, undefined, undefined]);
    expect([shown.title, shown.verdict, shown.state, shown.facts.slice(0, 2), shown.clusters.map(({ found }) => found)]).toEqual([
      'Change of prod, dev', 'This change brings 1 error', 'error', ['compared with main', '4 findings in all'], [{ error: 1, warn: 0, info: 0 }, { error: 0, warn: 0, info: 0 }],
    ]);
    const quiet = dataOf(htmlReport({ ...exampleReport, incomplete: false }, { ...options, diff: { ...diff, introduced: [] } }));
    expect([quiet.verdict, quiet.state]).toEqual(['This change brings no findings', 'ok']);
  });

  it('shows once what changes alike in several objects, versions of a chart that several releases take, and labels of versions last', () => {
    const unit = { kind: 'HelmRelease', namespace: 'shop', name: 'web' } as const;
    const version = (labels: string, more: string): Pick<ObjectChange, 'before' | 'after' | 'fields'> => ({
      before: { metadata: { labels: { 'helm.sh/chart': 'app-1' } }, data: { a: 'old' } }, after: { metadata: { labels: { 'helm.sh/chart': labels } }, data: { a: more } },
      fields: [{ change: 'changed', pointer: '/metadata/labels/helm.sh~1chart', path: 'x' }, ...(more === 'old' ? [] : [{ change: 'changed' as const, pointer: '/data/a', path: 'data.a' }])],
    });
    const changed = (name: string, more: string): ObjectChange => ({ change: 'changed', object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name }, unit, ...version('app-2', more) });
    const charts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => ({ unit: { ...unit, name }, chart: 'app', before: '1', after: '2', step: 'major' as const, downgrade: false }));
    const cluster = { name: 'prod', in: 'both' as const, units: [], images: [], restarts: [], withheld: [], counts: { added: 0, removed: 0, changed: 4, moved: 0, same: 0 }, charts, objects: [changed('a', 'old'), changed('b', 'new'), changed('c', 'old'), changed('d', 'other')] };
    const { changes, changed: digest } = dataOf(htmlReport(exampleReport, { ...options, diff: { base: { name: 'a' }, head: { name: 'b' }, clusters: [cluster], findings: [], silenced: 0, incomplete: false, seconds: 1 } }));
    expect(changes.map(({ object, others, alike }) => [object, others, alike])).toEqual([['ConfigMap shop/b', undefined, undefined], ['ConfigMap shop/d', undefined, undefined], ['ConfigMap shop/a', ['ConfigMap shop/c'], 1]]);
    expect(digest[0]?.lines).toEqual([{ kind: 'chart', text: 'app 1 → 2 (a, b, c, d, e, f and 2 more)', mark: 'major' }]);
  });

  it('tells of each unit that failed how many wait for it, and how a chart sets a field', () => {
    const unit = { kind: 'Kustomization', namespace: 'flux-system', manifests: 0 } as const;
    const [first] = exampleReport.findings;
    const units = [{ ...unit, name: 'apps', outcome: 'failed' as const, message: 'no matches for kind "X"' }, { ...unit, name: 'web', outcome: 'blocked' as const, blockedBy: [{ ...unit, name: 'apps' }] }];
    const report = { ...exampleReport, clusters: [{ ...exampleReport.clusters[0]!, units }], findings: [{ ...first!, chart: { name: 'app 1', release: 'shop/web', key: 'image.tag' } }] };
    const data = dataOf(htmlReport(report, options));
    expect([data.stopped, data.topics[0]?.chart]).toEqual([['Kustomization flux-system/apps failed: no matches for kind "X"; if its CustomResourceDefinition is there before Flux, declare it under external in validate.yaml; 1 unit waits for it'], 'set image.tag in the values of HelmRelease shop/web']);
  });
});

describe('bad input', () => {
  it('is text, whatever a repository wrote', () => {
    const tags = (page: string) => page.match(/<[a-z!/][^>]*>/gi)?.filter((tag) => !tag.startsWith('<meta http-equiv')).length;
    const hostile = (text: string) => htmlReport(hostileReport(text), { ...options, source: () => text, drawings: [hostileDrawing(text)], diff: hostileDiff(text) });
    const plain = tags(hostile('plain'));
    for (const text of hostileTexts) {
      const page = hostile(text);
      expect(tags(page)).toBe(plain);
      const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u;
      expect(page.slice(0, page.indexOf('<script>'))).not.toMatch(unseen);
      const strings: string[] = [];
      JSON.stringify(dataOf(page), (key, value: unknown) => {
        strings.push(key);
        if (typeof value === 'string') strings.push(value.replaceAll(/[\n\t]/g, ' '));
        return value;
      });
      expect(strings.filter((one) => unseen.test(one))).toEqual([]);
      expect(strings.length).toBeGreaterThan(100);
    }
  });

  let many: PageData;
  let size = 0;
  beforeAll(() => {
    const finding = exampleReport.findings[0]!;
    const page = htmlReport({ ...exampleReport, findings: Array.from({ length: 10_000 }, (_, at) => ({ ...finding, message: `${at}`, place: { ...finding.place!, line: 1 + (at % 400) } })) }, { ...options, source: () => 'key: value\n'.repeat(400) });
    many = dataOf(page);
    size = page.length;
  });
  it('ten thousand findings are all there', () => {
    expect([many.topics.length, many.verdict, many.cut]).toEqual([10_000, '10,000 error', []]);
    expect(size).toBeLessThan(1e6);
  });

  it('what would be too large is cut, and counted', () => {
    const finding = exampleReport.findings[0]!;
    const data = dataOf(htmlReport({ ...exampleReport, findings: Array.from({ length: 30_000 }, (_, at) => ({ ...finding, message: `${at}` })) }, options));
    expect([data.topics.length, data.verdict, data.cut]).toEqual([20_000, '30,000 error', ['10,000 findings are not in this page, which would be too large; the JSON report has them']]);
    const long = dataOf(htmlReport({ ...exampleReport, findings: Array.from({ length: 100 }, (_, at) => ({ ...finding, message: `${at}${'x'.repeat(1_000_000)}` })) }, options));
    expect(long.topics[0]?.message).toBe(`0${'x'.repeat(599)}… (999,401 more characters)`);
    expect([long.topics.length, long.cut]).toEqual([20, ['80 findings are not in this page, which would be too large; the JSON report has them']]);
  });

  it('50 MB of diff is cut, and counted', () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'b' };
    const unit = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' } as const;
    const body = (letter: string) => ({ data: Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, letter.repeat(500)])) });
    const [before, after] = [body('a'), body('b')];
    const own = (side: typeof before, at: number) => ({ data: { ...side.data, own: `${side.data['k0']?.[0]}${at}` } });
    const objects = (name: string) => Array.from({ length: 1_000 }, (_, at) => ({ change: 'changed' as const, object: { ...object, name: `${name}${at}` }, unit, fields: [], before: own(before, at), after: own(after, at) }));
    const diff: Diff = { base: { name: 'a' }, head: { name: 'b' }, findings: [], silenced: 0, incomplete: false, seconds: 1, clusters: ['one', 'two'].map((name) => ({ name, in: 'both' as const, units: [], charts: [], images: [], restarts: [], withheld: [], counts: { added: 0, removed: 0, changed: 1_000, moved: 0, same: 0 }, objects: objects(name) })) };
    const page = htmlReport(exampleReport, { ...options, diff });
    const { changes, cut } = dataOf(page);
    expect([changes.length, cut]).toEqual([1_500, ['500 changed objects are not in this page, which would be too large; the JSON report has them']]);
    expect(changes.filter(({ rows }) => rows.length > 0).length).toBeGreaterThan(50);
    expect(page.length).toBeLessThan(6e6);
  });
});
