import { posix } from 'node:path';
import { loadChart, withoutIgnored } from '../helm/chart/index.ts';
import { maxTotalBytes, unpack } from '../helm/chart/archive.ts';
import type { Chart, ChartFile, ChartSource, LoadResult } from '../helm/types.ts';
import { list, object, refOf, text } from '../lib/object.ts';
import { parseConstraint, parseVersion } from '../lib/semver.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import { ociRequest, repositoryRequest } from './charts/request.ts';
import type { ChartProvider, Fetched } from './charts/types.ts';
import { decodeMap } from './decode.ts';
import { placeOf } from './origin.ts';
import { cleanPath, makeArtifact } from './source/artifact.ts';
import { resolveArtifact } from './source/resolve.ts';
import type { SourceContext } from './source/types.ts';
import { contentTree, type Tree } from './source/tree.ts';
import { mergeMaps } from './values.ts';

export type ChartResult =
  | { readonly ok: true; readonly chart: Chart }
  | { readonly ok: false; readonly why: 'missing' | 'skipped' | 'failed'; readonly reason: string; readonly message: string; readonly problem: Problem };

/**
 * Finds and loads the chart of a HelmRelease: `spec.chartRef` to an OCIRepository or HelmChart, or `spec.chart`, from a
 * HelmRepository or from a folder of a source, with its `valuesFiles` (source-controller helmchart_controller.go).
 */
