import { createHash } from 'node:crypto';
import { object, objects, text } from '../lib/object.ts';
import type { JsonObject } from '../model/json.ts';

/** The facts of a HelmRelease that name its Helm release. */
export interface ReleaseFacts {
  readonly releaseName: string;
  readonly releaseNamespace: string;
  readonly storageNamespace: string;
  readonly createNamespace: boolean;
}

/** helm-controller api v2 GetReleaseName and friends, internal/release/name.go ShortenName. */
export function releaseFacts(body: JsonObject): ReleaseFacts {
  const namespace = text(body, 'metadata', 'namespace');
  const target = text(body, 'spec', 'targetNamespace');
  const name = text(body, 'metadata', 'name');
  return {
    releaseName: shorten(text(body, 'spec', 'releaseName') || (target === '' ? name : `${target}-${name}`)),
    releaseNamespace: target || namespace,
    storageNamespace: text(body, 'spec', 'storageNamespace') || namespace,
    createNamespace: target !== '' && object(body, 'spec', 'install')['createNamespace'] === true,
  };
}

/** The message of an install that fails, out of that of one that succeeds. */
export function installFailed(succeeded: string, why: string): string {
  return `${succeeded.replace('install succeeded', 'install failed').replace(/\.v1 with/, ' with')}: ${why}`;
}

function shorten(name: string): string {
  return Buffer.byteLength(name) <= 53 ? name : `${name.slice(0, 40)}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** The Kustomize post-renderers, as kustomizations over Helm's output, in order. */
export function postRenderers(body: JsonObject): { readonly index: number; readonly kustomization: JsonObject }[] {
  return objects(body, 'spec', 'postRenderers').flatMap((renderer, index) => {
    const kustomize = renderer['kustomize'];
    if (kustomize === undefined || kustomize === null) return [];
    return [{
      index,
      kustomization: {
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: ['helm-output.yaml'],
        patches: objects(kustomize, 'patches').map((patch) => ({ patch: text(patch, 'patch'), ...('target' in patch && { target: object(patch, 'target') }) })),
        images: [...objects(kustomize, 'images')],
      },
    }];
  });
}
