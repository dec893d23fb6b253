import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CustomKind, KindEntry, KubernetesBundle } from './types.ts';

/** The schemas of one Kubernetes version and of the custom kinds that are known without a cluster. */
export interface SchemaStore {
  readonly kubernetes: KubernetesBundle;
  /** Why another version than the one asked for stands in; undefined where it is the one. */
  readonly note?: string;
  builtIn(apiVersion: string, kind: string): KindEntry | undefined;
  /** Every built-in kind of the version. */
  readonly builtIns: readonly KindEntry[];
  /** A bundled third-party kind; read from disk when first asked for. */
  custom(apiVersion: string, kind: string): CustomKind | undefined;
  /** The versions of a bundled custom kind. */
  readonly customNames: readonly { readonly group: string; readonly kind: string; readonly versions: readonly string[] }[];
}

const bundled = fileURLToPath(new URL('../../../schemas', import.meta.url));
const versions = ['1.33', '1.34', '1.35', '1.36', '1.37'] as const;

/** Opens the bundles for a version such as `1.35`. The nearest bundled one stands in for a version that there is no bundle of. */
export function openStore(version: string, folder: string = bundled): SchemaStore {
  const nearest = nearestVersion(version);
  const kubernetes = JSON.parse(readFileSync(join(folder, `kubernetes-${nearest}.json`), 'utf8')) as KubernetesBundle;
  const builtIns = kubernetes.kinds.map(([apiVersion, kind, resource, flags, type]): KindEntry => ({
    apiVersion, kind, resource, namespaced: flags.includes('n'), served: flags.includes('s'), type,
  }));
  const byName = new Map(builtIns.map((entry) => [`${entry.apiVersion} ${entry.kind}`, entry]));
  const indexFile = join(folder, 'crds', 'index.json');
  const index = existsSync(indexFile) ? (JSON.parse(readFileSync(indexFile, 'utf8')) as [string, string, string, string[], string][]) : [];
  const files = new Map(index.map(([file, group, kind]) => [`${group} ${kind}`, file]));
  const loaded = new Map<string, readonly CustomKind[]>();
  return {
    kubernetes,
    ...(nearest === version ? {} : { note: `there are no schemas of Kubernetes ${version}; those of ${nearest} stand in` }),
    builtIns,
    builtIn: (apiVersion, kind) => byName.get(`${apiVersion} ${kind}`),
    custom: (apiVersion, kind) => {
      const [group = '', wanted = ''] = apiVersion.split('/');
      const file = files.get(`${group} ${kind}`);
      if (file === undefined) return undefined;
      let kinds = loaded.get(file);
      if (kinds === undefined) loaded.set(file, (kinds = JSON.parse(readFileSync(join(folder, 'crds', file), 'utf8')) as CustomKind[]));
      return kinds.find((each) => each.version === wanted);
    },
    customNames: index.map(([, group, kind, all]) => ({ group, kind, versions: all })),
  };
}

function nearestVersion(version: string): string {
  const minor = Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? NaN);
  if (Number.isNaN(minor)) return '1.35';
  const all = versions.map((each) => Number(each.slice(2)));
  return `1.${Math.max(all[0]!, Math.min(all.at(-1)!, minor))}`;
}