export async function resolveChart(flux: Manifest, context: SourceContext, provider: ChartProvider): Promise<ChartResult> {
  const namespace = text(flux.object, 'metadata', 'namespace');
  const chartRef = object(flux.object, 'spec', 'chartRef');
  if (text(chartRef, 'kind') === 'OCIRepository') return fromOciRepository(text(chartRef, 'namespace') || namespace, text(chartRef, 'name'));
  if (text(chartRef, 'kind') === 'HelmChart') {
    const found = context.state.get('source.toolkit.fluxcd.io', 'HelmChart', text(chartRef, 'namespace') || namespace, text(chartRef, 'name'));
    if (found === undefined) return missing('HelmChart', text(chartRef, 'namespace') || namespace, text(chartRef, 'name'), '/spec/chartRef/name', flux, 'ArtifactFailed');
    if (object(found.object, 'spec')['suspend'] === true) return suspended(found, `HelmChart '${text(found.object, 'metadata', 'namespace')}/${text(found.object, 'metadata', 'name')}' is not ready: latest generation of object has not been reconciled`);
    return fromSpec(object(found.object, 'spec'), found, '/spec', text(found.object, 'metadata', 'namespace'), `HelmChart '${text(found.object, 'metadata', 'namespace')}/${text(found.object, 'metadata', 'name')}'`);
  }
  if (text(chartRef, 'kind') !== '') return unsupported(`chartRef to ${text(chartRef, 'kind')} is not rendered`, '/spec/chartRef/kind');
  const spec = object(flux.object, 'spec', 'chart', 'spec');
  const chartNamespace = text(spec, 'sourceRef', 'namespace') || namespace;
  return fromSpec(spec, flux, '/spec/chart/spec', namespace, `HelmChart '${chartNamespace}/${namespace}-${text(flux.object, 'metadata', 'name')}'`);

  async function fromSpec(spec: JsonObject, owner: Manifest, pointer: string, ownNamespace: string, title: string): Promise<ChartResult> {
    const kind = text(spec, 'sourceRef', 'kind');
    const name = text(spec, 'sourceRef', 'name');
    const sourceNamespace = text(spec, 'sourceRef', 'namespace') || ownNamespace;
    if (kind !== 'HelmRepository') {
      const artifact = resolveArtifact({ kind, namespace: sourceNamespace, name }, owner, `${pointer}/sourceRef/name`, context);
      if (!artifact.ok) {
        const why = artifact.why === 'external' ? 'skipped' : artifact.why === 'denied' ? 'failed' : artifact.why;
        return { ok: false, why, reason: why === 'missing' ? 'SourceNotReady' : 'ArtifactFailed', message: artifact.message, problem: artifact.problem };
      }
      return fromFolder(artifact.tree, spec, owner, pointer, title);
    }
    const repository = context.state.get('source.toolkit.fluxcd.io', 'HelmRepository', sourceNamespace, name);
    if (repository === undefined) return missing(kind, sourceNamespace, name, `${pointer}/sourceRef/name`, owner, 'SourceNotReady', `${title} is not ready: failed to get source: ${kind}.source.toolkit.fluxcd.io "${name}" not found`);
    if (object(repository.object, 'spec')['suspend'] === true) return suspended(repository, `${title} is not ready: no artifact available for HelmRepository source '${name}'`);
    const fetched = await provider.get(repositoryRequest(repository.object, text(spec, 'chart'), text(spec, 'version')));
    const files = valuesFiles(spec);
    return finish(fetched, owner, pointer, title, (chart) => {
      if (files.length === 0) return { ok: true, chart };
      const merged = withValuesFiles(chart, files, spec['ignoreMissingValuesFiles'] === true, (path) => chartFile(chart, path), (path) => `failed to merge chart values: no values file found at path '${path}'`, title, owner, pointer);
      return merged.ok ? { ok: true, chart: withVersion(merged.chart, '1') } : merged;
    });
  }

  async function fromOciRepository(sourceNamespace: string, name: string): Promise<ChartResult> {
    const source = context.state.get('source.toolkit.fluxcd.io', 'OCIRepository', sourceNamespace, name);
    if (source === undefined) return missing('OCIRepository', sourceNamespace, name, '/spec/chartRef/name', flux, 'ArtifactFailed');
    if (object(source.object, 'spec')['suspend'] === true) return suspended(source, `OCIRepository '${sourceNamespace}/${name}' is not ready: latest generation of object has not been reconciled`);
    const layer = text(source.object, 'spec', 'layerSelector', 'mediaType');
    if (layer !== '' && layer !== chartLayer) {
      return problem(source, '/spec/layerSelector/mediaType', 'helm/chart-missing', `a chart has no layer of media type "${layer}"; its own is ${chartLayer}`, 'failed', 'SourceNotReady', `OCIRepository '${sourceNamespace}/${name}' is not ready: failed to find layer with media type '${layer}' in artifact`);
    }
    let fetched = await provider.get(ociRequest(source.object));
    if (fetched.ok) fetched = { ...fetched, source: withoutIgnoredFiles(fetched.source, source.object) };
    const short = fetched.ok ? fetched.digest?.replace(/^[a-z0-9]+:/, '').slice(0, 12) : undefined;
    return finish(fetched, source, '/spec/ref', `OCIRepository '${sourceNamespace}/${name}'`, (chart) => ({ ok: true, chart: short === undefined ? chart : withVersion(chart, short) }));
  }

  /** A chart in a folder is loaded once. */
  function folderOf(tree: Tree, path: string): LoadResult | undefined {
    const known = context.charts.get(tree) ?? new Map<string, LoadResult | undefined>();
    context.charts.set(tree, known);
    if (!known.has(path)) known.set(path, loadFolder(tree, path));
    return known.get(path);
  }

  /** Dependencies that are not vendored, as source-controller's dependency manager builds them: `file://` of the same source, or fetched. */
  async function withDependencies(chart: Chart, tree: Tree, path: string): Promise<Chart | NotFetched> {
    const vendored = new Set(chart.dependencies.map((dependency) => dependency.metadata.name));
    const added: Chart[] = [];
    for (const { name, version, repository } of chart.metadata.dependencies) {
      if (vendored.has(name) || repository === '') continue;
      if (repository.startsWith('file://')) {
        const folder = cleanPath(posix.join(path, repository.slice('file://'.length)));
        const loaded = folderOf(tree, folder);
        const wrong = (status: string, message: string): NotFetched => ({ ok: false, why: 'not-found', message, status: `dependency build error: failed to add local dependency '${name}': ${status}` });
        if (loaded === undefined) return wrong(`no chart found at '/${folder}' (reference '${repository}')`, `dependency "${name}" is not at ${repository}`);
        if (!loaded.ok) return wrong(`failed to load chart from '/${folder}' (reference '${repository}'): ${loaded.problem.message}`, `dependency "${name}" at ${repository}: ${loaded.problem.message}`);
        const own = parseVersion(loaded.chart.metadata.version);
        const fits = parseConstraint(version);
        if (fits === undefined) return wrong(`invalid version/constraint format '${version}': improper constraint: ${version}`, `dependency "${name}": "${version}" is no range of versions`);
        if (own === undefined || !fits(own)) return wrong(`can't get a valid version for constraint '${version}'`, `dependency "${name}" at ${repository} has version ${loaded.chart.metadata.version}, which is not in the range "${version}"`);
        const complete = await withDependencies(loaded.chart, tree, folder);
        if (!('metadata' in complete)) return complete;
        added.push(complete);
        continue;
      }
      const oci = repository.startsWith('oci://');
      const fetched = await provider.get({ kind: oci ? 'oci' : 'http', url: repository, name, version });
      if (!fetched.ok) return { ...fetched, status: `dependency build error: failed to add remote dependency '${name}': ${fetched.message}` };
      const loaded = loadChart(fetched.source);
      if (!loaded.ok) return { ok: false, why: 'invalid', message: `dependency "${name}": ${loaded.problem.message}` };
      added.push(loaded.chart);
    }
    return added.length === 0 ? chart : { ...chart, dependencies: [...chart.dependencies, ...added], digest: `${chart.digest}+${added.map(({ digest }) => digest).join('+')}` };
  }

  function notFetched(fetched: NotFetched, owner: Manifest, pointer: string, title: string): ChartResult {
    const failed = fetched.why === 'not-found' || fetched.why === 'invalid';
    return problem(owner, pointer, failed ? 'helm/chart-missing' : 'helm/chart-not-fetched', fetched.message, failed ? 'failed' : 'skipped', failed ? 'SourceNotReady' : fetched.why, `${title} is not ready: ${fetched.status ?? fetched.message}`);
  }

  async function fromFolder(tree: Tree, spec: JsonObject, owner: Manifest, pointer: string, title: string): Promise<ChartResult> {
    const path = cleanPath(text(spec, 'chart'));
    const notFound = (why: string): ChartResult => problem(owner, `${pointer}/chart`, 'helm/chart-missing', `chart "${text(spec, 'chart')}" ${why}`, 'failed', 'SourceNotReady',
      `${title} is not ready: invalid chart reference: stat ${path}: no such file or directory`);
    const loaded = folderOf(tree, path);
    if (loaded === undefined) return notFound(tree.kind(path) === 'directory' ? 'is a folder without Chart.yaml' : `is no folder of the source${tree.whyMissing(path) === undefined ? '' : `: ${tree.whyMissing(path)}`}`);
    if (!loaded.ok) return { ok: false, why: 'failed', reason: 'SourceNotReady', message: `${title} is not ready: ${loaded.problem.message}`, problem: at(loaded.problem, owner, `${pointer}/chart`) };
    const complete = await withDependencies(loaded.chart, tree, path);
    if (!('metadata' in complete)) return notFetched(complete, owner, `${pointer}/chart`, title);
    const files = valuesFiles(spec);
    if (files.length === 0) return { ok: true, chart: complete };
    const merged = withValuesFiles(complete, files, spec['ignoreMissingValuesFiles'] === true, (file) => tree.read(cleanPath(file)), (file) => `no values file found at path '/${cleanPath(file)}' (reference '${file}')`, title, owner, pointer);
    // source-controller packages such a chart under its version with the object's generation behind it.
    return merged.ok ? { ok: true, chart: withVersion(merged.chart, '1') } : merged;
  }

  function finish(fetched: Fetched, owner: Manifest, pointer: string, title: string, then: (chart: Chart) => ChartResult): ChartResult {
    if (!fetched.ok) return notFetched(fetched, owner, pointer, title);
    const loaded = loadChart(fetched.source);
    return loaded.ok ? then(loaded.chart) : { ok: false, why: 'failed', reason: 'ArtifactFailed', message: `Could not load chart: ${loaded.problem.message}`, problem: at(loaded.problem, owner, pointer) };
  }

  function withValuesFiles(chart: Chart, paths: readonly string[], ignoreMissing: boolean, read: (path: string) => Uint8Array | undefined, notFound: (path: string) => string, title: string, owner: Manifest, pointer: string): ChartResult {
    let values: JsonObject = {};
    for (const [i, path] of paths.entries()) {
      const data = read(path);
      if (data === undefined) {
        if (ignoreMissing) continue;
        return problem(owner, `${pointer}/valuesFiles/${i}`, 'helm/chart-missing', `values file "${path}" does not exist`, 'failed', 'SourceNotReady',
          `${title} is not ready: values files merge error: ${notFound(path)}`);
      }
      const decoded = decodeMap(Buffer.from(data).toString());
      if ('error' in decoded) return problem(owner, `${pointer}/valuesFiles/${i}`, 'helm/values-invalid', `values file "${path}": ${decoded.error}`, 'failed', 'SourceNotReady', `${title} is not ready: values files merge error: ${decoded.error}`);
      values = mergeMaps(values, decoded.value);
    }
    return { ok: true, chart: { ...chart, values, valuesText: '', digest: `${chart.digest}+${JSON.stringify(paths)}${JSON.stringify(values, (_, value: Json) => typeof value === 'bigint' ? String(value) : value)}` } };
  }

  function missing(kind: string, sourceNamespace: string, name: string, pointer: string, owner: Manifest = flux, reason = 'SourceNotReady', message = `could not get Source object: ${kind}.source.toolkit.fluxcd.io "${name}" not found`): ChartResult {
    return { ok: false, why: 'missing', reason, message, problem: at({ code: 'flux/source-missing', message: `${kind}/${sourceNamespace}/${name} is not rendered by anything in this cluster`, isUnseen: true }, owner, pointer) };
  }

  /** A source that was never reconciled has no artifact; one that was keeps its last, which git does not tell. */
  function suspended(source: Manifest, message: string): ChartResult {
    const { kind, namespace: own, name } = refOf(source.object);
    return problem(source, '/spec/suspend', 'flux/source-missing', `${kind}/${own}/${name} is suspended: a new cluster never gets its artifact`, 'missing', 'SourceNotReady', message);
  }

  function unsupported(said: string, pointer: string): ChartResult {
    return problem(flux, pointer, 'flux/unsupported', said, 'skipped', 'Unsupported', said);
  }
}

