/** Renders the chart for its tests, in process. */
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { loadChart, type ChartCache } from '../../../scripts/helm/chart/load.ts';
import { createRenderer } from '../../../scripts/helm/render/index.ts';
import { loadValues } from '../../../scripts/helm/values/load.ts';

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

/** What a render gave: objects in the order of the output, or what `helm template` would say. */
export type Rendered = { readonly manifests: Manifest[]; readonly error?: undefined } | { readonly manifests?: undefined; readonly error: string };

const renderChart = createRenderer();
const charts: ChartCache = new Map();

/** Renders values, which are YAML text. */
export function render(values: string, options: Options = {}): Rendered {
  const loaded = loadChart({ kind: 'path', path: options.chart ?? CHART }, charts);
  if (!loaded.ok) return { error: loaded.problem.message };
  const read = loadValues(values);
  if (!read.ok) return { error: read.error };
  const { release = 'app', namespace = 'default', kubeVersion, apiVersions = [], skipSchema = false } = options;
  const rendered = renderChart(loaded.chart, {
    release: { name: release, namespace, revision: 1 }, values: read.values, apiVersions, skipSchema, ...(kubeVersion === undefined ? {} : { kubeVersion }),
  });
  if (!rendered.ok) return { error: rendered.error };
  return { manifests: rendered.manifests.map(({ object }) => object as unknown as Manifest) };
}

/** Reads a stream of YAML documents as Kubernetes does; empty documents are left out. */
export function documents(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: false, merge: true })
    .map((document) => document.toJS() as Manifest | null)
    .filter((value): value is Manifest => value !== null && value !== undefined);
}

/** Gives the objects by kind and name; fails the test where the render does. */
export function objects(rendered: Rendered): Record<string, Manifest> {
  if (rendered.error !== undefined) throw new Error(rendered.error);
  return Object.fromEntries(rendered.manifests.map((manifest) => [`${manifest.kind} ${String(manifest.metadata['name'])}`, manifest]));
}

/** What the chart itself said, without the place in its templates; a schema's refusal as it is. */
export function messageOf(rendered: Rendered): string | undefined {
  return rendered.error?.replace(/^(?:Error: )?(?:execution error at \(.*?\): )?/, '').replace(/\n+Use --debug flag.*$/s, '');
}
