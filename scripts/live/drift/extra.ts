import { object, text } from '../../lib/object.ts';
import type { ObjectRef } from '../../model/ids.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Client, isFinal, type Result } from '../connect/index.ts';
import type { Discovery, ServedKind } from '../objects/discovery.ts';
import { list } from '../objects/list.ts';

/** An object that Flux has labelled as its own and that git does not render. */
export interface Extra {
  readonly ref: ObjectRef;
  /** `Kustomization/flux-system/apps`: the unit that it says it belongs to. */
  readonly owner: string;
  /** Flux is told to keep it. */
  readonly kept: boolean;
}

const groups = { Kustomization: 'kustomize.toolkit.fluxcd.io', HelmRelease: 'helm.toolkit.fluxcd.io' } as const;
/** Kinds that are many, short-lived, and never Flux's. */
const never = new Set(['events.k8s.io/Event', '/Event', 'coordination.k8s.io/Lease', 'discovery.k8s.io/EndpointSlice', '/Endpoints']);

/** Looks for what Flux labelled in every kind that can be listed, by names and labels only. `isWanted` knows what git renders. */
export async function findExtra(client: Client, discovery: Discovery, isWanted: (ref: ObjectRef) => boolean, onKind: () => void): Promise<Result<{ readonly extra: readonly Extra[]; readonly notRead: readonly string[] }>> {
  const kinds = discovery.kinds.filter(({ verbs, resource, group, kind, apiVersion }) =>
    verbs.includes('list') && verbs.includes('delete') && !resource.includes('/') && !never.has(`${group}/${kind}`) && discovery.preferred(group, kind)?.apiVersion === apiVersion);
  const lists = await Promise.all(kinds.flatMap((kind) => Object.entries(groups).map(async ([owner, group]) => {
    const found = await list(client, kind, { labels: `${group}/name`, metadataOnly: true });
    onKind();
    return { kind, owner, group, found };
  })));
  const extra: Extra[] = [];
  const notRead = new Set<string>();
  for (const { kind, owner, group, found } of lists) {
    if (!found.ok && isFinal(found.failure)) return found;
    if (!found.ok) notRead.add(`extra ${kind.resource}: ${found.failure.message}`);
    else for (const body of found.value) if (isExtra(body, kind)) extra.push(extraOf(body, owner, group));
  }
  return { ok: true, value: { extra, notRead: [...notRead] } };

  function isExtra(body: JsonObject, { apiVersion, kind }: ServedKind): boolean {
    const { namespace, name } = { namespace: text(body, 'metadata', 'namespace'), name: text(body, 'metadata', 'name') };
    // What a controller made of a labelled object often carries its labels.
    return text(body, 'metadata', 'ownerReferences', 0, 'uid') === '' && !isWanted({ apiVersion, kind, namespace, name });
  }
}

function extraOf(body: JsonObject, owner: string, group: string): Extra {
  const { labels, annotations } = { labels: object(body, 'metadata', 'labels'), annotations: object(body, 'metadata', 'annotations') };
  const disabled = [`${groups.Kustomization}/prune`, `${groups.Kustomization}/reconcile`].some((key) => [labels, annotations].some((part) => text(part, key).toLowerCase() === 'disabled')) || text(annotations, 'helm.sh/resource-policy') === 'keep';
  return {
    ref: { apiVersion: text(body, 'apiVersion'), kind: text(body, 'kind'), namespace: text(body, 'metadata', 'namespace'), name: text(body, 'metadata', 'name') },
    owner: `${owner}/${text(labels, `${group}/namespace`)}/${text(labels, `${group}/name`)}`, kept: disabled,
  };
}