/** `spec.valuesFiles`; naming the chart's own values alone is as naming none (source-controller internal/helm/chart/builder.go GetValuesFiles). */
function valuesFiles(spec: JsonObject): readonly string[] {
  const files = list(spec, 'valuesFiles').map(String);
  return files.length === 1 && cleanPath(files[0] as string) === 'values.yaml' ? [] : files;
}

const chartLayer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** `status`: how source-controller words it, where that is otherwise. */
type NotFetched = Extract<Fetched, { ok: false }> & { readonly status?: string };

// Memory of what was loaded: trees do not change, and many releases share a chart.
const loaded = new WeakMap<Tree, Map<string, LoadResult | undefined>>();

/** A chart in a tree: a folder or a package; undefined where there is none. */
function loadFolder(tree: Tree, path: string): LoadResult | undefined {
  let known = loaded.get(tree);
  if (known === undefined) loaded.set(tree, (known = new Map()));
  if (!known.has(path)) known.set(path, readFolder(tree, path));
  return known.get(path);
}

function readFolder(tree: Tree, path: string): LoadResult | undefined {
  if (tree.kind(path) === 'file') return loadChart({ kind: 'archive', name: path, data: tree.read(path) as Uint8Array });
  if (tree.kind(path) !== 'directory') return undefined;
  const files = tree.files.filter((file) => path === '' || file.startsWith(`${path}/`))
    .map((file): ChartFile => ({ name: path === '' ? file : file.slice(path.length + 1), data: tree.read(file) as Uint8Array }));
  if (!files.some(({ name }) => name === 'Chart.yaml')) return undefined;
  const location = tree.label(path);
  const kept = withoutIgnored(files);
  if (!kept.ok) return { ok: false, problem: { code: 'helm/render-failed', message: kept.error, place: { file: posix.join(location, '.helmignore'), line: 1, column: 1 } } };
  return loadChart({ kind: 'files', name: posix.basename(path), files: kept.files, location });
}

