import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { ChartRequest, Fetched } from '../charts/types.ts';
import { createState } from '../state.ts';
import { pullArtifact } from './registry.ts';
import { memoryTree } from './tree.ts';
import type { ArtifactResult, SourceContext } from './types.ts';

/** A tar of files and of symbolic links (`=target`). */
function tarOf(entries: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(entries).flatMap(([name, text]) => {
    const isLink = text.startsWith('=');
    const data = isLink ? Buffer.alloc(0) : Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(isLink ? '2' : '0', 156);
    if (isLink) header.write(text.slice(1), 157);
    header.write('ustar\0', 257);
    header.write(`${[...header].reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

const archive = (entries: Readonly<Record<string, string>>): Fetched => ({ ok: true, version: '1', source: { kind: 'archive', name: 'oci://r.example.org/m:1', data: tarOf(entries) } });

/** The files of the artifact, why there is none, or undefined where it was not asked for. */
async function pulled(fetched: Fetched, spec: JsonObject = {}, asked: ChartRequest[] = []): Promise<readonly string[] | string | undefined> {
  const object = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository', metadata: { name: 'm', namespace: 'flux-system' }, spec: { url: 'oci://r.example.org/m', ref: { tag: '1' }, ...spec } };
  const manifest = { object, unit: { kind: 'Kustomization', namespace: '', name: '' }, originOf: () => ({ steps: [], certainty: 'file' }) } as unknown as Manifest;
  const state = createState();
  state.put(manifest);
  const made = new Map<Manifest, ArtifactResult>();
  const context: SourceContext = { state, made, charts: new WeakMap(), repository: memoryTree({}), ownUrls: new Set(['own.example.org/m']), standIns: (name) => (name === 'oci://mapped.example.org/m' ? { tree: memoryTree({}) } : undefined) };
  await pullArtifact({ kind: 'OCIRepository', namespace: 'flux-system', name: 'm' }, context, {
    get: (request) => {
      asked.push(request);
      return Promise.resolve(fetched);
    },
    exists: () => Promise.resolve('unknown'),
  });
  const result = made.get(manifest);
  return result === undefined ? undefined : result.ok ? result.tree.files.map((file) => result.tree.label(file)) : `${result.message}; ${result.problem.message}`;
}

test('the layer that the source asks for, without links and without what it leaves out', async () => {
  const asked: ChartRequest[] = [];
  expect(await pulled(archive({ './apps/a.yaml': 'a', 'apps/b.md': 'b', 'apps/link': '=/etc/passwd', '.sourceignore': '*.md\n' }), {}, asked)).toEqual(['oci://r.example.org/m:1/.sourceignore', 'oci://r.example.org/m:1/apps/a.yaml']);
  await pulled(archive({ a: '' }), { layerSelector: { mediaType: 'application/x' } }, asked);
  expect(asked.map(({ url, version, layer }) => `${url} ${version} ${layer}`)).toEqual(['oci://r.example.org/m 1 ', 'oci://r.example.org/m 1 application/x']);
  expect(await pulled(archive({ 'a.yaml': '', 'b.yaml': '' }), { ignore: 'b.yaml' })).toEqual(['oci://r.example.org/m:1/a.yaml']);
});

const never = 'Source artifact not found, retrying in 30s; OCIRepository/flux-system/m never gets its artifact: ';
test.each<[string, Fetched, string]>([
  ['a path out of it', archive({ '../../x': '' }), `${never}the artifact of oci://r.example.org/m holds the path "../../x", which leads out of it`],
  ['an absolute path', archive({ '/etc/x': '' }), `${never}the artifact of oci://r.example.org/m holds the path "/etc/x", which leads out of it`],
  ['no archive', { ok: true, version: '1', source: { kind: 'archive', name: 'x', data: Buffer.from('{}') } }, `${never}the artifact of oci://r.example.org/m cannot be unpacked: unexpected EOF`],
  ['too much', { ok: true, version: '1', source: { kind: 'archive', name: 'x', data: gzipSync(Buffer.alloc(180e6), { level: 1 }) } }, `${never}the artifact of oci://r.example.org/m cannot be unpacked: decompressed chart is larger than the maximum size 104857600`],
  ['nothing there', { ok: false, why: 'not-found', message: 'oci://r.example.org/m:1 does not exist' }, `${never}oci://r.example.org/m:1 does not exist`],
])('%s', async (_, fetched, said) => expect(await pulled(fetched)).toBe(said));

test('what cannot be asked, what is this repository, what a folder stands in for and what is suspended stays as it is', async () => {
  expect(await pulled({ ok: false, why: 'offline', message: '' })).toBeUndefined();
  const specs: readonly JsonObject[] = [{ url: 'oci://own.example.org/m' }, { url: 'oci://mapped.example.org/m' }, { suspend: true }];
  for (const spec of specs) {
    const asked: ChartRequest[] = [];
    await pulled(archive({ a: '' }), spec, asked);
    expect(asked).toEqual([]);
  }
});
