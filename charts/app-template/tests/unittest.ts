/**
 * Reads suites written for the helm-unittest plugin and runs the part of its language that charts of this family use:
 * `set`, `values`, `release`, `capabilities`, `documentSelector`, `documentIndex`, and the assertions named in `ASSERTIONS`.
 * Facts of the format: the plugin's DOCUMENT.md.
 */
import { isDeepStrictEqual } from 'node:util';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { Manifest, Options, Rendered } from './render.ts';

type Tree = Record<string, unknown>;
interface Selector { readonly path: string; readonly value: unknown }
interface Scope {
  readonly set?: Tree; readonly values?: string[]; readonly documentSelector?: Selector; readonly documentIndex?: number;
  readonly release?: { name?: string; namespace?: string }; readonly chart?: Tree;
  readonly capabilities?: { majorVersion?: unknown; minorVersion?: unknown; apiVersions?: string[] };
}
interface Test extends Scope { readonly it: string; readonly asserts: Tree[] }
interface Suite extends Scope { readonly suite: string; readonly tests: Test[] }

/** One test of a suite: what to render, and what it says about the result. */
export interface Case {
  readonly name: string;
  /** YAML. */
  readonly values: string;
  readonly options: Options;
  /** Failures in words; empty where the render is as the test wants it. */
  check(rendered: Rendered): string[];
}

/** All tests below a folder. */
export function readSuites(folder: string): Case[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('_test.yaml')).sort();
  return files.map((file) => join(folder, file)).filter((file) => statSync(file).isFile()).flatMap((file) =>
    parseAllDocuments(lowerCase(readFileSync(file, 'utf8'))).flatMap((document) => {
      const suite = document.toJS() as Suite | null;
      return (suite?.tests ?? []).map((test) => toCase(file, relative(folder, file), suite!, test));
    }));
}

/** The plugin renders releases named RELEASE-NAME in NAMESPACE, which helm itself refuses. */
const lowerCase = (text: string) => text.replaceAll('RELEASE-NAME', 'release-name').replaceAll('NAMESPACE', 'namespace');

function toCase(file: string, label: string, suite: Suite, test: Test): Case {
  const values: Tree = {};
  for (const scope of [suite, test]) {
    for (const path of scope.values ?? []) merge(values, parse(lowerCase(readFileSync(join(dirname(file), path), 'utf8')), { version: '1.1' }) as Tree);
  }
  for (const scope of [suite, test]) for (const [path, value] of Object.entries(scope.set ?? {})) setPath(values, path, value);
  const capabilities = { ...suite.capabilities, ...test.capabilities };
  const { majorVersion = 1, minorVersion } = capabilities;
  const options: Options = {
    release: test.release?.name ?? suite.release?.name ?? 'release-name',
    namespace: test.release?.namespace ?? suite.release?.namespace ?? 'namespace',
    ...(minorVersion === undefined ? {} : { kubeVersion: `${String(majorVersion)}.${String(minorVersion)}.0` }),
    apiVersions: capabilities.apiVersions ?? [],
  };
  const scope = { documentSelector: test.documentSelector ?? suite.documentSelector, documentIndex: test.documentIndex ?? suite.documentIndex };
  return {
    name: `${label}: ${test.it}`, values: stringify(values, { version: '1.1' }), options,
    check: (rendered) => test.asserts.flatMap((assertion) => check(assertion, scope, rendered)),
  };
}