function problem(owner: Manifest, pointer: string, code: Problem['code'], said: string, why: 'missing' | 'skipped' | 'failed', reason: string, message: string): ChartResult {
  return { ok: false, why, reason, message, problem: at({ code, message: said }, owner, pointer) };
}

function at(found: Problem, owner: Manifest, pointer: string): Problem {
  const place = found.place ?? placeOf(owner, pointer) ?? placeOf(owner);
  return { ...found, object: refOf(owner.object), pointer, ...(place !== undefined && { place }) };
}

function chartFile(chart: Chart, path: string): Uint8Array | undefined {
  const clean = cleanPath(path);
  return clean === 'values.yaml' ? Buffer.from(chart.valuesText) : chart.files.find(({ name }) => name === clean)?.data;
}

/** A chart out of an OCIRepository that leaves out files (`spec.ignore`): its layer is unpacked and packed anew, unless it is only copied. */
function withoutIgnoredFiles(pulled: ChartSource, source: JsonObject): ChartSource {
  const ignore = object(source, 'spec')['ignore'];
  if (pulled.kind !== 'archive' || typeof ignore !== 'string' || text(source, 'spec', 'layerSelector', 'operation') === 'copy') return pulled;
  const unpacked = unpack(pulled.data, { remaining: maxTotalBytes });
  // What is wrong with the archive is told where it is loaded.
  if (!unpacked.ok) return pulled;
  const tree = makeArtifact(contentTree(new Map(unpacked.entries.filter(({ special }) => special !== true).map(({ name, data }) => [cleanPath(name), data]))), ignore);
  return { kind: 'files', name: pulled.name, files: tree.files.map((file): ChartFile => ({ name: file.slice(file.indexOf('/') + 1), data: tree.read(file) as Uint8Array })), location: pulled.name };
}

/** The chart with build metadata in its version, as the controllers label their releases: without "v", in three parts (Masterminds' String). */
function withVersion(chart: Chart, metadata: string): Chart {
  const parsed = parseVersion(chart.metadata.version);
  const version = parsed === undefined ? chart.metadata.version : `${parsed.major}.${parsed.minor}.${parsed.patch}${parsed.prerelease === '' ? '' : `-${parsed.prerelease}`}`;
  return { ...chart, digest: `${chart.digest}+${metadata}`, metadata: { ...chart.metadata, version: `${version}+${metadata}` } };
}
