import { build, kustomizationNames, makeFs, memoryFs, scalarWrittenAt, type BuildOutcome, type Entry, type FetchRemote, type GivenKustomization, type KustomizeFs } from '../kustomize/index.ts';
import { encodeYaml } from '../lib/yaml/encode.ts';
import { entryAt, placeOf as placeAt, placeOfNode, toJson, type YNode, type YamlFile, type YScalar } from '../lib/yaml/index.ts';
import { slipOf, suggest } from '../lib/suggest.ts';
import { isObject } from '../lib/json.ts';
import { refOf } from '../lib/object.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin, OriginOf, OriginStep } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import { fieldNamed, kustomizationFields, madeUpOrigin, mergeSpec, type Base, type Generated } from './generate.ts';
import { append, placeOf } from './origin.ts';
import type { BuildResult } from './resource.ts';
import { cleanPath } from './source/artifact.ts';
import type { Verifier } from './binary/verify.ts';
import { findRemote } from './source/remote.ts';
import type { Checkout } from './source/types.ts';
import { unreadableFiles } from './unreadable.ts';
import type { Tree } from './source/tree.ts';

/** The file systems that Kustomize reads, one per tree: a file that many builds share is read and parsed once. */
export type FileSystems = WeakMap<Tree, KustomizeFs>;

/** What builds of one run share, and where they may look. */
export interface BuildContext {
  readonly systems: FileSystems;
  /** Folders for other repositories, by URL. */
  readonly standIns: (name: string) => Checkout | undefined;
  readonly verifier?: Verifier;
}

/** Builds the folder of a Flux Kustomization: its kustomization, or one that lists every manifest, with the spec merged in. */
export function buildFolder(tree: Tree, folder: string, flux: Manifest, { systems, standIns, verifier }: BuildContext): BuildResult {
  const fetchRemote: FetchRemote = (url) => {
    const found = findRemote(url, standIns);
    if (found === undefined) return undefined;
    return 'missing' in found ? { problem: found.missing } : { fs: fileSystem(found.checkout.tree, systems), dir: found.path };
  };
  const fs = fileSystem(tree, systems);
  const found = findKustomization(tree, fs, folder, flux);
  if ('problem' in found) return { ok: false, message: found.problem.message, problems: [found.problem] };
  const made = buildFound(found, tree, fs, folder, flux, fetchRemote, systems, verifier);
  return { ...made, problems: [...found.problems ?? [], ...made.problems] };
}

function buildFound(found: Base, tree: Tree, fs: KustomizeFs, folder: string, flux: Manifest, fetchRemote: FetchRemote, systems: FileSystems, verifier?: Verifier): BuildResult {
  const generated = mergeSpec(found, flux, (component) => tree.kind(cleanPath(`${folder}/${component}`)) !== undefined);
  if ('error' in generated) {
    const place = placeOf(flux, '/spec/components') ?? placeOf(flux);
    return { ok: false, message: generated.error, problems: [{ code: 'kustomize/build-failed', message: generated.error, ...(place !== undefined && { place }) }] };
  }
  const written = writtenIn(tree, systems);
  const scalarAt = (pointer: string) => written(generated.originOf(pointer).steps[0]);
  const built = build(fs, folder, { kustomization: { ...generated, scalarAt }, loadRestriction: 'none', version: '(devel)', fetchRemote });
  const differs = built.ok ? verifier?.build(tree, folder, generated.data, generated.fileName ?? 'kustomization.yaml', built.resources.map(({ object }) => object)) : undefined;
  if (built.ok && differs !== undefined) return result({ ...built, problems: [...built.problems, at(differs, flux)] }, flux);
  if (!built.ok && built.unsupported !== undefined) {
    return { ...result(built, flux), unbuilt: { tree, folder, kustomization: generated.data, fileName: generated.fileName ?? 'kustomization.yaml', reason: built.unsupported } } as BuildResult;
  }
  return result(built.ok ? built : { ...built, problems: withUnreadable(built.problems, unreadableFiles(fs, folder, generated.data)) }, flux);
}

