/** Renders the chart for its tests, with the helm binary found on PATH or in `$ORACLES`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** The chart's folder. */
export const CHART = resolve(import.meta.dirname, '..');

/** A Kubernetes object as JSON. */
export type Manifest = { apiVersion: string; kind: string; metadata: Record<string, unknown>; [key: string]: unknown };

export interface Options {
  readonly release?: string;
  readonly namespace?: string;
  /** Such as `1.34.0`. */
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  /** Another chart than ours, to compare with. */
  readonly chart?: string;
  readonly skipSchema?: boolean;
}

/** What a render gave: objects in the order of the output, or helm's error. */
export type Rendered = { readonly manifests: Manifest[]; readonly error?: undefined } | { readonly manifests?: undefined; readonly error: string };

/** The path of the helm binary, or nothing where there is none. */
export function helmBinary(): string | undefined {
  const folders = [process.env['ORACLES'], ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.filter((f): f is string => !!f).map((f) => join(f, 'helm')).find((f) => existsSync(f));
}

/** Reads a stream of YAML documents as Kubernetes does; empty documents are left out. */
export function documents(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: false, merge: true })
    .map((document) => document.toJS() as Manifest | null)
    .filter((value): value is Manifest => value !== null && value !== undefined);
}

/** Renders with the helm binary. `values` is YAML text, which is JSON's superset. */
export function renderWithHelm(helm: string, values: string, options: Options = {}): Rendered {
  const args = ['template', options.release ?? 'app', options.chart ?? CHART, '--values', '-', '--namespace', options.namespace ?? 'default'];
  if (options.kubeVersion) args.push('--kube-version', options.kubeVersion);
  for (const version of options.apiVersions ?? []) args.push('--api-versions', version);
  if (options.skipSchema) args.push('--skip-schema-validation');
  const run = spawnSync(helm, args, { input: values, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (run.status !== 0) return { error: run.stderr.trim() };
  return { manifests: documents(run.stdout) };
}

/** Renders and gives the objects by kind and name; fails the test where the render does. */
export function objects(rendered: Rendered): Record<string, Manifest> {
  if (rendered.error !== undefined) throw new Error(rendered.error);
  return Object.fromEntries(rendered.manifests.map((manifest) => [`${manifest.kind} ${String(manifest.metadata['name'])}`, manifest]));
}

/** What the chart itself said, without the place in its templates; a schema's refusal as it is. */
export function messageOf(rendered: Rendered): string | undefined {
  return rendered.error?.replace(/^(?:Error: )?(?:execution error at \(.*?\): )?/, '').replace(/\n+Use --debug flag.*$/s, '');
}
