import type { Renderer } from '../helm/render/index.ts';
import type { Chart, RenderedManifest, RenderRequest, UnusedValue } from '../helm/types.ts';
import { object, objects, refOf, text } from '../lib/object.ts';
import { isObject, pointerToken, setKey } from '../lib/json.ts';
import { parseYaml, placeOf as placeOfOffset, toJson } from '../lib/yaml/index.ts';
import type { UnitId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin, OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import type { Verifier } from './binary/verify.ts';
import { buildVirtual, type writtenIn } from './kustomize.ts';
import { append, placeOf, remember, unitStep } from './origin.ts';
import { postRenderers, releaseFacts } from './release.ts';
import type { MergedValues } from './values.ts';

export interface ReleaseRequest {
  readonly id: UnitId;
  readonly flux: Manifest;
  readonly chart: Chart;
  readonly values: MergedValues;
  readonly kubernetesVersion: string;
  /** What the cluster serves, beyond what Helm knows of itself. */
  readonly apiVersions: readonly string[];
  readonly isNamespaced: (apiVersion: string, kind: string) => boolean;
  readonly lookup: NonNullable<RenderRequest['lookup']>;
  readonly verifier?: Verifier;
  /** See `writtenIn`: for the patches of post-renderers. */
  readonly written?: ReturnType<typeof writtenIn>;
}

export type ReleaseResult =
  | { readonly ok: true; readonly manifests: readonly Manifest[]; readonly crds: readonly Manifest[]; readonly problems: readonly Problem[]; readonly message: string }
  | { readonly ok: false; readonly reason: string; readonly message: string; readonly problems: readonly Problem[] };

/** The Helm library in helm-controller 1.6 (go.mod: helm.sh/helm/v4 v4.2.4, k8s.io/client-go v0.36). */
const linkedHelm = { version: 'v4.2', kubeClientVersion: 'v1.36' };

/** What the command adds to the errors of templates, and the library does not. */
const debugHint = '\n\nUse --debug flag to render out invalid YAML';

/** Renders one HelmRelease as helm-controller installs it: templates, post-renderers, common metadata, origin labels. */
export function renderRelease(request: ReleaseRequest, renderChart: Renderer): ReleaseResult {
  const { flux, chart, id } = request;
  const facts = releaseFacts(flux.object);
  const { name, version } = chart.metadata;
  const failed = (message: string, problems: readonly Problem[]): ReleaseResult => ({
    ok: false, reason: 'InstallFailed', problems,
    message: `Helm install failed for release ${facts.releaseNamespace}/${facts.releaseName} with chart ${name}@${version}: ${message}`,
  });
  const install = object(flux.object, 'spec', 'install');
  const succeeded = `Helm install succeeded for release ${facts.releaseNamespace}/${facts.releaseName}.v1 with chart ${name}@${version}`;
  // The helm command refuses to install a library; helm-controller installs nothing of it.
  if (chart.metadata.type === 'library') return { ok: true, manifests: [], crds: [], problems: [], message: succeeded };
  const asked: RenderRequest = {
    release: { name: facts.releaseName, namespace: facts.releaseNamespace, revision: 1 },
    values: request.values.values,
    valuesOrigin: request.values.originOf,
    kubeVersion: request.kubernetesVersion,
    apiVersions: request.apiVersions,
    apiVersionsOnly: true,
    helmVersion: linkedHelm,
    lookup: request.lookup,
    skipSchema: install['disableSchemaValidation'] === true,
  };
  const rendered = renderChart(chart, asked);
  const differs = request.verifier?.release(chart, asked);
  const verified = differs === undefined ? [] : [located(differs)];
  if (!rendered.ok) return failed(rendered.error.replace(debugHint, ''), [...rendered.problems.map((problem) => located(problem)), ...verified]);
  const problems: Problem[] = [...rendered.notChecked.map((message) => located({ code: 'schema/not-checked', message })), ...rendered.unusedValues().map(unknownValue), ...verified];
  const tests = object(flux.object, 'spec', 'test')['enable'] === true;
  const sent = rendered.manifests.filter(({ hooks }) => hooks.length === 0 || (install['disableHooks'] !== true && (tests || !hooks.every(isTest))));
  const read = sent.map((manifest) => ({ manifest, ...asPostRendered(manifest) }));
  const twice = read.find(({ problem }) => problem !== undefined);
  if (twice?.problem !== undefined) {
    const place = twice.manifest.originOf('').steps.find((step) => step.place !== undefined)?.place;
    return failed(`error while running post render on files: ${twice.problem}`, [located({ code: 'helm/render-failed', message: `the chart renders a mapping with ${twice.problem}, which Flux's post-rendering refuses`, ...(place !== undefined && { place }) })]);
  }
  const passesHooks = text(flux.object, 'spec', 'postRenderStrategy') === 'nohooks';
  let manifests = read.flatMap(({ manifest, object: body }) => fromTemplate(passesHooks && manifest.hooks.length > 0 ? manifest : { ...manifest, object: body }));
  const done: Manifest[] = [];
  for (const { batch, rendered: isPostRendered } of batches(text(flux.object, 'spec', 'postRenderStrategy'), manifests)) {
    const result = isPostRendered ? postRender(batch) : batch;
    if (!Array.isArray(result)) return result as ReleaseResult;
    done.push(...(result as readonly Manifest[]));
  }
  manifests = done.map(own);
  const policy = text(install, 'crds') || 'Create';
  // Whatever else lies in crds/ is left out; spec.commonMetadata does not reach them.
  const crds = policy === 'Skip' ? [] : rendered.crds.flatMap(({ template, objects: bodies }) => bodies.filter((body) => body['kind'] === 'CustomResourceDefinition').map((body): Manifest => label({
    object: body, unit: id, originOf: () => ({ certainty: 'file', steps: [{ kind: 'template', name: template }] }),
  }, {})));
  return {
    ok: true, manifests, crds, problems,
    message: succeeded,
  };

  /** `spec.postRenderers`, `spec.commonMetadata` and the owner labels, over what is sent through them at once. */
  function postRender(batch: readonly Manifest[]): readonly Manifest[] | ReleaseResult {
    const refusal = unfit(batch);
    if (refusal !== undefined) return failed(`error while running post render on files: ${refusal.message}`, [located({ code: 'helm/render-failed', message: refusal.said }, refusal.manifest)]);
    let out = batch;
    for (const { index, kustomization } of postRenderers(flux.object)) {
      const fluxOrigin: OriginOf = (pointer) => flux.originOf(`/spec/postRenderers/${index}/kustomize${pointer}`);
      const built = buildVirtual(out, { data: kustomization, originOf: fluxOrigin, ...(request.written !== undefined && { scalarAt: (pointer: string) => request.written?.(fluxOrigin(pointer).steps[0]) }) });
      if (!built.ok) return failed(`error while running post render on files: ${built.message}`, built.problems.map((problem) => located(problem)));
      out = built.manifests;
    }
    return out.map((manifest) => label(manifest));
  }

  /** The object of a document; a `List` stands for its items, as Kustomize takes it. */
  function fromTemplate({ object: body, originOf, offeredBy, hooks }: RenderedManifest): Manifest[] {
    const chart = (below: string) => (offeredBy === undefined ? {} : { chart: { name: `${name} ${version}`, offeredBy: (pointer: string) => offeredBy(below + pointer) } });
    const base = { unit: id, ...(hooks.length > 0 && { hooks }), ...(hooks.includes('test') && runsTest(object(flux.object, 'spec', 'test'), text(body, 'metadata', 'name')) && { tested: true as const }) };
    const { items } = body;
    if (!text(body, 'kind').endsWith('List') || !Array.isArray(items)) return [{ ...base, object: body, originOf, ...chart('') }];
    return items.filter(isObject).map((item, i) => ({ ...base, object: item, originOf: (pointer, part) => originOf(`/items/${i}${pointer}`, part), ...chart(`/items/${i}`) }));
  }

  function unknownValue({ pointer, path, how, suggestion }: UnusedValue): Problem {
    const origin = request.values.originOf(pointer);
    const place = origin?.steps.find((step) => step.place !== undefined)?.place;
    const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    return located({
      ...(how === 'unread'
        ? { code: 'helm/value-unused', message: `nothing in chart ${name} ${version} reads the value ${path}${meant === '' ? '; correct its name or remove it' : meant}` }
        : { code: 'helm/value-misspelt', message: `chart ${name} ${version} has no value ${path}, and hands it on as it is${meant}` }),
      pointer: `/spec/values${pointer}`,
      ...(place !== undefined && { place }),
    });
  }

  /** A problem without a place of its own stands at the HelmRelease. */
  function located(problem: Problem, manifest?: Manifest): Problem {
    const place = problem.place ?? (manifest === undefined ? undefined : placeOf(manifest)) ?? placeOf(flux, '/spec/values') ?? placeOf(flux);
    return { ...problem, object: problem.object ?? refOf(flux.object), ...(place !== undefined && { place }) };
  }

  /** The release's namespace where the chart writes none, and the marks by which Helm knows its own objects. */
  function own(manifest: Manifest): Manifest {
    const { apiVersion, kind, namespace } = refOf(manifest.object);
    const metadata: JsonObject = { ...object(manifest.object, 'metadata') };
    const namespaced = request.isNamespaced(apiVersion, kind);
    if (namespace === '' && namespaced) metadata['namespace'] = facts.releaseNamespace;
    if (!namespaced) delete metadata['namespace'];
    if (manifest.hooks === undefined) {
      metadata['labels'] = { ...object(metadata, 'labels'), 'app.kubernetes.io/managed-by': 'Helm' };
      metadata['annotations'] = { ...object(metadata, 'annotations'), 'meta.helm.sh/release-name': facts.releaseName, 'meta.helm.sh/release-namespace': facts.releaseNamespace };
    }
    const spec = object(flux.object, 'spec');
    const byName = text(spec, 'releaseName') === '' ? '/metadata/name' : '/spec/releaseName';
    const byNamespace = text(spec, 'targetNamespace') === '' ? '/metadata/namespace' : '/spec/targetNamespace';
    const origins = new Map<string, () => Origin>();
    if (manifest.hooks === undefined) {
      origins.set('/metadata/labels/app.kubernetes.io~1managed-by', () => ({ certainty: 'exact', steps: [{ kind: 'generated', name: 'Helm' }, unitStep(id, flux)] }));
      origins.set('/metadata/annotations/meta.helm.sh~1release-name', () => ofRelease(byName));
      origins.set('/metadata/annotations/meta.helm.sh~1release-namespace', () => ofRelease(byNamespace));
    }
    if (metadata['namespace'] !== undefined && namespace === '') origins.set('/metadata/namespace', () => ofRelease(byNamespace));
    const { originOf } = manifest;
    return { ...manifest, object: { ...manifest.object, metadata }, originOf: (pointer, part) => origins.get(pointer)?.() ?? originOf(pointer, part) };
  }

  /** What Helm takes from the release itself: its name or namespace. */
  function ofRelease(pointer: string): Origin {
    const { certainty, steps } = flux.originOf(pointer);
    const place = steps[0]?.place;
    return { certainty, steps: [{ kind: 'release', ...(place !== undefined && { place }) }, ...steps.slice(1), unitStep(id, flux)] };
  }

  /** `spec.commonMetadata`, then the labels that tell which HelmRelease an object belongs to (postrender/common_renderer.go). */
  function label(manifest: Manifest, common = object(flux.object, 'spec', 'commonMetadata')): Manifest {
    const metadata: JsonObject = { ...object(manifest.object, 'metadata') };
    const origins = new Map<string, OriginOf>();
    for (const field of ['labels', 'annotations'] as const) {
      const values: JsonObject = { ...object(metadata, field) };
      const set = (key: string, value: string, originOf: OriginOf) => {
        setKey(values, key, value);
        origins.set(`/metadata/${field}/${pointerToken(key)}`, originOf);
      };
      for (const [key, value] of Object.entries(object(common, field))) {
        if (typeof value === 'string') set(key, value, () => append(flux.originOf(`/spec/commonMetadata/${field}/${pointerToken(key)}`), { kind: 'commonMetadata', name: key }, unitStep(id, flux)));
      }
      if (field === 'labels') {
        const own: OriginOf = () => ({ certainty: 'exact', steps: [{ kind: 'generated', name: 'owner label' }, unitStep(id, flux)] });
        set('helm.toolkit.fluxcd.io/name', id.name, own);
        set('helm.toolkit.fluxcd.io/namespace', id.namespace, own);
      }
      if (Object.keys(values).length > 0) metadata[field] = values;
    }
    const { originOf } = manifest;
    return { ...manifest, object: { ...manifest.object, metadata }, originOf: remember((pointer, part) => origins.get(pointer)?.(pointer) ?? append(originOf(pointer, part), unitStep(id, flux))) };
  }
}

/** Whether `spec.test` runs a test: all of them where it is enabled, but those that its filters leave out (helm pkg/action release_testing.go). */
function runsTest(test: JsonObject, name: string): boolean {
  if (test['enable'] !== true) return false;
  const filters = objects(test, 'filters');
  const named = (exclude: boolean) => filters.filter((filter) => (filter['exclude'] === true) === exclude).map((filter) => text(filter, 'name'));
  const included = named(false);
  return !named(true).includes(name) && (included.length === 0 || included.includes(name));
}

/** What goes through the post-renderers together (helm pkg/action PostRenderStrategy); hooks apart where the release says so. */
function batches(strategy: string, manifests: readonly Manifest[]): { readonly batch: readonly Manifest[]; readonly rendered: boolean }[] {
  if (strategy !== 'nohooks' && strategy !== 'separate') return [{ batch: manifests, rendered: true }];
  return [
    { batch: manifests.filter(({ hooks }) => hooks === undefined), rendered: true },
    { batch: manifests.filter(({ hooks }) => hooks !== undefined), rendered: strategy === 'separate' },
  ];
}

/** Annotations by which Kustomize's reader remembers the place of a document; its writer takes them off, whoever has set them. */
const readerMarks = ['internal.config.kubernetes.io/index', 'config.kubernetes.io/index', 'internal.config.kubernetes.io/seqindent'];

function withoutReaderMarks(body: JsonObject): JsonObject {
  const annotations = object(body, 'metadata', 'annotations');
  if (!readerMarks.some((mark) => mark in annotations)) return body;
  return { ...body, metadata: { ...object(body, 'metadata'), annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => !readerMarks.includes(key))) } };
}