function check(assertion: Tree, outer: { documentSelector: Selector | undefined; documentIndex: number | undefined }, rendered: Rendered): string[] {
  const { documentSelector = outer.documentSelector, documentIndex = outer.documentIndex, not = false, ...rest } = assertion as
    { documentSelector?: Selector; documentIndex?: number; not?: boolean } & Tree;
  const [kind, argument] = Object.entries(rest)[0]!;
  const says = (ok: boolean, what: string) => (ok !== not ? [] : [`${not ? 'not ' : ''}${kind}: ${what}`]);
  if (kind === 'failedTemplate') return says(rendered.error !== undefined, 'the render did not fail');
  if (kind === 'notFailedTemplate') return says(rendered.error === undefined, String(rendered.error));
  if (rendered.error !== undefined) return [`render failed: ${rendered.error}`];
  let objects: Manifest[] = rendered.manifests!;
  if (documentSelector) objects = objects.filter((object) => isDeepStrictEqual(select(object, documentSelector.path), documentSelector.value));
  if (documentIndex !== undefined) objects = objects.slice(documentIndex, documentIndex + 1);
  if (kind === 'containsDocument') {
    const want = argument as { apiVersion: string; kind: string; name?: string; namespace?: string; any?: boolean };
    const fits = (object: Manifest) => object.apiVersion === want.apiVersion && object.kind === want.kind
      && (want.name === undefined || object.metadata['name'] === want.name) && (want.namespace === undefined || object.metadata['namespace'] === want.namespace);
    return says(want.any === true ? objects.some(fits) : objects.length > 0 && objects.every(fits), `${JSON.stringify(want)} in ${JSON.stringify(objects.map((o) => `${o.apiVersion} ${o.kind} ${String(o.metadata['name'])}`))}`);
  }
  const run = ASSERTIONS[kind];
  if (!run) return [`unknown assertion ${kind}`];
  if (objects.length === 0) return not || kind === 'notExists' || kind === 'isNotSubset' ? [] : [`${kind}: no document selected`];
  return objects.flatMap((object) => {
    const found = select(object, (argument as { path: string }).path);
    return says(run(found, argument as Tree), `${JSON.stringify(argument)}, found ${JSON.stringify(found)}`);
  });
}

const ASSERTIONS: Record<string, (found: unknown, argument: Tree) => boolean> = {
  equal: (found, { value }) => isDeepStrictEqual(found, value),
  notEqual: (found, { value }) => !isDeepStrictEqual(found, value),
  exists: (found) => found !== undefined,
  notExists: (found) => found === undefined,
  isNotEmpty: (found) => found !== undefined && found !== null && found !== '' && found !== 0 && found !== false && !(typeof found === 'object' && Object.keys(found).length === 0),
  isNull: (found) => found === null || found === undefined,
  isSubset: (found, { content }) => isSubset(found, content),
  isNotSubset: (found, { content }) => !isSubset(found, content),
  lengthEqual: (found, { count }) => Array.isArray(found) && found.length === count,
  contains: (found, { content }) => Array.isArray(found) && found.some((item) => isDeepStrictEqual(item, content)),
  matchRegex: (found, { pattern }) => typeof found === 'string' && new RegExp(String(pattern)).test(found),
};

function isSubset(found: unknown, content: unknown): boolean {
  return typeof found === 'object' && found !== null
    && Object.entries(content as Tree).every(([key, value]) => isDeepStrictEqual((found as Tree)[key], value));
}

/** `a.b[0]["c.d/e"]`, `$[?(@.kind == "X")].a`: the value there, undefined where there is none. */
function select(object: Manifest, path: string): unknown {
  const filter = /^\$\[\?\(@\.kind == "(\w+)"\)\]\.?/.exec(path);
  if (filter && object.kind !== filter[1]) return undefined;
  let value: unknown = object;
  for (const key of keysOf(path.slice(filter?.[0].length ?? 0))) value = (value as Tree | null | undefined)?.[key];
  return value;
}

function keysOf(path: string): string[] {
  return [...path.matchAll(/\["([^"]*)"\]|\['([^']*)'\]|\[(\d+)\]|((?:[^.[\]\\]|\\.)+)/g)]
    .map(([, double, single, index, plain]) => double ?? single ?? index ?? plain!.replaceAll(/\\(.)/g, '$1'));
}

function setPath(values: Tree, path: string, value: unknown): void {
  const keys = keysOf(path);
  let at: Tree = values;
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Tree;
  const last = keys.at(-1)!;
  if (isTree(value) && isTree(at[last])) merge(at[last], value);
  else at[last] = structuredClone(value);
}

function merge(into: Tree, from: Tree): void {
  for (const [key, value] of Object.entries(from ?? {})) {
    if (isTree(value) && isTree(into[key])) merge(into[key], value);
    else into[key] = structuredClone(value);
  }
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
