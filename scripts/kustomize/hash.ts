import { createHash } from 'node:crypto';
import { isObject } from '../lib/json.ts';
import { toJson } from '../lib/yaml/index.ts';
import { unsupported } from './failure.ts';
import { goJson } from './gojson.ts';
import type { Resource } from './resource.ts';
import { currentId, kindOf, nameOf, setMeta, storePreviousId } from './resource.ts';
import { asYaml, fieldAt, fieldOf, itemOf } from './tree.ts';

/** HashTransformer: the hash of its content behind the name of every object that asks for it. */
export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    if (!hashable(resource)) unsupported(`the hash of a ${kindOf(resource)}`, resource.root);
    const hash = contentHash(resource);
    storePreviousId(resource);
    setMeta(resource, 'name', `${nameOf(resource)}-${hash}`, fieldAt(resource.root, 'metadata', 'name'));
  }
}

/** hasher.Hash for ConfigMaps and Secrets. The name is never part of it: Kustomize looks it up under a wrong path. */
function contentHash(resource: Resource): string {
  const kind = kindOf(resource);
  const { root } = resource;
  const value = (key: string): unknown => {
    const node = fieldOf(root, key);
    if (node === undefined) return '';
    if (node.type === 'scalar') return node.text;
    return node.type === 'map' ? toJson(asYaml(node), 'kyaml') : null;
  };
  const name = itemOf(root, 'metadata/name');
  const content: Record<string, unknown> = { data: value('data'), kind, name: name?.value.type === 'scalar' ? name.value.text : '' };
  if (kind === 'Secret') content['type'] = value('type');
  const more = kind === 'Secret' ? 'stringData' : 'binaryData';
  if (isObject(value(more))) content[more] = value(more);
  const hex = createHash('sha256').update(goJson(content as never)).digest('hex').slice(0, 10);
  return hex.replace(/[013ae]/g, (digit) => ({ '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' })[digit] as string);
}

function hashable(resource: Resource): boolean {
  const { kind } = currentId(resource);
  return kind === 'ConfigMap' || kind === 'Secret';
}