/** Finds the scalars that steps name, as they are written: the texts of patches in `spec.patches`, whose fields have places of their own. */
export function writtenIn(tree: Tree, systems: FileSystems): (step: OriginStep | undefined) => YScalar | undefined {
  const known = new Map<string, YScalar | undefined>();
  return (step) => {
    const place = step?.place;
    if (place === undefined || tree.kind(place.file) !== 'file' || tree.label(place.file) !== place.file) return undefined;
    const at = `${place.file}:${place.line}:${place.column}`;
    if (!known.has(at)) {
      const file = fileSystem(tree, systems).yaml(place.file);
      known.set(at, file === undefined ? undefined : scalarWrittenAt(file, place));
    }
    return known.get(at);
  };
}

/** A problem without a place stands at the path that is built. */
function at(problem: Problem, flux: Manifest): Problem {
  const place = problem.place ?? placeOf(flux, '/spec/path') ?? placeOf(flux);
  return { ...problem, ...(place !== undefined && { place }) };
}

/** All that is wrong in the files that cannot be read, instead of the first of it that ended the build. */
function withUnreadable(problems: readonly Problem[], unreadable: readonly Problem[]): Problem[] {
  const files = new Set(unreadable.map(({ place }) => place?.file));
  return unique([...problems.filter(({ code, place }) => !code.startsWith('yaml/') || !files.has(place?.file)), ...unreadable]);
}

function unique(problems: readonly Problem[]): Problem[] {
  const keys = problems.map(({ message, place }) => `${place?.file}:${place?.line}:${place?.column} ${message}`);
  return problems.filter((_, i) => keys.indexOf(keys[i] as string) === i);
}

function result(built: BuildOutcome, flux: Manifest): BuildResult {
  if (built.ok) {
    return { ok: true, problems: built.problems, resources: built.resources.map(({ object, originOf }) => ({ object, originOf, yaml: () => encodeYaml(object) })) };
  }
  const problems = built.problems.map((problem) => at(problem, flux));
  const remote = problems.some(({ code }) => code === 'kustomize/remote-base');
  return { ok: false, message: `kustomize build failed: ${problems[0]?.message ?? 'no reason given'}`, problems, ...(remote && { skipped: true }) };
}

export function fileSystem(tree: Tree, systems: FileSystems): KustomizeFs {
  const known = systems.get(tree);
  if (known !== undefined) return known;
  const fs = makeFs((path) => {
    const kind = tree.kind(path);
    if (kind === 'file') return readEntry(tree, path);
    if (kind === 'directory') return { kind: 'dir', names: tree.list(path) ?? [] };
    return tree.whyMissing(path)?.includes('symbolic link') === true ? { kind: 'symlink' } : { kind: 'missing' };
  }, tree.label);
  systems.set(tree, fs);
  return fs;
}

