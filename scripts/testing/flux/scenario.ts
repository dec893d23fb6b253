import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isObject } from '../../lib/json.ts';
import { parseYaml, toJson, type YNode } from '../../lib/yaml/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { memoryTree, openTree, type Tree } from '../../render/source/tree.ts';

/** What the real controllers reported of one Flux object. */
export interface FluxStatus {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `True`, `False`; null for an object that was never looked at. */
  readonly ready: string | null;
  readonly reason: string | null;
  readonly message: string | null;
}

/** A small repository with what the real controllers made of it. */
export interface Scenario {
  readonly name: string;
  readonly repository: Tree;
  /** Other repositories, by name. */
  readonly remotes: ReadonlyMap<string, Tree>;
  /** What was in the cluster before Flux came. */
  readonly prelude: readonly JsonObject[];
  readonly status: readonly FluxStatus[];
  /** The fields that Flux's controllers own, of each object that they applied. */
  readonly applied: readonly JsonObject[];
  /** Files that the recording had and this copy of it has not, because its own .gitignore names them. */
  readonly lost: readonly string[];
}

/** A scenario kept in this repository: `recorded/NAME.json`. Paths begin with `repo/` or `remotes/NAME/`. */
export interface Recording {
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  readonly status: readonly FluxStatus[];
  readonly applied: readonly JsonObject[];
}

/** One of the folders that `flux-live` works on. */
export function openScenario(folder: string, name: string): Scenario {
  const root = join(folder, name);
  const remotes = join(root, 'remotes');
  const prelude = join(root, 'prelude.yaml');
  return {
    name,
    repository: openTree(join(root, 'repo')),
    remotes: new Map((existsSync(remotes) ? readdirSync(remotes) : []).map((remote) => [remote, openTree(join(remotes, remote), `../remotes/${remote}`)])),
    prelude: existsSync(prelude) ? readAll(readFileSync(prelude, 'utf8'), (node) => node) : [],
    status: (JSON.parse(readFileSync(join(root, 'expected/status.json'), 'utf8')) as { flux: FluxStatus[] }).flux,
    // A chart's version behind whose `+` stands the commit: a working tree has none.
    applied: readAll(readFileSync(join(root, 'expected/applied.yaml'), 'utf8').replaceAll('+<commit12>', ''), asWritten),
    lost: lostFiles(join(root, 'repo')),
  };
}

export function openRecording(file: string): Scenario {
  const { files, status, applied } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const below = (prefix: string) => memoryTree(Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), text]] : []))));
  const names = new Set(Object.keys(files).flatMap((path) => /^remotes\/([^/]+)\//.exec(path)?.[1] ?? []));
  return { name: basename(file, '.json'), repository: below('repo/'), remotes: new Map([...names].map((name) => [name, below(`remotes/${name}/`)])), prelude: [], status, applied, lost: [] };
}

export function scenarioNames(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'expected/status.json'))).sort() : [];
}

/** A file that a `.gitignore` names in full was there, or nobody would name it; a copy through git loses it. */
function lostFiles(repository: string): string[] {
  const files = readdirSync(repository, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => basename(file) === '.gitignore').flatMap((file) => readFileSync(join(repository, file), 'utf8').split('\n').flatMap((line) => {
    const named = join(dirname(file), line);
    return /^[\w.-]+\.ya?ml$/.test(line) && !files.includes(named) ? [named] : [];
  }));
}

export function readAll(yaml: string, asMeant: (root: YNode) => YNode): JsonObject[] {
  return parseYaml(yaml).documents.flatMap(({ root }) => {
    const value = root === undefined ? null : toJson(asMeant(root), 'sigs');
    return isObject(value) ? [value] : [];
  });
}

/** What Python's YAML writer leaves without quotes and means as something else than a text (YAML 1.1 as PyYAML resolves it). */
const pythonic = /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?(?:0|[1-9][0-9_]*)|[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?)$/;

/** The recordings were written by Python: `y`, `1e3` and the like stand there without quotes and are texts. */
function asWritten(node: YNode): YNode {
  if (node.type === 'scalar') return node.style === 'plain' && node.tag === '' && !pythonic.test(node.text) ? { ...node, style: 'single' } : node;
  if (node.type === 'seq') return { ...node, items: node.items.map(asWritten) };
  if (node.type === 'map') return { ...node, items: node.items.map(({ key, value }) => ({ key: asWritten(key), value: asWritten(value) })) };
  return node;
}

