import { byBytes } from '../../lib/by-bytes.ts';
import { isBuiltinGroup } from '../../lib/kubernetes/kind.ts';
import { text } from '../../lib/object.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import { kindsOf } from '../store/crd.ts';
import { openStore } from '../store/store.ts';
import type { CustomKind } from '../store/types.ts';
import { bundleOfV3, differenceOf } from './difference.ts';

/** What was read from a cluster (`live/facts/gather.ts`). */
export interface Pulled {
  readonly version: string;
  readonly kinds: readonly { readonly apiVersion: string; readonly group: string; readonly kind: string; readonly resource: string; readonly namespaced: boolean; readonly verbs: readonly string[]; readonly preferred: boolean }[];
  readonly openApi: readonly JsonObject[];
  readonly crds: readonly JsonObject[];
  readonly objects: readonly JsonObject[];
  readonly notRead: readonly string[];
}

/** Makes facts of what was read. Sorted, so that two pulls of an unchanged cluster give the same text. */
export function factsOf(cluster: string, today: string, { version, kinds, openApi, crds, objects, notRead }: Pulled): ClusterFacts {
  const minor = /^1\.\d+/.exec(version)?.[0] ?? version;
  const bundled = openStore(minor).kubernetes;
  const isComplete = openApi.length > 0 && !notRead.some((line) => line.startsWith('the schemas of built-in kinds'));
  const custom = crds.flatMap(kindsOf);
  const defined = new Set(custom.map(({ group }) => group));
  const versions = Map.groupBy(kinds, ({ group }) => group);
  const preferred = [...versions].filter(([, all]) => new Set(all.map(({ apiVersion }) => apiVersion)).size > 1).map(([group, all]) => [group, (all.find((each) => each.preferred) ?? all[0]!).apiVersion.split('/').at(-1)!] as const);
  return {
    cluster, pulled: today, kubernetes: version, notRead: [...notRead].sort(),
    preferred: Object.fromEntries(preferred.sort(([a], [b]) => byBytes(a, b))),
    builtIn: isComplete ? differenceOf(bundleOfV3(openApi, minor, ''), bundled) : { kinds: [], gone: [], types: {} },
    aggregated: kinds.filter(({ group, kind }) => !isBuiltinGroup(group) && !defined.has(group) && kind !== '')
      .map(({ apiVersion, kind, resource, namespaced }) => [apiVersion, kind, resource, namespaced ? 'n' : ''] as const).sort((a, b) => byBytes(a.join(' '), b.join(' '))),
    crds: (custom as readonly (CustomKind & object)[]).map((kind) => kind as unknown as JsonObject).sort((a, b) => byBytes(nameOfKind(a), nameOfKind(b))),
    objects: [...objects].sort((a, b) => byBytes(nameOfObject(a), nameOfObject(b))),
  };
}

/** Facts as text: one kind, one type, one object a line, so that a change of the cluster reads as a diff. */
export function factsText({ cluster, pulled, kubernetes, notRead, preferred, builtIn, aggregated, crds, objects }: ClusterFacts): string {
  const lines = (items: readonly unknown[]): string => (items.length === 0 ? '[]' : `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`);
  const entries = (map: Readonly<Record<string, unknown>>): string => (Object.keys(map).length === 0 ? '{}' : `{\n${Object.entries(map).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n')}\n}`);
  return [
    `{"cluster":${JSON.stringify(cluster)},"pulled":${JSON.stringify(pulled)},`, `"kubernetes":${JSON.stringify(kubernetes)},`,
    `"notRead":${lines(notRead)},`, `"preferred":${entries(preferred)},`,
    `"builtIn":{"kinds":${lines(builtIn.kinds)},"gone":${lines(builtIn.gone)},"types":${entries(builtIn.types)}},`,
    `"aggregated":${lines(aggregated)},`, `"crds":${lines(crds)},`, `"objects":${lines(objects)}}`, '',
  ].join('\n');
}

/** What differs between the facts in git and those of the cluster, one line each; the day of the pull is no difference. */
export function compareFacts(before: ClusterFacts, now: ClusterFacts): string[] {
  const lines: string[] = [];
  if (before.kubernetes !== now.kubernetes) lines.push(`Kubernetes is ${now.kubernetes}, git has ${before.kubernetes}`);
  const part = (what: string, a: readonly (readonly [string, unknown])[], b: readonly (readonly [string, unknown])[]): void => {
    const [old, own] = [new Map(a), new Map(b)];
    for (const [name, value] of own) {
      if (!old.has(name)) lines.push(`${what} ${name} is new`);
      else if (JSON.stringify(old.get(name)) !== JSON.stringify(value)) lines.push(`${what} ${name} is another`);
    }
    for (const name of old.keys()) if (!own.has(name)) lines.push(`${what} ${name} is gone`);
  };
  part('the schema of', before.crds.map((kind) => [nameOfKind(kind), kind]), now.crds.map((kind) => [nameOfKind(kind), kind]));
  part('', before.objects.map((each) => [nameOfObject(each), each]), now.objects.map((each) => [nameOfObject(each), each]));
  part('the preferred version of', Object.entries(before.preferred), Object.entries(now.preferred));
  part('the aggregated', before.aggregated.map((each) => [`${each[0]} ${each[1]}`, each]), now.aggregated.map((each) => [`${each[0]} ${each[1]}`, each]));
  part('the built-in', before.builtIn.kinds.map((each) => [`${each[0]} ${each[1]}`, each]), now.builtIn.kinds.map((each) => [`${each[0]} ${each[1]}`, each]));
  part('the absence of', before.builtIn.gone.map((name) => [name, name]), now.builtIn.gone.map((name) => [name, name]));
  part('the built-in type', Object.entries(before.builtIn.types), Object.entries(now.builtIn.types));
  part('not read:', before.notRead.map((line) => [line, line]), now.notRead.map((line) => [line, line]));
  return lines.map((line) => line.trim());
}

function nameOfKind(kind: JsonObject): string {
  return `${text(kind, 'group')}/${text(kind, 'version')} ${text(kind, 'kind')}`;
}

function nameOfObject(body: JsonObject): string {
  const namespace = text(body, 'metadata', 'namespace');
  return `${text(body, 'kind')} ${namespace === '' ? '' : `${namespace}/`}${text(body, 'metadata', 'name')}`;
}