function readEntry(tree: Tree, path: string): Entry {
  try {
    return { kind: 'file', bytes: tree.read(path) as Uint8Array };
  } catch (error) {
    return { kind: 'refused', reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
}

/** The kustomization file of a folder, or the one that kustomize-controller would write (kustomize_generator.go scanManifests). */
function findKustomization(tree: Tree, fs: KustomizeFs, folder: string, flux: Manifest): Base | { readonly problem: Problem } {
  const inFolder = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const present = kustomizationNames.filter((name) => tree.kind(inFolder(name)) === 'file');
  if (present.length > 1) {
    return { problem: { code: 'kustomize/build-failed', message: `there are several kustomization files: ${present.join(', ')}; keep one`, place: { file: tree.label(inFolder(present[1] as string)), line: 1, column: 1 } } };
  }
  for (const name of present) {
    const path = inFolder(name);
    const place = { file: tree.label(path), line: 1, column: 1 };
    const yaml = fs.yaml(path);
    const error = yaml?.errors.find(({ code }) => code !== 'yaml/duplicate-key');
    if (yaml === undefined || error !== undefined) {
      return { problem: { code: 'kustomize/build-failed', message: `${place.file} cannot be read: ${error?.message ?? 'it is no text'}`, place: error === undefined || yaml === undefined ? place : placeAt(yaml.source, error.offset) } };
    }
    const root = yaml.documents[0]?.root;
    const data = root === undefined ? null : toJson(root, 'sigs');
    // An empty file is an empty kustomization to Go.
    if (data === null) return { created: false, data: {}, originOf: () => ({ certainty: 'file', steps: [{ kind: 'resource', place }] }), fileName: name };
    if (root === undefined || !isObject(data)) return { problem: { code: 'kustomize/build-failed', message: `${place.file} must be a map`, place } };
    return { created: false, data, originOf: fieldOrigin(root), fileName: name, problems: takenAmiss(yaml, root) };
  }
  const resources = scan(tree, folder).map((path) => `./${folder === '' ? path : path.slice(folder.length + 1)}`);
  const data: JsonObject = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...(resources.length > 0 ? { resources } : { namespace: '_placeholder' }) };
  return { created: true, data, originOf: madeUpOrigin(flux) };
}

/** What Flux takes out of a kustomization without a word: fields that it does not know, and all but the last of a key that stands twice. */
function takenAmiss(file: YamlFile, root: YNode): Problem[] {
  const keys = root.type === 'map' ? root.items.flatMap(({ key }) => (key.type === 'scalar' ? [key] : [])) : [];
  const present = keys.map(({ text }) => text);
  const dropped = keys.filter(({ text }) => fieldNamed(text) === undefined).map((key): Problem => {
    const near = suggest(key.text, kustomizationFields);
    const slip = slipOf(key.text, kustomizationFields);
    return {
      code: 'kustomize/field-dropped', place: placeOfNode(key),
      message: `a kustomization has no field "${key.text}", so Flux drops it without a word${near === undefined ? '' : `; did you mean "${near}"?`}`,
      ...(slip !== undefined && !present.includes(slip) && { fix: { action: 'rename' as const, key: slip } }),
    };
  });
  const twice = file.errors.filter(({ code, document }) => code === 'yaml/duplicate-key' && document === 0).map(({ code, message, offset }): Problem => ({ code, message, place: placeAt(file.source, offset) }));
  return [...dropped, ...twice];
}

function fieldOrigin(root: YNode): OriginOf {
  return (pointer): Origin => {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const entry = at === '' ? undefined : entryAt(root, at);
      if (entry !== undefined) return { certainty: 'exact', steps: [{ kind: 'resource', place: placeOfNode(entry.value) }] };
      if (at === '') return { certainty: 'exact', steps: [{ kind: 'resource', place: placeOfNode(root) }] };
    }
  };
}

/** YAML files below a folder in the order of a walk; a folder with a kustomization of its own stands for all below it. */
function scan(tree: Tree, folder: string): string[] {
  return (tree.list(folder) ?? []).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (tree.kind(path) === 'directory') {
      return kustomizationNames.some((file) => tree.kind(`${path}/${file}`) === 'file') ? [path] : scan(tree, path);
    }
    return /\.ya?ml$/.test(name) ? [path] : [];
  });
}

/** Runs a kustomization over manifests that come from elsewhere (Helm's output); unpatched fields keep their origin. */
export function buildVirtual(manifests: readonly Manifest[], kustomization: Generated & Pick<GivenKustomization, 'scalarAt'>): { readonly ok: true; readonly manifests: Manifest[] } | { readonly ok: false; readonly message: string; readonly problems: readonly Problem[] } {
  const file = 'helm-output.yaml';
  const fs = memoryFs({ [file]: manifests.map(({ object }) => encodeYaml(object)).join('---\n') });
  const built = build(fs, '', { kustomization, loadRestriction: 'none' });
  if (!built.ok) {
    const place = kustomization.originOf('').steps[0]?.place;
    return { ok: false, message: built.problems[0]?.message ?? '', problems: built.problems.map((problem) => ({ ...problem, ...(place !== undefined && { place: problem.place?.file === file ? place : problem.place ?? place }) })) };
  }
  const byName = new Map(manifests.map((manifest) => [key(manifest.object), manifest]));
  return {
    ok: true,
    manifests: built.resources.map(({ object, originOf }, i) => {
      const before = byName.get(key(object)) ?? manifests[i] as Manifest;
      return {
        ...before, object,
        originOf: (pointer, part) => {
          const origin = originOf(pointer, part);
          return origin.steps[0]?.place?.file === file ? append(before.originOf(pointer, part), ...origin.steps.slice(1)) : origin;
        },
      };
    }),
  };
}

function key(object: JsonObject): string {
  const { apiVersion, kind, namespace, name } = refOf(object);
  return `${apiVersion}/${kind}/${namespace}/${name}`;
}
