import { getKey, isObject, setKey } from '../../lib/json.ts';
import { refOf } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { UnitResult } from '../../model/unit.ts';
import { isLasting, manifestsOf } from '../../report/manifests.ts';
import { isRecorded } from './normal.ts';
import type { Scenario } from './scenario.ts';

/** How the controllers word what went wrong, where we word it otherwise. */
export function compareMessages({ status }: Scenario, units: readonly UnitResult[]): string[] {
  return status.flatMap(({ kind, namespace, name, ready, message }) => {
    const unit = units.find(({ id }) => id.kind === kind && id.namespace === namespace && id.name === name);
    const [theirs, ours] = [message ?? '', unit?.message ?? ''].map((text) => text.trim().replaceAll('\n', ' '));
    return unit === undefined || ready === 'True' || theirs === ours ? [] : [`${kind}/${namespace}/${name}\n    Flux: ${theirs}\n    we:   ${ours}`];
  });
}

/** What we predict of each unit against what was reported. */
export function compareStatus({ status }: Scenario, units: readonly UnitResult[]): string[] {
  const differences: string[] = [];
  const ours = new Map(units.map((unit) => [`${unit.id.kind}/${unit.id.namespace}/${unit.id.name}`, unit]));
  for (const expected of status.filter(({ kind }) => kind === 'Kustomization' || kind === 'HelmRelease')) {
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
export function compareObjects({ applied }: Scenario, units: readonly UnitResult[], roots: readonly Manifest[], normal: (object: JsonObject) => JsonObject): string[] {
  // What a failed install left behind depends on the order in which Helm sent it.
  const broken = new Set(units.filter(({ id, outcome }) => id.kind === 'HelmRelease' && outcome === 'failed').map(({ id }) => `${id.namespace}/${id.name}`));
  const expected = byId(applied.filter(({ metadata }) => {
    const labels = isObject(metadata) && isObject(metadata['labels']) ? metadata['labels'] : {};
    return !broken.has(`${String(labels['helm.toolkit.fluxcd.io/namespace'])}/${String(labels['helm.toolkit.fluxcd.io/name'])}`);
  }));
  const sent = (kind: string) => byId(units.flatMap((unit) => unit.id.kind !== kind || (kind === 'HelmRelease' && broken.has(`${unit.id.namespace}/${unit.id.name}`)) ? [] : manifestsOf(unit).filter(isLasting).map(({ object, sent: less = object }) => less)));
  const ours = sent('Kustomization');
  for (const [id, object] of sent('HelmRelease')) ours.set(id, merge(ours.get(id), object) as JsonObject);
  for (const { object } of roots) {
    ours.delete(idOf(object));
    expected.delete(idOf(object));
  }
  const differences: string[] = [];
  for (const [id, object] of expected) {
    const mine = ours.get(id);
    if (mine === undefined) differences.push(`${id}: applied by Flux, not by us`);
    else differences.push(...diff(normal(object), normal(mine), '').slice(0, 5).map((line) => `${id}${line}`));
  }
  for (const [id, object] of ours) if (!expected.has(id) && isRecorded(object)) differences.push(`${id}: applied by us, not by Flux`);
  return differences;
}

/** The last one of a name: a controller that applies an object again takes back what it no longer sets. */
function byId(objects: readonly JsonObject[]): Map<string, JsonObject> {
  return new Map(objects.map((object) => [idOf(object), object]));
}

/** An object that both controllers apply has the fields of both, and of the later one where they differ. */
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

function diff(expected: Json | undefined, actual: Json | undefined, path: string): string[] {
  if (isObject(expected) && isObject(actual)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].flatMap((key) => diff(expected[key], actual[key], `${path}/${key}`));
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) return expected.flatMap((item, i) => diff(item, actual[i], `${path}/${i}`));
  const [a, b] = [expected, actual].map((value) => JSON.stringify(value, (_, item: Json) => (typeof item === 'bigint' ? String(item) : item)));
  return a === b ? [] : [`${path}: Flux has ${a}, we have ${b}`];
}

