import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { RenderOptions } from '../run/clusters.ts';
import { run, type RunResult } from '../run/run.ts';

/** What lies at a path of a repository on disk: text, bytes, or a symbolic link. */
export type Content = string | Uint8Array | { readonly link: string };

export interface TemporaryRepository {
  readonly root: string;
  remove(): void;
}

/** A folder of its own below the system's temporary folder; no git work tree. */
export function makeRepository(files: Readonly<Record<string, Content>>): TemporaryRepository {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'validate-')));
  writeFiles(root, files);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Writes files below a folder that is there. */
export function writeFiles(root: string, files: Readonly<Record<string, Content>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content);
    else symlinkSync(content.link, file);
  }
}

/** A cluster `prod` whose one Kustomization applies `apps/`, which is to hold something. */
export const prod = {
  'clusters/prod/flux.yaml': `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: "2.x", registry: ghcr.io/fluxcd}
  sync: {kind: GitRepository, url: "https://git.example.com/a/b.git", ref: refs/heads/main, path: clusters/prod}
`,
  'clusters/prod/apps.yaml': syncOf('apps', './apps'),
} as const;

export function syncOf(name: string, path: string, more = ''): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ${path}
  interval: 1h
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`;
}

export function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata: {a: b}\n`;
}

/** Runs the tool in this process, offline, over a repository that exists for the time of the run. */
export async function runOver(files: Readonly<Record<string, Content>>, options: Partial<RenderOptions> = {}): Promise<RunResult & { readonly lines: readonly string[] }> {
  const repository = makeRepository(files);
  try {
    const result = await run({ root: repository.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(repository.root, '.cache'), env: {}, ...options });
    return { ...result, lines: result.report.findings.map((finding) => line(finding, repository.root)) };
  } finally {
    repository.remove();
  }
}

/** `file:line:column rule: message` */
function line({ place, rule, message }: Finding, root: string): string {
  return `${place === undefined ? '' : `${place.file}:${place.line}:${place.column} `}${rule}: ${message.replaceAll(root, 'ROOT')}`;
}
