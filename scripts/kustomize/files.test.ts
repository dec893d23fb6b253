import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { build, diskFs, memoryFs } from './index.ts';
import type { KustomizeFs } from './index.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

function disk(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'kustomize-files-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function problem(fs: KustomizeFs, dir: string): string {
  const built = build(fs, dir);
  if (built.ok) return 'it builds';
  const [{ message, place } = { message: '', place: undefined }] = built.problems;
  return `${place?.file}:${place?.line}:${place?.column} ${message}`;
}

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n';

test('symbolic links are not followed, wherever they point', () => {
  const root = disk({ 'k/kustomization.yaml': 'resources: [link.yaml]\n', 'l/kustomization.yaml': 'resources: [../linked]\n', 'm/kustomization.yaml': 'configMapGenerator: [{name: c, files: [deep/secret.txt]}]\n', 'base/kustomization.yaml': 'resources: [s.yaml]\n', 'base/s.yaml': service });
  const outside = disk({ 'secret.txt': 'secret' });
  symlinkSync(join(root, 'base/s.yaml'), join(root, 'k/link.yaml'));
  symlinkSync(join(root, 'base'), join(root, 'linked'));
  symlinkSync(outside, join(root, 'm/deep'));
  const fs = diskFs(root);
  expect(problem(fs, 'k')).toBe('k/kustomization.yaml:1:13 k/link.yaml is, or lies behind, a symbolic link, which is not followed');
  expect(problem(fs, 'l')).toBe('l/kustomization.yaml:1:13 linked is, or lies behind, a symbolic link, which is not followed');
  expect(problem(fs, 'm')).toBe('m/kustomization.yaml:1:40 m/deep/secret.txt is, or lies behind, a symbolic link, which is not followed');
});

test.each<[string, Uint8Array]>([
  ['Latin-1', Buffer.from('apiVersion: v1 # \xe9\nkind: Service\n', 'latin1')],
  ['half of a surrogate in UTF-16', Buffer.from('\ufeffa: "\ud800"\n', 'utf16le')],
])('%s is no UTF-8', (_, bytes) => {
  expect(problem(memoryFs({ 'kustomization.yaml': 'resources: [x.yaml]\n', 'x.yaml': bytes }), '')).toBe('x.yaml:1:1 x.yaml is no UTF-8 text');
  expect(problem(memoryFs({ 'kustomization.yaml': bytes }), '')).toBe('kustomization.yaml:1:1 kustomization.yaml is no UTF-8 text');
});

test('UTF-16 with a byte order mark is read', () => {
  const built = build(memoryFs({ 'kustomization.yaml': Buffer.from('\ufeffresources: [x.yaml]\n', 'utf16le'), 'x.yaml': Buffer.from(`\ufeff${service}`, 'utf16le') }), '', {});
  expect(built.ok && built.resources.map(({ object }) => object['kind'])).toEqual(['Service']);
});

test('thousands of objects take no more than their number', () => {
  const objects = Array.from({ length: 3000 }, (_, i) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${i}}\n`).join('---\n');
  const built = build(memoryFs({ 'kustomization.yaml': 'resources: [x.yaml]\nnamePrefix: p-\nnamespace: ns\ncommonLabels: {a: b}\n', 'x.yaml': objects }), '');
  expect(built.ok && built.resources.length).toBe(3000);
});
