import type { KustomizeFs } from '../../kustomize/index.ts';
import { pointerToken, isObject } from '../../lib/json.ts';
import { digestOf } from '../../lib/digest.ts';
import type { Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Tree } from '../source/tree.ts';
import type { State } from '../state.ts';

/** All that a rendering of one unit looks at: its Flux object, files, and objects of the cluster. */
export interface Surroundings {
  readonly flux: Manifest;
  readonly tree?: Tree;
  readonly fs?: KustomizeFs;
  readonly state: State;
}

/** Surroundings that a rendering looks at through eyes that remember what was asked. */
export interface Seen extends Surroundings {
  /** Says that the rendering depends on more than it can be seen to look at, so that it cannot be kept. */
  readonly forget: () => void;
}

/** The same surroundings; `see` is told each question that is asked of them, as a text. */
export function watched({ flux, tree, fs, state }: Surroundings, see: (question: string) => void, forget: () => void): Seen {
  const asking = <T>(verb: string, ask: (path: string) => T) => (path: string): T => {
    see(`${verb} ${path}`);
    return ask(path);
  };
  return {
    flux, forget,
    ...(tree !== undefined && { tree: {
      get files() {
        forget();
        return tree.files;
      },
      read: asking('read', tree.read), digest: asking('read', tree.digest), kind: asking('kind', tree.kind), list: asking('list', tree.list), whyMissing: asking('why', tree.whyMissing), label: tree.label,
    } }),
    ...(fs !== undefined && { fs: { entry: asking('entry', fs.entry), text: asking('entry', fs.text), yaml: asking('entry', fs.yaml), label: fs.label } }),
    state: {
      get version() {
        forget();
        return state.version;
      },
      put: state.put, drop: state.drop,
      get: (...of) => {
        see(`get ${of.join('\n')}`);
        return state.get(...of);
      },
      ofKind: (...of) => {
        see(`all ${of.join('\n')}`);
        return state.ofKind(...of);
      },
    },
  };
}

/** Objects that were looked up when questions were answered, to be found again whatever the cluster holds by then. */
export type Found = Map<string, readonly Manifest[]>;

/**
 * Answers the questions that `watched` hears, each as a text that is the same where all that can be learnt by the question is.
 * `stampOf`: see `makeStamp`. `known`: answers of this tree so far. `found` is filled with what questions to the cluster came upon.
 */
export function answerer({ flux, tree, state }: Surroundings, stampOf: (manifest: Manifest) => string, known: Map<string, string>, found: Found): (question: string) => string {
  const ofTree = (question: string, answer: () => string): string => {
    let text = known.get(question);
    if (text === undefined) known.set(question, (text = answer()));
    return text;
  };
  return (question) => {
    const space = question.indexOf(' ');
    const [verb, of] = [question.slice(0, space), question.slice(space + 1)];
    if (verb === 'flux') return stampOf(flux);
    if (verb === 'get') {
      const [group = '', kind = '', namespace = '', name = ''] = of.split('\n');
      const manifest = state.get(group, kind, namespace, name);
      found.set(question, manifest === undefined ? [] : [manifest]);
      return manifest === undefined ? 'none' : stampOf(manifest);
    }
    if (verb === 'all') {
      const [group = '', kind = ''] = of.split('\n');
      const all = [...state.ofKind(group, kind)];
      found.set(question, all);
      return all.map(stampOf).join(' ');
    }
    return ofTree(question, () => (tree === undefined ? '' : answerOfTree(tree, verb, of)));
  };
}

function answerOfTree(tree: Tree, verb: string, path: string): string {
  const kind = tree.kind(path);
  if (verb === 'kind') return kind ?? 'nothing';
  if (verb === 'why') return tree.whyMissing(path) ?? '';
  if (kind === 'directory') return `folder ${JSON.stringify(tree.list(path))}`;
  if (kind === undefined) return `nothing ${tree.whyMissing(path) ?? ''}`;
  if (verb === 'list') return 'file';
  try {
    return `file ${tree.digest(path)} ${tree.label(path)}`;
  } catch {
    // Never the same again.
    return `unreadable ${Math.random()}`;
  }
}

/** The cluster as it was when questions were answered. */
export function replayed(state: State, found: Found): State {
  return {
    version: state.version, put: state.put, drop: state.drop,
    get: (...of) => {
      const known = found.get(`get ${of.join('\n')}`);
      return known === undefined ? state.get(...of) : known[0];
    },
    ofKind: (...of) => found.get(`all ${of.join('\n')}`) ?? state.ofKind(...of),
  };
}

/** An object with the origins of all that it says; of a CRD, from which nothing takes an origin, the object alone. */
export function makeStamp({ object, originOf, unit }: Manifest): string {
  if (object['kind'] === 'CustomResourceDefinition') return digestOf(object);
  const origins: unknown[] = [];
  const visit = (value: Json, pointer: string) => {
    const { certainty, steps } = originOf(pointer);
    origins.push(certainty, steps);
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${pointer}/${index}`));
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(item, `${pointer}/${pointerToken(key)}`);
  };
  visit(object, '');
  return digestOf([object, unit, origins]);
}
