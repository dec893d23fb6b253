import { once } from '../../lib/once.ts';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import { isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Problem } from '../../model/problem.ts';
import { isCompatible } from '../chart/version.ts';
import { textOf } from '../chart/assemble.ts';
import type { SchemaCache } from '../schema/validate.ts';
import { validateValues } from '../schema/validate.ts';
import type { Chart, RenderRequest, RenderResult, Rendered, RenderedCrd, RenderedDocument, RenderedManifest, RenderFailed } from '../types.ts';
import { coalesceValues } from '../values/coalesce.ts';
import { missingDependencies, resolveDependencies, type ResolvedChart } from '../values/dependencies.ts';
import { builtinApiVersions, defaultKubeVersion, parseKubeVersion, type Capabilities } from './capabilities.ts';
import type { Engine, Trace } from './engine.ts';
import { inInstallOrder } from './installOrder.ts';
import { offers } from './offers.ts';
import { offeredBy, originOf, type Inquiry } from './origin.ts';
import { perturbation, type Perturbation, type Renders } from './perturb.ts';
import { problemOfSchema, problemOfTemplate } from './problems.ts';
import { scopeOf, templateFiles, type TemplateFile } from './scope.ts';
import { printDocument, readHead, splitDocuments } from './split.ts';
import { unusedValues } from './unused.ts';

/** What renders of one run share. */
export interface RenderCaches {
  readonly schemas: SchemaCache;
  /** What releases printed, by the content of all that they were made of: the same release is rendered once. */
  readonly releases?: Map<string, KnownRelease>;
}

/** What a release printed, and once somebody asked, where each part of it comes from. */
interface KnownRelease {
  readonly texts: ReadonlyMap<string, string>;
  trace?: Trace | undefined;
}

