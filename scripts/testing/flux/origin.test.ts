import { expect, test } from 'vitest';
import { renderFiles } from './files.ts';

const apps = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
`;

const repository = {
  'apps/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata:\n  a: "1"\n',
  'cluster/apps.yaml': `${apps}  commonMetadata: {labels: {team: blue}}
  patches:
    - patch: |
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data:
          a: "2"
          b: three
    - target: {kind: ConfigMap}
      patch: |-
        - op: add
          path: /data/c
          value: four
    - patch: '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"d": "five"}}'
`,
};

test('a field that a patch of spec.patches sets comes from its line in the text of the patch', async () => {
  const units = await renderFiles(repository);
  const [settings] = units.find(({ id }) => id.name === 'apps')?.manifests ?? [];
  const originOf = (pointer: string) => {
    const { certainty, steps } = settings?.originOf(pointer) ?? { certainty: 'none', steps: [] };
    const place = steps[0]?.place;
    return `${certainty} ${place?.file}:${place?.line}:${place?.column}`;
  };
  expect(['a', 'b', 'c', 'd'].map((key) => originOf(`/data/${key}`))).toEqual(['exact cluster/apps.yaml:16:14', 'exact cluster/apps.yaml:17:14', 'exact cluster/apps.yaml:22:18', 'exact cluster/apps.yaml:23:105']);
  expect(originOf('/metadata/labels/team')).toBe('exact cluster/apps.yaml:9:35');
  expect(originOf('/metadata/name')).toBe('exact apps/cm.yaml:3:18');
});

test('a patch in the text of a patch has lines of its own, where variables have changed others', async () => {
  const cluster = `${apps}  postBuild: {substitute: {LETTER: long-enough}}
  patches:
    - target: {kind: Kustomization}
      patch: |-
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: _}
        spec:
          patches:
            - target: {kind: ConfigMap}
              patch: |-
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: _}
                data:
                  a: \${LETTER}
                  b: deep
`;
  const units = await renderFiles({
    'cluster/apps.yaml': cluster,
    'apps/web.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\nspec:\n  interval: 1h\n  prune: true\n  path: ./web\n  sourceRef: {kind: GitRepository, name: flux-system}\n',
    'web/cm.yaml': repository['apps/cm.yaml'],
  });
  const [settings] = units.find(({ id }) => id.name === 'web')?.manifests ?? [];
  const originOf = (pointer: string) => {
    const { certainty, steps: [first] } = settings?.originOf(pointer) ?? { certainty: 'none', steps: [] };
    return `${certainty} ${first?.place?.file}:${first?.place?.line}:${first?.place?.column}`;
  };
  expect(settings?.object['data']).toEqual({ a: 'long-enough', b: 'deep' });
  expect(originOf('/data/b')).toBe('exact cluster/apps.yaml:25:22');
  expect(originOf('/data/a')).toBe('exact cluster/apps.yaml:24:22');
});
