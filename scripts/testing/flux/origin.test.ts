import { expect, test } from 'vitest';
import { renderFiles } from './files.ts';

const repository = {
  'apps/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata:\n  a: "1"\n',
  'cluster/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  commonMetadata: {labels: {team: blue}}
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