/** Plain words that Helm's reader and Kustomize's take for different things: yes and no, `0o17`, dates. */
const ambiguous = /(?:^|[\s:[,{-])(?:[yY](?:es|ES)?|[nN][oO]?|[oO](?:n|N|ff|FF)|-?0o\d+|\d{4}-\d\d?-\d\d?\S*)(?=\s*(?:[,\]}#:]|$))/m;

/**
 * A manifest as helm-controller's post-rendering reads it: with Kustomize's YAML, whose `yes` is a text. `problem`: a key that stands
 * twice in a mapping, in the words of Go's YAML reader, with the line in the document.
 */
function asPostRendered(manifest: RenderedManifest): { readonly object: JsonObject; readonly problem?: string } {
  const { errors, source, documents } = parseYaml(manifest.text);
  const root = documents[0]?.root;
  const reread = root !== undefined && ambiguous.test(manifest.text) ? toJson(root, 'kyaml') : undefined;
  const body = withoutReaderMarks(isObject(reread) ? reread : manifest.object);
  const error = errors.find(({ code }) => code === 'yaml/duplicate-key');
  if (error === undefined) return { object: body };
  const first = error.other === undefined ? '' : ` at line ${placeOfOffset(source, error.other).line}`;
  const key = /^key "(.*)" stands twice/s.exec(error.message)?.[1] ?? '';
  return { object: body, problem: `line ${placeOfOffset(source, error.offset).line}: mapping key "${key}" already defined${first}` };
}

/** What Kustomize refuses of Helm's output: helm-controller sends every release through it. */
function unfit(manifests: readonly Manifest[]): { readonly message: string; readonly said: string; readonly manifest: Manifest } | undefined {
  const seen = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { apiVersion, kind, namespace, name } = refOf(manifest.object);
    if (name === '' && !kind.endsWith('List')) {
      return { message: `missing metadata.name in object {{${apiVersion} ${kind}}}`, said: `the chart renders a ${kind || 'manifest'} without metadata.name, which Flux's post-rendering refuses`, manifest };
    }
    const [version = '', group] = apiVersion.split('/').reverse();
    const id = `${kind}.${version}.${group ?? '[noGrp]'}/${name}.${namespace || '[noNs]'}`;
    if (seen.has(id)) {
      return { message: `may not add resource with an already registered id: ${id}`, said: `the chart renders ${kind} ${name} twice, which Flux's post-rendering refuses`, manifest };
    }
    seen.set(id, manifest);
  }
  return undefined;
}

/** A hook that is made only when the release is tested (`spec.test.enable`). */
export function isTest(hook: string): boolean {
  return hook === 'test' || hook === 'test-success' || hook === 'test-failure';
}
