import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../model/manifest.ts';
import { createState } from '../state.ts';
import { generatedArtifact } from './generator.ts';
import { memoryTree } from './tree.ts';
import type { ArtifactResult, SourceContext } from './types.ts';

const tree = memoryTree({ 'apps/base/a.yaml': '', 'apps/base/b/c.yaml': '', 'apps/base/b/README.md': '', 'apps/prod/a.yaml': '', 'infra/x.yaml': '', 'top.yaml': '' });

/** What the artifact `out` holds, or why there is none. */
function made(spec: object): string[] | string {
  const state = createState();
  const object = { apiVersion: 'source.extensions.fluxcd.io/v1beta1', kind: 'ArtifactGenerator', metadata: { name: 'g', namespace: 'flux-system' }, spec: { sources: [{ alias: 'repo', kind: 'GitRepository', name: 'flux-system' }], ...spec } };
  const manifest = { object, unit: { kind: 'Kustomization', namespace: 'flux-system', name: 'flux-system' }, originOf: () => ({ steps: [], certainty: 'file' }) } as unknown as Manifest;
  state.put(manifest);
  const context = { state, repository: tree } as unknown as SourceContext;
  const result = generatedArtifact({ kind: 'ExternalArtifact', namespace: 'flux-system', name: 'out' }, context, (): ArtifactResult => ({ ok: true, tree }));
  if (result === undefined) return 'nothing names it';
  return result.ok ? [...result.tree.files] : `${result.why} ${result.problem.pointer}: ${result.message}`;
}
const copy = (...operations: object[]) => made({ artifacts: [{ name: 'out', copy: operations }] });

describe('an ArtifactGenerator copies as source-watcher does', () => {
  test.each([
    ['the contents of a folder', { from: '@repo/apps/base/**', to: '@artifact/base/' }, ['base/a.yaml', 'base/b/README.md', 'base/b/c.yaml']],
    ['another pattern keeps the path', { from: '@repo/apps/*/a.yaml', to: '@artifact/' }, ['apps/base/a.yaml', 'apps/prod/a.yaml']],
    ['a folder as a subfolder', { from: '@repo/apps/base', to: '@artifact/x' }, ['x/base/a.yaml', 'x/base/b/README.md', 'x/base/b/c.yaml']],
    ['a file under another name', { from: '@repo/top.yaml', to: '@artifact/kustomization.yaml' }, ['kustomization.yaml']],
    ['a file into a folder', { from: '@repo/top.yaml', to: '@artifact/x/' }, ['x/top.yaml']],
    ['without what is excluded', { from: '@repo/apps/**', to: '@artifact/', exclude: ['*.md', 'prod/**'] }, ['base/a.yaml', 'base/b/c.yaml']],
    ['nothing outside of the artifact', { from: '@repo/top.yaml', to: '@artifact/../../x' }, ['x']],
  ])('%s', (_, operation, files) => expect(copy(operation)).toEqual(files));

  test('a later copy overwrites', () => expect(copy({ from: '@repo/apps/base/a.yaml', to: '@artifact/a.yaml' }, { from: '@repo/apps/prod/**', to: '@artifact/' })).toEqual(['a.yaml']));
});

describe('what cannot be made is said', () => {
  test.each([
    [{ from: '@repo/missing/**', to: '@artifact/' }, 'failed /spec/artifacts/0/copy/0/from: "@repo/missing/**" matches nothing in the source'],
    [{ from: '@other/apps/**', to: '@artifact/' }, 'failed /spec/artifacts/0/copy/0/from: "@other/apps/**" names no source of ArtifactGenerator g; sources are @repo'],
    [{ from: '@repo/apps/**', to: '@artifact/', strategy: 'Merge' }, 'external /spec/artifacts/0/copy/0: ArtifactGenerator g copies "@repo/apps/**" in a way that is not understood here: what the artifact deploys was not checked'],
  ])('%j', (operation, said) => expect(copy(operation)).toBe(said));

  test('pathPattern', () => expect(made({ pathPattern: '@repo/apps/{app}', artifacts: [{ name: 'out', copy: [] }] })).toBe('external /spec/pathPattern: ArtifactGenerator g makes artifacts by pathPattern, which is not understood here: what they deploy was not checked'));
  test('an artifact that nothing makes', () => expect(made({ artifacts: [{ name: 'other', copy: [] }] })).toBe('nothing names it'));
});
