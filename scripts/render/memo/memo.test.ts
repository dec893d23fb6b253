import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { renderRepository, type RenderOptions } from '../../run/clusters.ts';
import { isObject, pointerToken } from '../../lib/json.ts';
import type { Json } from '../../model/json.ts';
import type { UnitResult } from '../../model/unit.ts';
import { configMap, makeRepository, prod, syncOf } from '../../testing/repository.ts';
import { createMemo, type Memo } from './memo.ts';
import { memoryTree } from '../source/tree.ts';

type Files = Readonly<Record<string, string>>;

const apps = ['a', 'b', 'c', 'd'];

/** Apps with a kustomization or without, a shared component and base, variables, patches in a Flux object. */
const repository: Files = {
  ...prod,
  'clusters/prod/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {domain: example.com}\n',
  'clusters/prod/apps.yaml': apps.map((name) => syncOf(name, `./apps/${name}`, `  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}\n${name === 'b' ? '  patches:\n    - patch: |\n        - {op: add, path: /data/patched, value: "yes"}\n      target: {kind: ConfigMap}\n' : ''}`)).join('---\n'),
  ...Object.fromEntries(apps.flatMap((name): [string, string][] => [
    [`apps/${name}/app.yaml`, configMap(`${name}-app`).replace('{a: b}', `{host: "${name}.\${domain}"}`)],
    ...(name === 'd' ? [] : [[`apps/${name}/kustomization.yaml`, `resources: [app.yaml, ../../base]\nnamePrefix: ${name}-\ncomponents: [../../components/common]\nconfigMapGenerator: [{name: files, files: [data.txt]}]\n`], [`apps/${name}/data.txt`, 'text\n']] as [string, string][]),
  ])),
  'base/kustomization.yaml': 'resources: [base.yaml]\n',
  'base/base.yaml': configMap('base'),
  'components/common/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{patch: "[{op: add, path: /metadata/labels, value: {common: \\"1\\"}}]", target: {kind: ConfigMap}}]\n',
};

const empty = makeRepository({});
afterAll(() => empty.remove());
const options: RenderOptions = { root: empty.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: empty.root, env: {} };

async function render(files: Files, memo?: Memo): Promise<unknown> {
  const rendered = await renderRepository({ ...options, edit: () => memoryTree(files), ...(memo !== undefined && { memo }) });
  if (!rendered.ok) return rendered.problems;
  return rendered.clusters.map(({ units }) => units.map(told));
}

/** All that a rendering says of a unit, with the origin of each of its fields. */
function told({ manifests, refused: _, ...unit }: UnitResult) {
  return { ...unit, manifests: manifests.map(({ object, originOf }) => ({ object, origins: pointers(object, '').map((pointer) => [pointer, originOf(pointer)]) })) };
}

function pointers(value: Json, pointer: string): string[] {
  const below = Array.isArray(value) ? value.map((item, index): [string, Json] => [String(index), item]) : isObject(value) ? Object.entries(value) : [];
  return [pointer, ...below.flatMap(([key, item]) => pointers(item, `${pointer}/${pointerToken(key)}`))];
}

const paths = Object.keys(repository).filter((path) => !path.endsWith('flux.yaml'));
const edit = fc.oneof(
  fc.record({ do: fc.constant('comment' as const), path: fc.constantFrom(...paths) }),
  fc.record({ do: fc.constant('delete' as const), path: fc.constantFrom(...paths) }),
  fc.record({ do: fc.constant('copy' as const), path: fc.constantFrom(...paths), to: fc.constantFrom('apps/d/more.yaml', 'apps/a/kustomization.yml', 'base/base.yaml', 'apps/b/data.txt', 'components/common/extra.yaml') }),
  fc.record({ do: fc.constant('replace' as const), path: fc.constantFrom(...paths), from: fc.constantFrom('a', '1', 'app.yaml', '../../base', 'example.com', 'ConfigMap', './apps/b', 'yes', 'prune: true'), to: fc.constantFrom('z', '2', 'nowhere.yaml', './apps/c', 'Secret', '', '${domain}') }),
);

function apply(files: Files, change: typeof edit extends fc.Arbitrary<infer E> ? E : never): Files {
  const { [change.path]: text = '', ...rest } = files;
  switch (change.do) {
    case 'comment': return { ...files, [change.path]: `# moved\n${text}` };
    case 'delete': return rest;
    case 'copy': return { ...files, [change.to]: text };
    case 'replace': return { ...files, [change.path]: text.replace(change.from, change.to) };
  }
}

it('renders after any edit what a rendering without it does, origins and problems included', async () => {
  const memo = createMemo();
  await render(repository, memo);
  await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
    const files = edits.reduce(apply, repository);
    expect(await render(files, memo)).toEqual(await render(files));
  }), { numRuns: Number(process.env['EDITS'] ?? 20), seed: 20261121 });
  expect(memo.count.asked - memo.count.made).toBeGreaterThan(memo.count.asked / 4);
}, 600_000);

it('builds only what looks at the files that differ', async () => {
  const memo = createMemo();
  await render(repository, memo);
  const before = memo.count.made;
  await render({ ...repository, 'apps/c/data.txt': 'other\n' }, memo);
  expect(memo.count.made - before).toBe(1);
  await render({ ...repository, 'base/base.yaml': configMap('other') }, memo);
  expect(memo.count.made - before).toBe(4);
});