const validName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Renders a release with a given engine; see `renderChart` for the one of this folder. Never throws for what a user wrote. */
export function renderWith(engine: Engine, chart: Chart, request: RenderRequest, caches: RenderCaches): RenderResult {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const failed = (error: string, notChecked: readonly string[] = [], problems?: readonly Problem[]): RenderFailed => ({
    ok: false, error, notChecked, warnings, problems: problems !== undefined && problems[0] !== undefined ? [problems[0], ...problems.slice(1)] : [{ code: 'helm/render-failed', message: error }],
  });
  const { release } = request;

  if (chart.metadata.type === 'library') return failed('library charts are not installable');
  if (chart.metadata.deprecated) warn('level=WARN msg="this chart is deprecated"');
  const missing = missingDependencies(chart);
  if (missing !== undefined) return failed(missing);
  if (release.name.length > 53 || !validName.test(release.name)) {
    const why = release.name === '' ? 'no name provided' : `invalid release name, must match regex ${validName.source} and the length must not be longer than 53`;
    return failed(`release name check failed: release name ${JSON.stringify(release.name)}: ${why}`);
  }
  const resolved = resolveDependencies(chart, request.values, warn);
  if (!resolved.ok) return failed(`chart dependencies processing failed: ${resolved.error}`);
  const capabilities = capabilitiesOf(request);
  if (capabilities === undefined) return failed(`invalid kube version '${request.kubeVersion}': could not parse ${JSON.stringify(request.kubeVersion)} as version`);
  const coalesced = coalesceValues(resolved.chart, request.values, warn);
  if (!coalesced.ok) return failed(chart.metadata.dependencies.length > 0 ? `chart dependencies processing failed: ${coalesced.error}` : coalesced.error);

  const checked = request.skipSchema === true ? { failures: [], notChecked: [] } : validateValues(resolved.chart, coalesced.values, caches.schemas, request.remoteSchema ?? (() => undefined));
  const { notChecked } = checked;
  if (checked.failures.length > 0) {
    const error = `values don't meet the specifications of the schema(s) in the following chart(s):\n${checked.failures.map(({ text }) => text).join('')}`;
    return failed(error, notChecked, checked.failures.flatMap((failure) => problemOfSchema(failure, resolved.chart, request)));
  }
  const { kubeVersion } = chart.metadata;
  if (kubeVersion !== '' && !isCompatible(kubeVersion, capabilities.kubeVersion.normalized)) {
    return failed(withHint(`chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${capabilities.kubeVersion.version}`), notChecked);
  }

  // templates may change their values: each further render starts from its own
  const fresh = (values: JsonObject): JsonObject => {
    const own = coalesceValues(resolved.chart, values, () => undefined);
    return own.ok ? own.values : {};
  };
  const run = (values: JsonObject, trackOrigin: boolean, only?: string): ReturnType<Engine['render']> & { files: readonly TemplateFile[] } => {
    const files = templateFiles(scopeOf(resolved.chart, values));
    return { ...engine.render({ files, release, capabilities, trackOrigin, ...(only !== undefined && { only }), ...(request.now === undefined ? {} : { now: request.now }), ...(request.lookup !== undefined && { lookup: request.lookup }) }), files };
  };
  const key = caches.releases === undefined || request.trackOrigin === true || request.lookup !== undefined ? undefined : contentKey(chart, request);
  const known = key === undefined ? undefined : caches.releases?.get(key);
  const rendered = known === undefined ? run(coalesced.values, request.trackOrigin === true) : { ok: true as const, texts: known.texts, files: templateFiles(scopeOf(resolved.chart, coalesced.values)) };
  const kept: KnownRelease | undefined = key === undefined || !rendered.ok ? undefined : known ?? { texts: rendered.texts };
  if (key !== undefined && kept !== undefined) caches.releases?.set(key, kept);
  if (!rendered.ok) {
    // which value takes part is worth another render, unless the bounds ended this one
    const traced = request.trackOrigin === true || rendered.line === undefined ? rendered : run(fresh(request.values), true);
    return failed(withHint(rendered.error), notChecked, [problemOfTemplate({ ...rendered, values: traced.ok ? undefined : traced.values }, resolved.chart, request)]);
  }

  const trace = once((): Trace | undefined => {
    if (request.trackOrigin === true) return rendered.trace;
    if (kept?.trace !== undefined) return kept.trace;
    const again = run(fresh(request.values), true);
    const found = again.ok ? again.trace : undefined;
    if (kept !== undefined) kept.trace = found;
    return found;
  });
  const again = (values: JsonObject, only?: string) => {
    const other = run(fresh(values), false, only);
    const sortedAgain = other.ok ? documentsOf(other.texts, inquiry, byTemplate) : undefined;
    return sortedAgain?.ok === true ? sortedAgain.documents : undefined;
  };
  // A template that does not lean on what others before it did to the values can be tried alone.
  const alone = new Map<string, boolean>();
  const isAlone = (template: string): boolean => {
    const known = alone.get(template);
    if (known !== undefined) return known;
    const other = run(fresh(request.values), false, template);
    const answer = other.ok && other.texts.get(template) === byTemplate.get(template)?.text;
    alone.set(template, answer);
    return answer;
  };
  const renders: Renders = { again, isAlone };
  const tries = once((): Perturbation => perturbation(request.values, fresh(request.values), documents, renders));
  const inquiry: Inquiry = { chart: resolved.chart, request, trace, tries, offers: once(() => offers(resolved.chart, request.values, fresh(request.values), documents, renders)) };

  const sorted = documentsOf(rendered.texts, inquiry);
  if (!sorted.ok) {
    const { template, start, end } = sorted.at;
    const made = trace()?.originAt(template, start, end);
    const invalid = [...rendered.texts].map(([name, text]) => printDocument(name, text)).join('');
    return { invalid, ...failed(withHint(sorted.error), notChecked, [problemOfTemplate({ error: sorted.error, template: made?.template ?? template, line: made?.line, rendered: sorted.rendered, values: made?.values }, resolved.chart, request)]) };
  }
  const { documents, byTemplate } = sorted;
  const crds = crdsOf(resolved.chart);
  return {
    ok: true, documents, crds, notChecked, warnings,
    notes: notesOf(rendered.texts, resolved.chart, request),
    get manifests() {
      return [...(request.includeCrds === true ? crds.flatMap(manifestsOfCrd) : []), ...documents.filter((one): one is RenderedManifest => one.object !== undefined)];
    },
    get text() {
      return printAll(this, request.includeCrds === true);
    },
    unusedValues: once(() => unusedValues(resolved.chart, request, rendered.files, documents.map(({ text }) => text), tries())),
  };
}

/** Everything that the texts of a release depend on. */
function contentKey(chart: Chart, { values, release, kubeVersion, apiVersions, apiVersionsOnly, helmVersion, now }: RenderRequest): string {
  return JSON.stringify([chart.digest, values, release, kubeVersion, apiVersions, apiVersionsOnly, helmVersion, now], (_, value: unknown) => (typeof value === 'bigint' ? { bigint: String(value) } : value));
}

/** Helm says so behind every error that comes out of templates. */
export const debugHint = '\n\nUse --debug flag to render out invalid YAML';
const withHint = (error: string): string => error + debugHint;

function capabilitiesOf(request: RenderRequest): Capabilities | undefined {
  const kubeVersion = parseKubeVersion(request.kubeVersion ?? defaultKubeVersion);
  if (kubeVersion === undefined) return undefined;
  const further = request.apiVersions ?? [];
  return { kubeVersion, apiVersions: request.apiVersionsOnly === true ? further : [...builtinApiVersions, ...further], ...(request.helmVersion !== undefined && { helmVersion: request.helmVersion }) };
}

/** What one template printed, and the documents in it. */
interface Printed {
  readonly text: string;
  readonly documents: readonly { readonly document: RenderedDocument; readonly isHook: boolean }[];
}

