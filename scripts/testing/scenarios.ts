import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { getKey, isObject, setKey } from '../lib/json.ts';
import { refOf } from '../lib/object.ts';
import { parseYaml, toJson, type YNode } from '../lib/yaml/index.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { UnitResult } from '../model/unit.ts';
import { impliedEntry } from '../discover/entries.ts';
import { createRenderer } from '../helm/render/index.ts';
import type { ClusterApi } from '../render/api.ts';
import type { ChartProvider } from '../render/charts/types.ts';
import { renderCluster } from '../render/cluster.ts';
import { normalizeUrl } from '../render/source/resolve.ts';
import { isLasting, manifestsOf } from '../report/manifests.ts';
import { openTree } from '../render/source/tree.ts';

/** What the real controllers reported of one Flux object. */
export interface FluxStatus {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly ready: string;
  readonly reason: string;
  readonly message?: string;
}

export interface ScenarioResult {
  readonly name: string;
  readonly units: readonly UnitResult[];
  /** One line for each difference from what the controllers did; empty where all agrees. */
  readonly differences: readonly string[];
  /** Units whose message is worded otherwise than the controllers', each with both. */
  readonly wordings: readonly string[];
  /** Files that the recording had and this copy of it has not, because its own .gitignore names them. */
  readonly lost: readonly string[];
}

/** What `flux-live` pushes of every repository. */
const pushed = { branches: new Set(['main']), tags: new Set(['v1.0.0']), hasCommit: () => false };

/** Renders a scenario's repository as its cluster would have it and compares objects and statuses with the recorded truth. */
export async function runScenario(folder: string, name: string, charts: ChartProvider, api: ClusterApi, definitions: readonly JsonObject[] = []): Promise<ScenarioResult> {
  const root = join(folder, name);
  const entry = impliedEntry('cluster');
  const remotes = join(root, 'remotes');
  const roots = entry.roots.map((manifest): Manifest => ({ ...manifest, object: withUrl(manifest.object) }));
  const prelude = join(root, 'prelude.yaml');
  const existing = [...definitions, ...(existsSync(prelude) ? readAll(readFileSync(prelude, 'utf8'), (root) => root) : [])];
  const units = await renderCluster({
    existing,
    config: { name, entry: 'cluster', kubernetesVersion: '1.35.4', fluxVersion: '2.9', profile: 'production', external: [], rules: {} },
    roots, charts, renderChart: createRenderer(), api,
    sources: {
      repository: openTree(join(root, 'repo')),
      ownUrls: new Set([normalizeUrl('http://git.invalid/fleet.git')]),
      standIns: (source) => {
        const remote = /^http:\/\/git\.invalid\/(.+)\.git$/.exec(source)?.[1];
        return remote !== undefined && existsSync(join(remotes, remote)) ? { tree: openTree(join(remotes, remote), `../remotes/${remote}`), refs: pushed } : undefined;
      },
    },
  });
  return { name, units, differences: [...compareStatus(root, units), ...compareObjects(root, units, roots)], wordings: compareMessages(root, units), lost: lostFiles(join(root, 'repo')) };
}

function withUrl(object: JsonObject): JsonObject {
  return object['kind'] === 'GitRepository' ? { ...object, spec: { interval: '1m', url: 'http://git.invalid/fleet.git' } } : object;
}

/** A file that a `.gitignore` names in full was there, or nobody would name it; a copy through git loses it. */
function lostFiles(repository: string): string[] {
  const files = readdirSync(repository, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => basename(file) === '.gitignore').flatMap((file) => readFileSync(join(repository, file), 'utf8').split('\n').flatMap((line) => {
    const named = join(dirname(file), line);
    return /^[\w.-]+\.ya?ml$/.test(line) && !files.includes(named) ? [named] : [];
  }));
}

function recorded(root: string): FluxStatus[] {
  return (JSON.parse(readFileSync(join(root, 'expected/status.json'), 'utf8')) as { flux: FluxStatus[] }).flux;
}

function compareMessages(root: string, units: readonly UnitResult[]): string[] {
  return recorded(root).flatMap(({ kind, namespace, name, ready, message }) => {
    const unit = units.find(({ id }) => id.kind === kind && id.namespace === namespace && id.name === name);
    const [theirs, ours] = [message ?? '', unit?.message ?? ''].map((text) => text.trim().replaceAll('\n', ' '));
    return unit === undefined || ready === 'True' || theirs === ours ? [] : [`${kind}/${namespace}/${name}\n    Flux: ${theirs}\n    we:   ${ours}`];
  });
}

function compareStatus(root: string, units: readonly UnitResult[]): string[] {
  const flux = recorded(root);
  const differences: string[] = [];
  const ours = new Map(units.map((unit) => [`${unit.id.kind}/${unit.id.namespace}/${unit.id.name}`, unit]));
  for (const expected of flux.filter(({ kind }) => kind === 'Kustomization' || kind === 'HelmRelease')) {
    const id = `${expected.kind}/${expected.namespace}/${expected.name}`;
    const unit = ours.get(id);
    ours.delete(id);
    const predicted = unit === undefined ? 'absent' : predict(unit);
    const actual = expected.ready === 'True' ? 'ready' : expected.ready === 'False' ? `failed ${expected.reason}` : 'suspended';
    if (predicted !== actual && !(actual === 'ready' && predicted === 'suspended')) differences.push(`${id}: predicted ${predicted} (${unit?.message?.slice(0, 160)}), was ${actual}: ${expected.message?.slice(0, 200)}`);
  }
  for (const [id, unit] of ours) if (!(unit.outcome === 'blocked' && unit.reason === undefined)) differences.push(`${id}: predicted ${predict(unit)}, but there is no such object`);
  return differences;
}

