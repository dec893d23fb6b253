import { findingKey } from '../lib/finding-key.ts';
import { refOf } from '../lib/object.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Finding } from '../model/finding.ts';
import type { ObjectRef } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { UnitResult } from '../model/unit.ts';

/** What a run came to, as far as fixes are judged by it. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly clusters: readonly Cluster[];
}

/**
 * Why fixes may not stay, by comparing the run before with the one after: each finding they are for has to be gone, no unit may
 * be worse off, what has no finding that is mended has to render as before, and nothing new may be found, except on an object
 * that had an error before (the error hid it) or was not there. Undefined where nothing speaks against them.
 */
export function objection(before: Checked, after: Checked, mended: readonly Finding[]): string | undefined {
  const [then, now] = [countsOf(before.findings), countsOf(after.findings)];
  const stays = mended.find((finding) => (now.get(findingKey(finding)) ?? 0) >= (then.get(findingKey(finding)) ?? 0));
  if (stays !== undefined) return 'it would be found all the same';
  for (const cluster of before.clusters) {
    const other = after.clusters.find(({ name }) => name === cluster.name);
    const reason = other === undefined ? `cluster ${cluster.name} could not be rendered any more` : worse(cluster, other, mended.filter((finding) => finding.cluster === cluster.name));
    if (reason !== undefined) return reason;
  }
  const broken = new Set(mended.filter(({ level }) => level === 'error').map(objectKey));
  const objects = new Set(before.clusters.flatMap((cluster) => cluster.manifests.map(({ object }) => `${cluster.name} ${refKey(refOf(object))}`)));
  const seen = new Map(then);
  for (const finding of after.findings) {
    const key = findingKey(finding);
    const left = seen.get(key) ?? 0;
    seen.set(key, left - 1);
    const revealed = finding.object !== undefined && (broken.has(objectKey(finding)) || !objects.has(objectKey(finding)));
    if (left <= 0 && !revealed) return `it would make ${finding.rule}: ${finding.message}`;
  }
  return undefined;
}

function worse(before: Cluster, after: Cluster, mended: readonly Finding[]): string | undefined {
  const units = new Map(after.units.map((unit) => [unitKey(unit), unit]));
  const touched = unitsOf(before, mended);
  for (const unit of before.units) {
    const name = `${unit.id.kind} ${unit.id.namespace}/${unit.id.name}`;
    const other = units.get(unitKey(unit));
    if (other === undefined) return `${name} of ${before.name} would be gone`;
    if (unit.outcome !== other.outcome && other.outcome !== 'rendered') return `${name} of ${before.name} would be ${other.outcome}`;
    if (unit.outcome !== 'failed' && !touched.has(unitKey(unit)) && contentOf(unit) !== contentOf(other)) return `it would change ${name} of ${before.name}, where it is right as it is`;
  }
  return undefined;
}

/** The units that findings are about: those that rendered the object, or that the object itself is. */
function unitsOf({ manifests }: Cluster, findings: readonly Finding[]): Set<string> {
  const wanted = new Set(findings.flatMap(({ object }) => (object === undefined ? [] : [refKey(object)])));
  const own = [...wanted].map((key) => key.slice(key.indexOf(' ') + 1));
  // What kept a unit from being rendered is about all that it holds.
  const failing = findings.flatMap(({ unit }) => (unit === undefined ? [] : [`${unit.kind} ${unit.namespace} ${unit.name}`]));
  return new Set([...manifests.filter(({ object }) => wanted.has(refKey(refOf(object)))).map(({ unit }) => `${unit.kind} ${unit.namespace} ${unit.name}`), ...own, ...failing]);
}

function contentOf({ manifests }: UnitResult): string {
  return manifests.map(({ object }) => text(object)).sort().join('\n');
}

function text(object: JsonObject): string {
  return JSON.stringify(object, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

function countsOf(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(findingKey(finding), (counts.get(findingKey(finding)) ?? 0) + 1);
  return counts;
}

function objectKey({ cluster, object }: Finding): string {
  return `${cluster} ${object === undefined ? '' : refKey(object)}`;
}

/** Group, then what also names a unit: versions may be mended. */
function refKey({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return `${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '-'} ${kind} ${namespace} ${name}`;
}

function unitKey({ id }: UnitResult): string {
  return `${id.kind} ${id.namespace} ${id.name}`;
}
