import type { Reference, Resource } from '../model/graph.ts';
import { below, map, texts } from '../lib/read.ts';

/** Annotations that name objects: traefik's router options, cert-manager's issuers, ingress-nginx's secrets. */
export function annotationReferences(from: Resource): Reference[] {
  if (Object.keys(map(from.object, 'metadata', 'annotations')).length === 0) return [];
  const annotations = texts(from.object, 'metadata', 'annotations');
  const references: Reference[] = [];
  const at = (key: string): string => below('/metadata/annotations', key);
  const middlewares = annotations['traefik.ingress.kubernetes.io/router.middlewares'];
  if (middlewares !== undefined)
    for (const written of middlewares.split(',').map((part) => part.trim())) {
      const target = traefikName(written);
      if (target === undefined) continue;
      references.push({
        from, pointer: at('traefik.ingress.kubernetes.io/router.middlewares'), type: 'middleware', optional: false,
        target: { kind: 'traefik.io/Middleware', namespace: '', name: target },
      });
    }
  for (const [key, kind, namespace] of [
    ['cert-manager.io/cluster-issuer', 'cert-manager.io/ClusterIssuer', ''],
    ['cert-manager.io/issuer', 'cert-manager.io/Issuer', from.namespace],
  ] as const) {
    const name = annotations[key];
    const otherGroup = annotations['cert-manager.io/issuer-group'] !== undefined && annotations['cert-manager.io/issuer-group'] !== 'cert-manager.io';
    if (name === undefined || name === '' || otherGroup || name.includes('${')) continue;
    references.push({ from, pointer: at(key), type: 'issuer', optional: false, target: { kind, namespace, name } });
  }
  return references;
}

/**
 * `networking-ipwhitelist@kubernetescrd` names Middleware `ipwhitelist` in namespace `networking`. Both parts may hold
 * dashes, so the joined text is kept and resolved against the objects there are. Other providers' names are not ours.
 */
function traefikName(written: string): string | undefined {
  return written.endsWith('@kubernetescrd') ? written.slice(0, -'@kubernetescrd'.length) : undefined;
}
