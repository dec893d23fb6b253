import { parseAllDocuments } from 'yaml';
import { isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { CustomKind } from '../store/types.ts';
import { crdFiles, kubernetesText, lifecycleText } from './bundle.ts';
import { type LifecycleRow, lifecycleRows } from './lifecycle.ts';
import { kindsOf } from '../store/crd.ts';
import { fetchModule } from './module.ts';
import { bundleOf } from './openapi.ts';

/** `schemas/sources.json`. */
export interface Sources {
  readonly kubernetes: { readonly module: string; readonly document: string; readonly versions: readonly string[] };
  /** Modules whose generated Go tells when API versions were deprecated and removed; the first that knows a kind counts. */
  readonly lifecycle: readonly { readonly module: string; readonly version: string }[];
  readonly crds: readonly { readonly module: string; readonly version: string; readonly folders: readonly string[] }[];
}

/** Makes every file of `schemas/` (name -> text) from the modules that `sources` pins. Throws an Error with one line. */
export async function pull(sources: Sources, proxy: string, log: (line: string) => void): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const version of sources.kubernetes.versions) {
    const source = `${sources.kubernetes.module} ${version}`;
    log(source);
    const document = (await fetchModule(sources.kubernetes.module, version, proxy)).get(sources.kubernetes.document);
    if (document === undefined) throw new Error(`${source} has no ${sources.kubernetes.document}`);
    const minor = version.replace(/^v(\d+\.\d+).*/, '$1');
    files.set(`kubernetes-${minor}.json`, kubernetesText(bundleOf(JSON.parse(document()) as JsonObject, minor, source)));
  }
  const rows = new Map<string, LifecycleRow>();
  for (const { module, version } of sources.lifecycle) {
    log(`${module} ${version}`);
    for (const row of lifecycleRows(await fetchModule(module, version, proxy))) if (!rows.has(`${row[0]} ${row[1]}`)) rows.set(`${row[0]} ${row[1]}`, row);
  }
  files.set('api-versions.json', lifecycleText([...rows.values()], sources.lifecycle.map(({ module, version }) => `${module} ${version}`).join(', ')));
  const kinds: CustomKind[] = [];
  const origin = new Map<CustomKind, string>();
  for (const { module, version, folders } of sources.crds) {
    log(`${module} ${version}`);
    const archive = await fetchModule(module, version, proxy);
    for (const kind of kindsIn(archive, folders)) {
      if (kinds.some((known) => known.group === kind.group && known.kind === kind.kind && known.version === kind.version)) continue;
      kinds.push(withOperatorKinds(kind));
      origin.set(kind, `${module} ${version}`);
    }
  }
  for (const [name, text] of crdFiles(kinds, (kind) => origin.get(kind)!)) files.set(`crds/${name}`, text);
  return files;
}

/**
 * flux-operator adds its own kinds to those that Alerts and Receivers may name when it installs the CRDs
 * (internal/builder/templates.go, notificationPatchTmpl).
 */
function withOperatorKinds(kind: CustomKind): CustomKind {
  if (kind.group !== 'notification.toolkit.fluxcd.io') return kind;
  const own = ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'];
  return JSON.parse(JSON.stringify(kind), (key, value: unknown) => (key === 'enum' && Array.isArray(value) && value.includes('ExternalArtifact') ? [...value, ...own] : value)) as CustomKind;
}

function kindsIn(archive: ReadonlyMap<string, () => string>, folders: readonly string[]): CustomKind[] {
  const kinds: CustomKind[] = [];
  for (const [path, text] of archive) {
    if (!/\.ya?ml$/.test(path) || !folders.some((folder) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))) continue;
    for (const document of parseAllDocuments(text(), { logLevel: 'silent' })) {
      const value = document.toJS() as Json;
      if (isObject(value)) kinds.push(...kindsOf(value));
    }
  }
  return kinds;
}
