import { list, object, objects, refOf, text } from '../lib/object.ts';
import { pointerToken } from '../lib/json.ts';
import type { ExternalInput } from '../model/cluster.ts';
import type { Origin } from '../model/origin.ts';
import type { State } from './state.ts';

/** The data of a ConfigMap or Secret that Flux reads while it reconciles. */
export interface Input {
  readonly data: ReadonlyMap<string, string>;
  /** False where further keys may exist that git does not name. */
  readonly complete: boolean;
  /** Keys whose value git does not hold; `data` has a stand-in for them. */
  readonly standIns: ReadonlySet<string>;
  originOf(key: string): Origin | undefined;
}

/**
 * Finds a ConfigMap or Secret as Flux would in the cluster: rendered by git, made in the cluster by an object of git
 * (SealedSecret, ExternalSecret, Certificate), or declared in validate.yaml.
 */
export function findInput(kind: string, namespace: string, name: string, state: State, external: readonly ExternalInput[]): Input | undefined {
  const manifest = state.get('', kind, namespace, name);
  if (manifest !== undefined) {
    const data = new Map<string, string>();
    const field = new Map<string, string>();
    const { object: body } = manifest;
    for (const [key, value] of Object.entries(object(body, 'data'))) {
      if (typeof value !== 'string') continue;
      data.set(key, kind === 'Secret' ? Buffer.from(value, 'base64').toString() : value);
      field.set(key, 'data');
    }
    for (const [key, value] of kind === 'Secret' ? Object.entries(object(body, 'stringData')) : []) {
      if (typeof value !== 'string') continue;
      data.set(key, value);
      field.set(key, 'stringData');
    }
    return { data, complete: true, standIns: new Set(), originOf: (key) => manifest.originOf(`/${field.get(key) ?? 'data'}/${pointerToken(key)}`) };
  }
  const declared = external.find((input) => input.kind === kind && matches(input.name, name) && matches(input.namespace ?? '*', namespace));
  const produced = kind === 'Secret' ? producedSecret(namespace, name, state) : undefined;
  if (declared === undefined) return produced;
  const data = new Map([...(produced?.data ?? []), ...Object.entries(declared.data ?? {})]);
  const standIns = new Set([...(produced?.standIns ?? []), ...Object.keys(declared.data ?? {})]);
  return { data, complete: declared.data !== undefined, standIns, originOf: (key) => produced?.originOf(key) };
}

/** A Secret that a controller makes from an object of git: its keys are known, its values are not. */
function producedSecret(namespace: string, name: string, state: State): Input | undefined {
  const sealed = state.get('bitnami.com', 'SealedSecret', namespace, name);
  if (sealed !== undefined) return standIn(Object.keys(object(sealed.object, 'spec', 'encryptedData')), true, (key) => sealed.originOf(`/spec/encryptedData/${pointerToken(key)}`));
  for (const manifest of state.ofKind('external-secrets.io', 'ExternalSecret')) {
    if (text(manifest.object, 'metadata', 'namespace') !== namespace) continue;
    const target = object(manifest.object, 'spec', 'target');
    if ((text(target, 'name') || refOf(manifest.object).name) !== name) continue;
    const templated = Object.keys(object(target, 'template', 'data'));
    const keys = templated.length > 0 ? templated : objects(manifest.object, 'spec', 'data').map((item) => text(item, 'secretKey'));
    return standIn(keys, list(manifest.object, 'spec', 'dataFrom').length === 0, () => manifest.originOf('/spec'));
  }
  return undefined;
}

function standIn(keys: readonly string[], complete: boolean, originOf: (key: string) => Origin): Input {
  return { data: new Map(keys.map((key) => [key, placeholder(key)])), complete, standIns: new Set(keys), originOf };
}

/** What stands for a value that git does not hold: valid as a host name, a label and a password; of registries' passwords the API server wants JSON. */
export function placeholder(key: string): string {
  if (key === '.dockerconfigjson' || key === '.dockercfg') return key === '.dockercfg' ? '{}' : '{"auths":{}}';
  return `placeholder-${key.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')}`.slice(0, 63).replace(/-$/, '');
}

function matches(pattern: string, name: string): boolean {
  return pattern === '*' || pattern === name || (pattern.includes('*') && new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(name));
}

