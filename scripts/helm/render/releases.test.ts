import { expect, it } from 'vitest';
import { loadChart } from '../chart/load.ts';
import type { RenderRequest } from '../types.ts';
import type { Engine } from './engine.ts';
import { createRenderer } from './index.ts';

it('renders a release once for the same content, and again for any other', () => {
  let renders = 0;
  const engine: Engine = { render: ({ files }) => ({ ok: true, texts: new Map(files.map(({ name }) => [name, `kind: ConfigMap\nmetadata: {name: a}\ndata: {count: "${renders++}"}\n`])) }) };
  const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries({ 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'templates/a.yaml': 'x' }).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  const render = createRenderer(engine, { schemas: new Map(), releases: new Map() });
  const seen = (over: Partial<RenderRequest> = {}) => {
    const result = render(loaded.chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { a: 1 }, ...over });
    return result.ok ? (result.manifests[0]?.object['data'] as { count: string }).count : undefined;
  };
  expect([seen(), seen(), seen({ values: { a: 1 } })]).toEqual(['0', '0', '0']);
  expect([seen({ values: { a: 1n } }), seen({ values: { a: '1' } }), seen({ kubeVersion: '1.30' }), seen({ release: { name: 'r2', namespace: 'n', revision: 1 } }), seen({ apiVersions: ['a/v1'] })]).toEqual(['1', '2', '3', '4', '5']);
  expect([seen({ lookup: () => ({}) }), seen({ lookup: () => ({}) }), seen()]).toEqual(['6', '7', '0']);
});