type Sorted = { readonly ok: true; readonly documents: readonly RenderedDocument[]; readonly byTemplate: ReadonlyMap<string, Printed> } | { readonly ok: false; readonly error: string; readonly rendered?: string; readonly at: { readonly template: string; readonly start: number; readonly end: number } };

/**
 * Splits, reads and sorts what the templates printed: manifests in install order, then hooks. `before`: another render of
 * the release; a template that printed the same as there is not read again.
 */
function documentsOf(texts: ReadonlyMap<string, string>, inquiry: Inquiry, before?: ReadonlyMap<string, Printed>): Sorted {
  const byTemplate = new Map<string, Printed>();
  for (const [template, rendered] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (template.endsWith('NOTES.txt')) continue;
    const known = before?.get(template);
    if (known?.text === rendered) {
      byTemplate.set(template, known);
      continue;
    }
    const documents: Printed['documents'][number][] = [];
    for (const { text, offset } of splitDocuments(rendered)) {
      const read = readHead(text);
      if (!read.ok) {
        const line = lineAt(text, read.line ?? 1);
        return { ok: false, error: `YAML parse error on ${template}: ${read.error}`, ...aroundLine(text, read.line), at: { template, start: offset + line.start, end: offset + line.end } };
      }
      const { head, object } = read;
      const document: RenderedDocument = {
        template, text, kind: head.kind, name: head.name, hooks: head.hook?.events ?? [], weight: head.hook?.weight ?? 0,
        ...(object === undefined ? {} : { object }),
        originOf: originOf(() => ({ ...document, offset }), inquiry),
        offeredBy: offeredBy(() => ({ ...document, offset }), inquiry),
      };
      if (head.hook === undefined || head.hook.events.length > 0) documents.push({ document, isHook: head.hook !== undefined });
    }
    byTemplate.set(template, { text: rendered, documents });
  }
  const all = [...byTemplate.values()].flatMap(({ documents }) => documents);
  const those = (hooks: boolean) => inInstallOrder(all.filter(({ isHook }) => isHook === hooks).map(({ document }) => document));
  return { ok: true, byTemplate, documents: [...those(false), ...those(true)] };
}

/** Where a line stands in a text, without its break. */
function lineAt(text: string, line: number): { start: number; end: number } {
  const before = text.split('\n', line - 1).join('\n');
  const start = line === 1 ? 0 : before.length + 1;
  const end = text.indexOf('\n', start);
  return { start, end: end < 0 ? text.length : end };
}

/** The rendered lines around a line of a document, for a reader who cannot see them. */
function aroundLine(text: string, line: number | undefined): { rendered?: string } {
  if (line === undefined) return {};
  const lines = text.split('\n');
  const from = Math.max(0, line - 3);
  return { rendered: lines.slice(from, line + 2).map((one, index) => `${from + index + 1 === line ? '>' : ' '} ${String(from + index + 1).padStart(4)} | ${one.slice(0, 200)}`).join('\n') };
}

function notesOf(texts: ReadonlyMap<string, string>, chart: ResolvedChart, request: RenderRequest): string {
  const own = `${chart.path}/templates/NOTES.txt`;
  const wanted = [...texts].filter(([name]) => name === own || (request.subchartNotes === true && name.endsWith('NOTES.txt')));
  return wanted.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text).join('\n');
}

function crdsOf(chart: ResolvedChart): RenderedCrd[] {
  const own = chart.chart.files.filter(({ name }) => name.startsWith('crds/') && /\.(?:ya?ml|json)$/i.test(name)).map((file): RenderedCrd => {
    const text = textOf(file);
    return {
      template: `${chart.path}/${file.name}`, text,
      get objects() {
        return parseYaml(text).documents.flatMap(({ root }) => {
          const value = root === undefined ? null : toJson(root, 'sigs');
          return isObject(value) ? [value] : [];
        });
      },
    };
  });
  return [...own, ...chart.dependencies.flatMap(crdsOf)];
}

function manifestsOfCrd(crd: RenderedCrd): RenderedManifest[] {
  return crd.objects.map((object: JsonObject) => ({
    template: crd.template, text: crd.text, kind: String(object['kind'] ?? ''), name: isObject(object['metadata']) ? String(object['metadata']['name'] ?? '') : '', hooks: [], weight: 0, object,
    originOf: () => ({ steps: [{ kind: 'template', name: crd.template }], certainty: 'file' }),
  }));
}

function printAll(result: Rendered, withCrds: boolean): string {
  const crds = withCrds ? result.crds.map(({ template, text }) => printDocument(template, text)).join('') : '';
  const print = (documents: readonly RenderedDocument[]): string => documents.map(({ template, text }) => printDocument(template, text)).join('');
  return `${(crds + print(result.documents.filter(({ hooks }) => hooks.length === 0))).trim()}\n${print(result.documents.filter(({ hooks }) => hooks.length > 0))}`;
}
