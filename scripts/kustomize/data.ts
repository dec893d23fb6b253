import type { Json } from '../model/json.ts';
import type { OriginOf } from '../model/origin.ts';
import { pointerToken } from '../lib/json.ts';
import type { YScalar } from '../lib/yaml/index.ts';
import type { DataSource, KNode, Spot } from './tree.ts';

/** A kustomization that the caller made: its data, and where each field of it comes from. */
export interface GivenKustomization {
  readonly data: Json;
  readonly originOf: OriginOf;
  /** The scalar of a file that the text at a pointer is, where it is one: patches in it then have places of their own. */
  readonly scalarAt?: (pointer: string) => YScalar | undefined;
  /** The name of the file that it stands for, as `buildMetadata` writes it; `kustomization.yaml` where none is given. */
  readonly fileName?: string;
}

/** A tree of given data; every node's place is what `originOf` says for its pointer. */
export function treeOfData(given: GivenKustomization): KNode {
  const spot = (pointer: string): Spot => {
    const source: DataSource = { file: '', text: '', originOf: given.originOf, pointer, ...(given.scalarAt !== undefined && { scalarAt: given.scalarAt }) };
    return { source, start: 0, end: 0 };
  };
  const make = (value: Json, pointer: string): KNode => {
    const base = { ...spot(pointer), tag: '', anchor: undefined } as const;
    if (Array.isArray(value)) return { ...base, type: 'seq', flow: false, items: value.map((item, i) => make(item, `${pointer}/${i}`)) };
    if (typeof value === 'object' && value !== null) {
      const items = Object.keys(value).map((key) => {
        const at = `${pointer}/${pointerToken(key)}`;
        return { key: { ...spot(at), type: 'scalar' as const, text: key, style: 'double' as const, tag: '', anchor: undefined }, value: make(value[key] as Json, at) };
      });
      return { ...base, type: 'map', flow: false, items };
    }
    if (typeof value === 'string') return { ...base, type: 'scalar', text: value, style: 'double' };
    return { ...base, type: 'scalar', text: value === null ? 'null' : String(value), style: 'plain' };
  };
  return make(given.data, '');
}