function predict(unit: UnitResult): string {
  if (unit.outcome === 'rendered') return 'ready';
  if (unit.outcome === 'suspended') return 'suspended';
  return `failed ${unit.reason}`;
}

/** Objects that our simulation applied against those that the controllers own, both in a normal form. */
function compareObjects(root: string, units: readonly UnitResult[], roots: readonly Manifest[]): string[] {
  // What a failed install left behind depends on the order in which Helm sent it.
  const broken = new Set(units.filter(({ id, outcome }) => id.kind === 'HelmRelease' && outcome === 'failed').map(({ id }) => `${id.namespace}/${id.name}`));
  // A chart's version behind whose `+` stands the commit: a working tree has none.
  const expected = byId(readAll(readFileSync(join(root, 'expected/applied.yaml'), 'utf8').replaceAll('+<commit12>', ''), asWritten).filter(({ metadata }) => {
    const labels = isObject(metadata) && isObject(metadata['labels']) ? metadata['labels'] : {};
    return !broken.has(`${String(labels['helm.toolkit.fluxcd.io/namespace'])}/${String(labels['helm.toolkit.fluxcd.io/name'])}`);
  }));
  const ours = byId(units.flatMap((unit) => !broken.has(`${unit.id.namespace}/${unit.id.name}`) || unit.id.kind !== 'HelmRelease' ? manifestsOf(unit).filter(isLasting).map(({ object, sent = object }) => sent) : []));
  for (const { object } of roots) {
    ours.delete(idOf(object));
    expected.delete(idOf(object));
  }
  const differences: string[] = [];
  for (const [id, object] of expected) {
    const mine = ours.get(id);
    if (mine === undefined) differences.push(`${id}: applied by Flux, not by us`);
    else differences.push(...diff(normalize(object), normalize(mine), '').slice(0, 5).map((line) => `${id}${line}`));
  }
  for (const id of ours.keys()) if (!expected.has(id)) differences.push(`${id}: applied by us, not by Flux`);
  return differences;
}

function readAll(yaml: string, asMeant: (root: YNode) => YNode): JsonObject[] {
  return parseYaml(yaml).documents.flatMap(({ root }) => {
    const value = root === undefined ? null : toJson(asMeant(root), 'sigs');
    return isObject(value) ? [value] : [];
  });
}

/** What Python's YAML writer leaves without quotes and means as something else than a text (YAML 1.1 as PyYAML resolves it). */
const pythonic = /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(?:0|[1-9][0-9_]*)|[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?)$/;

/** The recordings were written by Python: `y`, `1e3` and the like stand there without quotes and are texts. */
function asWritten(node: YNode): YNode {
  if (node.type === 'scalar') return node.style === 'plain' && node.tag === '' && !pythonic.test(node.text) ? { ...node, style: 'single' } : node;
  if (node.type === 'seq') return { ...node, items: node.items.map(asWritten) };
  if (node.type === 'map') return { ...node, items: node.items.map(({ key, value }) => ({ key: asWritten(key), value: asWritten(value) })) };
  return node;
}

function byId(objects: readonly JsonObject[]): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const object of objects) found.set(idOf(object), merge(found.get(idOf(object)), object) as JsonObject);
  return found;
}

/** An object that two units apply has the fields of both, and of the later one where they differ. */
function merge(before: Json | undefined, after: Json): Json {
  if (!isObject(before) || !isObject(after)) return after;
  const out: JsonObject = { ...before };
  for (const [key, value] of Object.entries(after)) setKey(out, key, merge(getKey(before, key), value));
  return out;
}

function idOf(object: JsonObject): string {
  const { apiVersion, kind, namespace, name } = refOf(object);
  return `${apiVersion.replace(/\/?[^/]+$/, '')}/${kind}/${namespace}/${name}`;
}

/** Drops what says nothing: nulls, empty maps and lists, and what the server manages. */
function normalize(value: Json, path = ''): Json {
  if (Array.isArray(value)) return value.map((item) => normalize(item, `${path}[]`));
  if (!isObject(value)) return value;
  const out: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    if (path === '' && (key === 'status' || key === 'apiVersion')) continue;
    if (isDefault(key, value)) continue;
    // The server reads a null among strings as an empty string.
    const item = path === '.data' && value[key] === null ? '' : normalize(value[key] as Json, `${path}.${key}`);
    if (item === null || (isObject(item) && Object.keys(item).length === 0) || (Array.isArray(item) && item.length === 0)) continue;
    out[key] = item;
  }
  return out;
}

/** Values that the server or Flux's Go types fill in. */
function isDefault(key: string, holder: JsonObject): boolean {
  const value = holder[key];
  return (key === 'protocol' && value === 'TCP') || (key === 'targetPort' && value === holder['port']) || (key === 'optional' && value === false);
}

function diff(expected: Json | undefined, actual: Json | undefined, path: string): string[] {
  if (isObject(expected) && isObject(actual)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].flatMap((key) => diff(expected[key], actual[key], `${path}/${key}`));
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) return expected.flatMap((item, i) => diff(item, actual[i], `${path}/${i}`));
  const [a, b] = [expected, actual].map((value) => JSON.stringify(value, (_, item: Json) => (typeof item === 'bigint' ? String(item) : item)));
  return a === b ? [] : [`${path}: Flux has ${a}, we have ${b}`];
}

export function scenarioNames(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'expected/status.json'))).sort() : [];
}
