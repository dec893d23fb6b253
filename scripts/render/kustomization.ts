import { atPointer, getKey, isObject, pointerToken, setKey } from '../lib/json.ts';
import { at, isNamed, object, refOf, text } from '../lib/object.ts';
import type { ExternalInput } from '../model/cluster.ts';
import type { UnitId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin, OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import { substitute } from './envsubst/index.ts';
import { append, placeOf, remember, unitStep } from './origin.ts';
import { isShellVariable } from '../lib/kubernetes/shell.ts';
import { unitKey } from '../lib/unit.ts';
import { isEncrypted, replaceEncrypted, sealedKey } from './sops.ts';
import type { Tree } from './source/tree.ts';
import type { SourceContext } from './source/types.ts';
import { cleanPath } from './source/artifact.ts';
import { decodeMap } from './decode.ts';
import type { Verifier } from './binary/verify.ts';
import { fluxVersionOf, refusesUnset } from './flux-version.ts';
import { buildFolder, type FileSystems } from './kustomize.ts';
import type { BuildResult, Resource, Unbuilt } from './resource.ts';
import type { State } from './state.ts';
import { loadVariables, substitutionSteps, type VariablesResult } from './variables.ts';
import { writtenAt } from './by-hand.ts';

export type KustomizationResult =
  | { readonly ok: true; readonly manifests: readonly Manifest[]; readonly problems: readonly Problem[] }
  /** `waits`: for an input that the cluster does not have yet. */
  | { readonly ok: false; readonly reason: string; readonly message: string; readonly problems: readonly Problem[]; readonly skipped?: boolean; readonly waits?: boolean; readonly unbuilt?: Unbuilt };

type Refusal = Extract<KustomizationResult, { ok: false }>;

export interface KustomizationRequest {
  readonly id: UnitId;
  readonly flux: Manifest;
  readonly artifact: Tree;
  /** As validate.yaml says it; '' where it does not. */
  readonly fluxVersion: string;
  /** Where Flux is installed. */
  readonly fluxNamespace: string;
  readonly external: readonly ExternalInput[];
  readonly state: State;
  /** Folders for other repositories, by URL: remote bases are taken from them. */
  readonly standIns: SourceContext['standIns'];
  readonly systems: FileSystems;
  readonly verifier?: Verifier;
  /** What the folder was built to, where the binary had to do it. */
  readonly built?: BuildResult;
}

/** Renders one Flux Kustomization: build, decryption, substitution, common metadata, in kustomize-controller's order. */
export function renderKustomization(request: KustomizationRequest): KustomizationResult {
  const { flux, artifact, id } = request;
  let loaded: VariablesResult | undefined;
  const folder = cleanPath(text(flux.object, 'spec', 'path'));
  if (artifact.kind(folder) !== 'directory') return pathMissing(flux, artifact, folder);
  const built = request.built ?? buildFolder(artifact, folder, flux, { systems: request.systems, standIns: request.standIns, ...(request.verifier !== undefined && { verifier: request.verifier }) });
  if (!built.ok) return { ok: false, reason: 'BuildFailed', message: built.message, problems: built.problems, ...(built.skipped && { skipped: true }), ...(built.unbuilt !== undefined && { unbuilt: built.unbuilt }) };
  // The build may bring Flux itself.
  const strict = refusesUnset(fluxVersionOf(request.fluxVersion, (group, kind, name) =>
    (built.resources.find(({ object: body }) => isNamed(body, group, kind, name)) ?? request.state.get(group, kind, request.fluxNamespace, name))?.object));
  const manifests: Manifest[] = [];
  const problems: Problem[] = [...built.problems];
  // Flux ends at the first object that it cannot finish; a person wants to know of all.
  let refused: Refusal | undefined;
  for (const resource of built.resources) {
    const finished = finishNamed(resource);
    if ('reason' in finished) {
      if (finished.waits === true) return finished;
      refused ??= finished;
      problems.push(...finished.problems.filter((problem) => !problems.some((other) => isSame(problem, other))));
      continue;
    }
    if (finished.object['kind'] === 'Kustomization' && text(finished.object, 'apiVersion').startsWith('kustomize.config.k8s.io/')) continue;
    manifests.push(finished);
  }
  return refused === undefined ? { ok: true, manifests, problems } : { ...refused, problems };

  function finishNamed(resource: Resource): Manifest | Refusal {
    const { apiVersion, kind, name } = refOf(resource.object);
    if (apiVersion === '' || kind === '' || name === '') {
      return refuse(resource, `failed to decode Kubernetes apiVersion, kind and name from: ${kind}/${name}`, 'kustomize/build-failed',
        `an object without ${apiVersion === '' ? 'apiVersion' : kind === '' ? 'kind' : 'metadata.name'} cannot be applied`);
    }
    return finish(resource);
  }

  function finish(resource: Resource): Manifest | Refusal {
    let { object: body, originOf } = resource;
    let yaml = () => resource.yaml();
    if (isEncrypted(body)) {
      if (object(flux.object, 'spec', 'decryption')['provider'] !== 'sops') {
        // The controller looks for the sops block only after Go's type of a Secret has dropped it, and so never finds it.
        const place = originOf('').steps[0]?.place;
        const said = `${text(body, 'kind')} "${text(body, 'metadata', 'name')}" is encrypted by SOPS, but Kustomization ${id.namespace}/${id.name} does not decrypt: Flux applies the encrypted text as it stands; add spec.decryption with provider: sops`;
        problems.push({ code: 'secret/no-decryption', message: said, object: refOf(body), ...(place !== undefined && { place }) });
        const { sops: _, ...rest } = body;
        body = body['kind'] === 'Secret' ? rest : body;
      } else {
        const [sealed, before] = [body, originOf];
        body = replaceEncrypted(body);
        yaml = () => JSON.stringify(body);
        originOf = (pointer, part) => (atPointer(sealed, pointer) === atPointer(body, pointer) ? before(pointer, part) : append(before(pointer, part), { kind: 'decryption', name: 'sops' }));
      }
    }
    else if (body['kind'] === 'Secret' && object(flux.object, 'spec', 'decryption')['provider'] !== 'sops') {
      const key = sealedKey(body);
      const place = key === undefined ? undefined : originOf(`/data/${pointerToken(key)}`).steps[0]?.place;
      if (key !== undefined) problems.push({ code: 'secret/no-decryption', message: `"${key}" of Secret "${text(body, 'metadata', 'name')}" is a file that SOPS encrypted, but Kustomization ${id.namespace}/${id.name} does not decrypt: pods get the encrypted text; add spec.decryption with provider: sops`, object: refOf(body), ...(place !== undefined && { place }) });
    }
    if (at(flux.object, 'spec', 'postBuild') !== undefined && !substitutionDisabled(body)) {
      const substituted = substituteIn(resource, body, originOf, yaml);
      if ('reason' in substituted) return substituted;
      ({ object: body, originOf } = substituted);
      if (typeof body['kind'] !== 'string' || body['kind'] === '') return refuse(resource, `error unmarshaling JSON: while decoding JSON: Object 'Kind' is missing in '${JSON.stringify(body)}'`, 'flux/substitution-failed', `the kind is ${JSON.stringify(body['kind'])} once variables are replaced, which is no text`);
    }
    const { object: normal, originOf: normalOrigin } = mergeStringData(body, originOf);
    const labelled = label(normal);
    return {
      object: labelled.object,
      ...(labelled.sent !== undefined && { sent: labelled.sent }),
      unit: id,
      originOf: remember((pointer, part) => labelled.originOf(pointer) ?? append(normalOrigin(pointer, part), unitStep(id, flux))),
    };
  }

  /** A source of variables that a file holds, though nothing applies it in time: it is for bootstrap, or needs what needs it. */
  function writtenElsewhere({ missing, source: { kind, name } }: Extract<VariablesResult, { readonly missing: Problem }>): Problem {
    const { artifact: tree } = request;
    const decoder = new TextDecoder();
    const file = writtenAt({ files: tree.files, read: (path) => decoder.decode(tree.read(path)) }, kind, name, missing.place?.file ?? '');
    if (file === undefined) return missing;
    return {
      ...missing,
      message: `nothing brings ${kind} ${id.namespace}/${name} before variables are read from it; ${tree.label(file)} holds one`,
      help: `render it by a Kustomization that this one depends on, or, where it is applied by hand at bootstrap, declare it under external: in validate.yaml with file: ${tree.label(file)}`,
    };
  }

  /** Variables are read from the cluster when the first object asks for them, so that a build that fails says so first. */
  function substituteIn(resource: Resource, body: JsonObject, originOf: OriginOf, yaml: () => string): { object: JsonObject; originOf: OriginOf } | Refusal {
    loaded ??= loadVariables(flux, request.state, request.external);
    const named = `post build failed for '${gvk(body)}/${text(body, 'metadata', 'name')}'`;
    if ('missing' in loaded) return { ok: false, waits: true, reason: 'BuildFailed', message: `${named}: ${loaded.message}`, problems: [writtenElsewhere(loaded)] };
    if ('invalid' in loaded) return { ok: false, reason: 'BuildFailed', message: `${named}: envsubst error: ${loaded.invalid}`, problems: [loaded.problem] };
    const variables = loaded;
    if (variables.values.size === 0 && !variables.always) return { object: body, originOf };
    const before = yaml();
    if (!before.includes('$')) return { object: body, originOf };
    const result = substitute(before, variables.values);
    if ('error' in result) {
      return refuseAt(resource, body, `${named}: envsubst error: variable substitution failed: ${result.error}`, 'flux/substitution-failed',
        (snippet) => `${result.error}${snippet === undefined ? '' : ` in ${snippet}`}: write $\${ where a shell or a template is meant`, malformed);
    }
    if (result.missing.length > 0) {
      const [first] = result.missing;
      const sources = variables.open.length > 0 ? `; ${variables.open.join(' or ')} may hold it: declare its data in validate.yaml` : '';
      const every = result.missing.map((name): Problem => {
        const found = located(resource, body, (value) => new RegExp(`\\$\\{#?${name}\\b`).exec(value)?.[0]);
        return {
          code: 'flux/variable-undefined',
          message: `variable ${name} is not defined for ${unitKey(id)}${strict ? '' : ', so nothing stands in its place'}${sources}`,
          help: text(body, 'kind') === 'CustomResourceDefinition'
            ? 'a CustomResourceDefinition has no variables: annotate it kustomize.toolkit.fluxcd.io/substitute: disabled, or apply it by a Kustomization without postBuild'
            : `define it in spec.postBuild, give it a default (\${${name}:=…}), or write $\${${name}} where no variable is meant`,
          ...found,
          ...(isShellVariable(name, body, found.pointer ?? '') && { fix: { action: 'escape', name } }),
        };
      });
      if (strict) return { ok: false, reason: 'BuildFailed', message: `${named}: envsubst error: variable substitution failed: variable not set (strict mode): "${first}"`, problems: every };
      problems.push(...every);
    }
    const decoded = decodeMap(result.text);
    if ('error' in decoded) {
      return refuseAt(resource, body, `${named}: envsubst error: YAMLToJSON: ${decoded.error}`, 'flux/substitution-failed',
        () => `the manifest is no longer YAML once its variables are replaced: ${decoded.error}`, (value) => /\$\{\w*/.exec(value)?.[0]);
    }
    return {
      object: decoded.value,
      originOf: (pointer, part) => {
        const origin = originOf(pointer, part);
        const was = atPointer(body, pointer);
        return typeof was === 'string' && was.includes('${') ? append(origin, { kind: 'substitution' }, ...substitutionSteps(was, variables)) : origin;
      },
    };
  }

  /** Owner labels and `spec.commonMetadata`, as the apply stage sets them. */
  function label(body: JsonObject): { object: JsonObject; sent?: JsonObject; originOf: (pointer: string) => Origin | undefined } {
    const metadata = { ...object(body, 'metadata') };
    let sent: JsonObject | undefined;
    const common = object(flux.object, 'spec', 'commonMetadata');
    const origins = new Map<string, () => Origin>();
    for (const field of ['labels', 'annotations'] as const) {
      const values: JsonObject = { ...object(metadata, field) };
      const lost = Object.values(values).some((value) => typeof value !== 'string');
      const added: JsonObject = {};
      const set = (key: string, value: string, origin: () => Origin) => {
        setKey(values, key, value);
        setKey(added, key, value);
        origins.set(`/metadata/${field}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, origin);
      };
      if (field === 'labels') {
        for (const [key, value] of [['name', id.name], ['namespace', id.namespace]] as const) {
          set(`kustomize.toolkit.fluxcd.io/${key}`, value, () => ({ certainty: 'exact', steps: [{ kind: 'generated', name: 'owner label' }, unitStep(id, flux)] }));
        }
      }
      for (const [key, value] of Object.entries(object(common, field))) {
        if (typeof value !== 'string') continue;
        const pointer = `/spec/commonMetadata/${field}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        set(key, value, () => append(flux.originOf(pointer), { kind: 'commonMetadata', name: key }, unitStep(id, flux)));
      }
      if (Object.keys(values).length > 0) metadata[field] = values;
      // Go's GetLabels gives nothing at all where one value is no text, so that what is set replaces them all.
      if (lost && Object.keys(added).length > 0) sent = { ...(sent ?? metadata), [field]: added };
      else if (sent !== undefined && Object.keys(values).length > 0) sent[field] = values;
    }
    return { object: { ...body, metadata }, ...(sent !== undefined && { sent: { ...body, metadata: sent } }), originOf: (pointer) => origins.get(pointer)?.() };
  }
}

/** A Secret's `stringData` goes into `data` before it is applied (fluxcd/pkg/ssa normalize.go). */
export function mergeStringData(body: JsonObject, originOf: OriginOf): { readonly object: JsonObject; readonly originOf: OriginOf } {
  if (body['kind'] !== 'Secret' || body['apiVersion'] !== 'v1' || !isObject(body['stringData'])) return { object: body, originOf };
  const { stringData, ...rest } = body;
  const entries = Object.entries(stringData);
  if (entries.some(([, value]) => typeof value !== 'string')) return { object: body, originOf };
  const data: JsonObject = { ...object(body, 'data') };
  for (const [key, value] of entries) setKey(data, key, Buffer.from(value as string).toString('base64'));
  return {
    object: { ...rest, data },
    originOf: (pointer, part) => originOf(pointer.startsWith('/data/') && atPointer(stringData, pointer.slice('/data'.length)) !== undefined ? `/stringData${pointer.slice('/data'.length)}` : pointer, part),
  };
}

function isSame(a: Problem, b: Problem): boolean {
  return a.code === b.code && a.message === b.message && a.place?.file === b.place?.file && a.place?.line === b.place?.line && a.place?.column === b.place?.column;
}

/** Whether a path climbs above the folder that it starts from. */
function leaves(path: string): boolean {
  let depth = 0;
  return path.split('/').some((part) => part !== '' && part !== '.' && (depth += part === '..' ? -1 : 1) < 0);
}

function pathMissing(flux: Manifest, artifact: Tree, folder: string): KustomizationResult {
  const why = artifact.kind(folder) === 'file' ? 'it is a file, not a folder' : artifact.whyMissing(folder);
  const place = placeOf(flux, '/spec/path');
  const outside = leaves(text(flux.object, 'spec', 'path'));
  return {
    ok: false,
    ...(artifact.kind(folder) === 'file' ? { reason: 'BuildFailed', message: `open ${folder}/kustomization.yaml: not a directory` } : { reason: 'ArtifactFailed', message: `kustomization path not found: stat ${folder}: no such file or directory` }),
    problems: [{
      code: outside ? 'flux/path-outside' : 'flux/path-missing',
      message: outside ? `spec.path "${text(flux.object, 'spec', 'path')}" leads out of the source; Flux stays inside and finds no ${folder}` : `spec.path "${text(flux.object, 'spec', 'path')}" is no folder of the source${why === undefined ? '' : `: ${why}`}`,
      ...(place !== undefined && { place }),
    }],
  };
}

function refuse(resource: Resource, message: string, code: Problem['code'], said: string, reason = 'BuildFailed'): Refusal {
  const place = resource.originOf('').steps[0]?.place;
  return { ok: false, reason, message, problems: [{ code, message: said, ...(place !== undefined && { place }) }] };
}

function refuseAt(resource: Resource, body: JsonObject, message: string, code: Problem['code'], said: (snippet: string | undefined) => string, wanted: (value: string) => string | undefined): Refusal {
  const found = located(resource, body, wanted);
  const value = found.pointer === undefined ? undefined : atPointer(body, found.pointer);
  const snippet = typeof value === 'string' ? /\$\{[^}\n]{0,40}\}?/.exec(value)?.[0] : undefined;
  return { ok: false, reason: 'BuildFailed', message, problems: [{ code, message: said(snippet), ...found }] };
}

/** The first string of an object that holds what is wanted, with the place of that part of it. */
function located(resource: Resource, body: JsonObject, wanted: (value: string) => string | undefined): Pick<Problem, 'place' | 'fieldPlace' | 'pointer' | 'object'> {
  const pointer = findString(body, '', (value) => wanted(value) !== undefined);
  const value = pointer === undefined ? undefined : atPointer(body, pointer);
  const placeAt = (part?: string) => resource.originOf(pointer ?? '', part).steps[0]?.place;
  const [fieldPlace, place] = [placeAt(), placeAt(typeof value === 'string' ? wanted(value) : undefined)];
  return { object: refOf(body), ...(pointer !== undefined && { pointer }), ...(place !== undefined && { place }), ...(fieldPlace !== undefined && { fieldPlace }) };
}

function findString(value: unknown, pointer: string, wanted: (value: string) => boolean): string | undefined {
  if (typeof value === 'string') return wanted(value) ? pointer : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = findString(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, wanted);
    if (found !== undefined) return found;
    if (wanted(key)) return pointer;
  }
  return undefined;
}

function malformed(value: string): string | undefined {
  return 'error' in substitute(value, new Map()) ? /\$\{?\w*/.exec(value)?.[0] ?? value : undefined;
}

function substitutionDisabled(body: JsonObject): boolean {
  const metadata = object(body, 'metadata');
  return ['labels', 'annotations'].some((field) => getKey(object(metadata, field), 'kustomize.toolkit.fluxcd.io/substitute') === 'disabled');
}

/** `ConfigMap.v1.[noGrp]`, as Kustomize writes it. */
function gvk(body: JsonObject): string {
  const [version = '', group] = text(body, 'apiVersion').split('/').reverse();
  return `${text(body, 'kind')}.${version}.${group ?? '[noGrp]'}`;
}

