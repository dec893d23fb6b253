import type { Origin, OriginOf } from '../model/origin.ts';
import { entryAt, placeOfNode, type YNode, type YScalar } from './yaml/index.ts';

/** Origins of a document that is used as it is written: the value's place; for an absent field its nearest parent's. */
export function originInFile(root: YNode): OriginOf {
  return (pointer, part) => {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const entry = at === '' ? { key: undefined, value: root } : entryAt(root, at);
      if (entry !== undefined) {
        // A map or list is named by its key, which is where a person looks for it.
        const node = entry.value.type === 'map' || entry.value.type === 'seq' ? entry.key ?? entry.value : entry.value;
        return origin(node.type === 'scalar' ? narrowed(node, part) : node, at === pointer);
      }
      if (at === '') return origin(root, false);
    }
  };
}

/** The scalar from the part of it that is asked for, where that stands in the file as it is. */
export function narrowed(scalar: YScalar, part: string | undefined): YScalar {
  const at = part === undefined ? -1 : scalar.source.text.slice(scalar.start, scalar.end).indexOf(part);
  return at < 0 ? scalar : { ...scalar, start: scalar.start + at };
}

function origin(node: YNode, exact: boolean): Origin {
  return { certainty: exact ? 'exact' : 'probably', steps: [{ kind: 'resource', place: placeOfNode(node) }] };
}

