import { groupOf, object, objects, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Client } from '../connect/index.ts';
import type { Discovery } from './discovery.ts';
import { list } from './list.ts';

/** Says why the cluster does not serve a kind: `the cluster does not serve example.com/v1 Thing, only example.com/v2`. */
export type Unserved = (apiVersion: string, kind: string) => Promise<string>;

/** Reads the CustomResourceDefinitions once, where one is to blame. */
export function explainUnserved(client: Client, discovery: Discovery): Unserved {
  let definitions: Promise<readonly JsonObject[]> | undefined;
  const read = async (): Promise<readonly JsonObject[]> => {
    const served = discovery.preferred('apiextensions.k8s.io', 'CustomResourceDefinition');
    const found = served === undefined ? undefined : await list(client, served);
    return found?.ok === true ? found.value : [];
  };
  return async (apiVersion, kind) => {
    const group = groupOf(apiVersion);
    const what = `the cluster does not serve ${apiVersion} ${kind}`;
    if (discovery.stale.includes(apiVersion)) return `${what}: its API server does not answer`;
    const others = discovery.kinds.filter((each) => each.group === group && each.kind === kind).map((each) => each.apiVersion);
    if (others.length > 0) return `${what}, only ${[...new Set(others)].join(' and ')}`;
    const own = (await (definitions ??= read())).find((crd) => text(crd, 'spec', 'group') === group && text(object(crd, 'spec', 'names'), 'kind') === kind);
    return own === undefined ? `${what} (yet)` : `${what}: ${notEstablished(own) ?? `its CustomResourceDefinition ${text(own, 'metadata', 'name')} does not either (yet)`}`;
  };
}

/** Why a CustomResourceDefinition makes no kind: `its CustomResourceDefinition x is not established: NamesAccepted: "Thing" is already in use`; undefined where it does. */
export function notEstablished(crd: JsonObject): string | undefined {
  const of = (type: string): JsonObject | undefined => objects(crd, 'status', 'conditions').find((condition) => condition['type'] === type);
  if (of('Established')?.['status'] === 'True') return undefined;
  const blamed = ['NamesAccepted', 'KubernetesAPIApprovalPolicyConformant', 'Established'].map(of).find((condition) => condition?.['status'] === 'False');
  const why = blamed === undefined ? '' : `: ${text(blamed, 'type')} is False: ${text(blamed, 'message').split('\n', 1)[0]!.slice(0, 200)}`;
  return `its CustomResourceDefinition ${text(crd, 'metadata', 'name')} is not established${why}`;
}
