import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ChartFile, ChartMetadata } from '../types.ts';
import { textOf } from '../chart/assemble.ts';
import type { ResolvedChart } from '../values/dependencies.ts';

/** What the templates of one chart see, in plain data; the engine makes its own objects of it. */
export interface Scope {
  readonly chart: ResolvedChart;
  /** `.Chart`, with the names of Go's fields. */
  readonly metadata: JsonObject;
  /** `.Values`: a part of the parent's values, the same object. */
  readonly values: JsonObject;
  /** `.Files` */
  readonly files: readonly ChartFile[];
  /** `.Subcharts` */
  readonly subcharts: readonly Scope[];
}

/** One file that the engine parses, in the order of Helm: deep paths first, so that the parent's definitions win. */
export interface TemplateFile {
  /** `app/charts/redis/templates/pod.yaml` */
  readonly name: string;
  readonly text: string;
  /** The same object in every render of a chart: a key for what is compiled from it. */
  readonly file: ChartFile;
  readonly basePath: string;
  readonly scope: Scope;
  /** Only parsed for what it defines. */
  readonly partial: boolean;
}

/** The scopes of a chart and its subcharts, over coalesced values. */
export function scopeOf(chart: ResolvedChart, values: JsonObject, isRoot = true): Scope {
  const subcharts = chart.dependencies.map((sub) => {
    const inside = getKey(values, sub.name);
    return scopeOf(sub, isObject(inside) ? inside : {}, false);
  });
  return { chart, metadata: metadataOf(chart.metadata, isRoot), values, files: chart.chart.files, subcharts };
}

/** All templates of a release. Of a library chart only the partials take part. */
export function templateFiles(root: Scope): TemplateFile[] {
  const scopes = new Map<ResolvedChart, Scope>();
  const note = (scope: Scope): void => {
    scopes.set(scope.chart, scope);
    scope.subcharts.forEach(note);
  };
  note(root);
  let known = fileLists.get(root.chart);
  if (known === undefined) fileLists.set(root.chart, (known = listFiles(root.chart)));
  return known.map(({ name, text, file, basePath, partial, chart }) => ({ name, text, file, basePath, partial, scope: scopes.get(chart) ?? root }));
}

type ListedFile = Omit<TemplateFile, 'scope'> & { readonly chart: ResolvedChart };

// names, texts and order are the same for all releases that a resolved chart serves
const fileLists = new WeakMap<ResolvedChart, readonly ListedFile[]>();

function listFiles(root: ResolvedChart): ListedFile[] {
  const files = new Map<string, ListedFile & { readonly depth: number }>();
  collect(root, files);
  return [...files.values()].sort((a, b) => b.depth - a.depth || (a.name < b.name ? 1 : -1)).map(({ depth: _, ...file }) => file);
}

function collect(chart: ResolvedChart, files: Map<string, ListedFile & { readonly depth: number }>): void {
  for (const sub of chart.dependencies) collect(sub, files);
  const isLibrary = chart.metadata.type === 'library';
  for (const file of chart.chart.templates) {
    const partial = (file.name.split('/').at(-1) ?? '').startsWith('_');
    if (isLibrary && !partial) continue;
    const name = `${chart.path}/${file.name}`;
    files.set(name, { name, file, text: templateText(file), basePath: `${chart.path}/templates`, chart, partial, depth: name.split('/').length });
  }
}

// a chart's files are decoded once for all of its releases
const texts = new WeakMap<ChartFile, string>();

function templateText(file: ChartFile): string {
  let text = texts.get(file);
  if (text === undefined) texts.set(file, (text = textOf(file)));
  return text;
}

function metadataOf(metadata: ChartMetadata, isRoot: boolean): JsonObject {
  return {
    Name: metadata.name,
    Home: metadata.home,
    Sources: [...metadata.sources],
    Version: metadata.version,
    Description: metadata.description,
    Keywords: [...metadata.keywords],
    Maintainers: metadata.maintainers.map(({ name, email, url }) => ({ Name: name, Email: email, URL: url })),
    Icon: metadata.icon,
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition,
    Tags: metadata.tags,
    AppVersion: metadata.appVersion,
    Deprecated: metadata.deprecated,
    Annotations: metadata.annotations === null ? null : ({ ...metadata.annotations } as JsonObject),
    KubeVersion: metadata.kubeVersion,
    Dependencies: metadata.dependencies.map((one) => ({
      Name: one.name, Version: one.version, Repository: one.repository, Condition: one.condition, Tags: [...one.tags] as Json[],
      Enabled: one.enabled, ImportValues: [...one.importValues], Alias: one.alias,
    })),
    Type: metadata.type,
    IsRoot: isRoot,
  };
}
