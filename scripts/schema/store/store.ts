import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { once } from '../../lib/once.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import { changedBundle, kindsOfFacts, layered } from './facts.ts';
import { type CustomKinds, customKinds } from './folder.ts';
import { type Lifecycles, openLifecycles } from './lifecycle.ts';
import type { CustomKind, KindEntry, KubernetesBundle } from './types.ts';

/** The kinds that an API server of one Kubernetes version knows, with the custom kinds of the cluster. */
export interface SchemaStore {
  readonly kubernetes: KubernetesBundle;
  /** Why another version than the one asked for stands in; undefined where it is the one. */
  readonly note?: string;
  builtIn(apiVersion: string, kind: string): KindEntry | undefined;
  /** Every built-in kind of the version. */
  readonly builtIns: readonly KindEntry[];
  /** A custom kind: of the cluster's own definitions, else bundled. Read when first asked for. */
  custom(apiVersion: string, kind: string): CustomKind | undefined;
  /** Every custom kind's name. Reads all that there is: for messages. */
  customNames(): readonly CustomName[];
  /** The table of deprecated and removed API versions. */
  lifecycles(): Lifecycles;
}

export interface CustomName {
  readonly apiVersion: string;
  readonly kind: string;
}

const bundled = fileURLToPath(new URL('../../../schemas', import.meta.url));
/** The Kubernetes versions that there are bundles of. */
const bundledVersions = ['1.33', '1.34', '1.35', '1.36', '1.37'] as const;

/** What the files of this tool hold does not change while it runs; a run opens many stores. */
const bundlesRead = new Map<string, KubernetesBundle>();
const bundledKinds = once(() => openBundles(bundled));

function bundleOf(file: string): KubernetesBundle {
  const known = bundlesRead.get(file) ?? JSON.parse(readFileSync(file, 'utf8')) as KubernetesBundle;
  bundlesRead.set(file, known);
  return known;
}

/**
 * Opens the bundles for a version such as `1.35`; the nearest bundled one stands in for others. Where `own` defines kinds of
 * a group, it alone counts for that group. `facts` of a cluster add its custom kinds and, where they are of that version, what it
 * serves otherwise than the bundle has it.
 */
export function openStore(version: string, rendered?: CustomKinds, facts?: ClusterFacts): SchemaStore {
  const folder = bundled;
  const nearest = nearestVersion(version);
  const bundle = bundleOf(join(folder, `kubernetes-${nearest}.json`));
  const isKnown = facts !== undefined && /^1\.\d+/.exec(facts.kubernetes)?.[0] === version;
  const kubernetes = isKnown ? changedBundle(bundle, facts) : bundle;
  const own = facts === undefined ? rendered : layered(rendered ?? customKinds([]), customKinds(kindsOfFacts(facts)));
  const builtIns = kubernetes.kinds.map(([apiVersion, kind, resource, flags, type]): KindEntry => ({
    apiVersion, kind, resource, namespaced: flags.includes('n'), served: flags.includes('s'), type,
  }));
  const byName = new Map(builtIns.map((entry) => [`${entry.apiVersion} ${entry.kind}`, entry]));
  const bundles = bundledKinds();
  let lifecycles: Lifecycles | undefined;
  return {
    kubernetes,
    ...(nearest === version || isKnown ? {} : { note: `there are no schemas of Kubernetes ${version}; those of ${nearest} stand in` }),
    builtIns,
    builtIn: (apiVersion, kind) => byName.get(`${apiVersion} ${kind}`),
    custom: (apiVersion, kind) => {
      const slash = apiVersion.indexOf('/');
      if (slash < 0) return undefined;
      const [group, wanted] = [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
      return own?.hasGroup(group) === true ? own.find(group, wanted, kind) : bundles.find(group, wanted, kind);
    },
    lifecycles: () => (lifecycles ??= openLifecycles(folder)),
    customNames: () => [
      ...(own?.all() ?? []).filter((kind) => kind.served).map((kind) => ({ apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind })),
      ...bundles.names.filter((name) => own?.hasGroup(name.apiVersion.split('/')[0]!) !== true),
    ],
  };
}

interface Bundles {
  find(group: string, version: string, kind: string): CustomKind | undefined;
  readonly names: readonly CustomName[];
}

function openBundles(folder: string): Bundles {
  const indexFile = join(folder, 'crds', 'index.json');
  const index = existsSync(indexFile) ? (JSON.parse(readFileSync(indexFile, 'utf8')) as [string, string, string, string[], string][]) : [];
  const files = new Map(index.map(([file, group, kind]) => [`${group} ${kind}`, file]));
  const loaded = new Map<string, readonly CustomKind[]>();
  return {
    find: (group, version, kind) => {
      const file = files.get(`${group} ${kind}`);
      if (file === undefined) return undefined;
      let kinds = loaded.get(file);
      if (kinds === undefined) loaded.set(file, (kinds = JSON.parse(readFileSync(join(folder, 'crds', file), 'utf8')) as CustomKind[]));
      return kinds.find((each) => each.version === version);
    },
    names: index.flatMap(([, group, kind, versions]) => versions.map((version) => ({ apiVersion: `${group}/${version}`, kind }))),
  };
}

function nearestVersion(version: string): string {
  const minor = Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? NaN);
  if (Number.isNaN(minor)) return '1.35';
  const all = bundledVersions.map((each) => Number(each.slice(2)));
  return `1.${Math.max(all[0]!, Math.min(all.at(-1)!, minor))}`;
}
