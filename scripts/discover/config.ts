import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import schema from '../../validate.schema.json' with { type: 'json' };
import { entryAt, itemOf, nodeAt, parseYaml, placeOf, placeOfNode, toJson, type YNode } from '../lib/yaml/index.ts';
import { isObject, pointerTokens } from '../lib/json.ts';
import { object, objects, text } from '../lib/object.ts';
import { once } from '../lib/once.ts';
import { suggest } from '../lib/suggest.ts';
import type { ExternalInput } from '../model/cluster.ts';
import type { ClusterConfig, Config, Suppression } from '../model/config.ts';
import type { Level } from '../model/finding.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Place } from '../model/place.ts';
import type { Problem } from '../model/problem.ts';

export type ConfigResult = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly Problem[] };

/** The configuration of a repository without validate.yaml. */
export const emptyConfig: Config = {
  clusters: [], rules: {}, suppressions: [], chartDirs: [], sources: {},
  placeOf: () => ({ file: 'validate.yaml', line: 1, column: 1 }),
  defaults: { kubernetesVersion: '1.35', fluxVersion: '', profile: 'production', external: [], rules: {} },
};

/** Compiled once, when a first validate.yaml is read. */
// That the schema is one itself is what its test says.
const validator = once(() => new Ajv2020({ allErrors: true, strict: false, validateSchema: false }).compile(schema));

/** Reads validate.yaml; every mistake in it is told with its place. `file` names it in places. */
export function readConfig(content: string, file: string): ConfigResult {
  const parsed = parseYaml(content, file);
  if (parsed.errors.length > 0) return { ok: false, problems: parsed.errors.map(({ code, message, offset }) => ({ code, message, place: placeOf(parsed.source, offset) })) };
  const root = parsed.documents[0]?.root;
  if (parsed.documents.length > 1) return { ok: false, problems: [{ code: 'config/invalid', message: 'one document is expected, not several', place: { file, line: 1, column: 1 } }] };
  const data = root === undefined ? null : toJson(root, 'sigs');
  if (root === undefined || data === null) return { ok: true, config: emptyConfig };
  const validate = validator();
  if (!validate(data)) {
    const problems = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf' && keyword !== 'propertyNames').map((error) => explain(error, root, file));
    return { ok: false, problems: unique(problems) };
  }
  const config = fill(data as JsonObject, root, file);
  const names = config.clusters.map(({ name }) => name);
  const twice = names.flatMap((name, index): Problem[] => (names.indexOf(name) === index ? [] : [{ code: 'config/invalid', message: `clusters.${index}.name: there is a cluster "${name}" already`, place: placeOfNode(nodeAt(root, `/clusters/${index}/name`) ?? root) }]));
  const days = config.suppressions.flatMap(({ expires }, index) => (expires === undefined || isDate(expires) ? [] : [{ code: 'config/invalid' as const, message: `suppressions.${index}.expires: there is no day ${expires}`, place: placeOfNode(nodeAt(root, `/suppressions/${index}/expires`) ?? root) }]));
  return twice.length + days.length > 0 ? { ok: false, problems: [...twice, ...days] } : { ok: true, config };
}

function fill(data: JsonObject, root: YNode, file: string): Config {
  const placeOf = (pointer: string): Place => {
    const entry = entryAt(root, pointer);
    return entry === undefined ? { file, line: 1, column: 1 } : placeOfNode(entry.key ?? entry.value);
  };
  const settings = (of: JsonObject, pointer: string, under: Config['defaults']): Config['defaults'] => ({
    kubernetesVersion: text(of, 'kubernetesVersion') || under.kubernetesVersion,
    fluxVersion: text(of, 'fluxVersion') || under.fluxVersion,
    profile: (text(of, 'profile') || under.profile) as ClusterConfig['profile'],
    external: [...under.external, ...externalInputs(of, pointer, placeOf)],
    rules: {},
  });
  const defaults = settings(data, '', emptyConfig.defaults);
  const clusters = objects(data, 'clusters').map((cluster, i): ClusterConfig => ({
    ...settings(cluster, `/clusters/${i}`, defaults),
    name: text(cluster, 'name'),
    entry: text(cluster, 'entry'),
    rules: object(cluster, 'rules') as Record<string, Level>,
    ...(Array.isArray(cluster['featureGates']) && { featureGates: strings(cluster['featureGates']) }),
  }));
  const suppressions = objects(data, 'suppressions').map((entry, i): Suppression => ({
    rule: text(entry, 'rule'),
    object: text(entry, 'object'),
    reason: text(entry, 'reason'),
    place: placeOf(`/suppressions/${i}`),
    ...(text(entry, 'pointer') !== '' && { pointer: text(entry, 'pointer') }),
    ...(text(entry, 'cluster') !== '' && { cluster: text(entry, 'cluster') }),
    ...(text(entry, 'expires') !== '' && { expires: text(entry, 'expires') }),
  }));
  const hosts = data['allowedHosts'];
  return {
    clusters,
    defaults,
    placeOf,
    suppressions,
    rules: object(data, 'rules') as Record<string, Level>,
    chartDirs: strings(data['chartDirs']),
    sources: Object.fromEntries(Object.entries(object(data, 'sources')).map(([key, value]) => [key, String(value)])),
    ...(Array.isArray(hosts) && { allowedHosts: strings(hosts) }),
    ...(Array.isArray(data['imageRegistries']) && { imageRegistries: strings(data['imageRegistries']) }),
    ...(text(data, 'ruleDir') !== '' && { ruleDir: text(data, 'ruleDir') }),
  };
}

/** Whether a calendar has the day. */
function isDate(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function externalInputs(from: JsonObject, pointer: string, placeOf: (pointer: string) => Place): ExternalInput[] {
  return objects(from, 'external').map((entry, i) => ({
    kind: text(entry, 'kind'),
    name: text(entry, 'name'),
    reason: text(entry, 'reason'),
    ...(text(entry, 'apiVersion') !== '' && { apiVersion: text(entry, 'apiVersion') }),
    ...(text(entry, 'namespace') !== '' && { namespace: text(entry, 'namespace') }),
    ...(isObject(entry['data']) && { data: entry['data'] as Record<string, string> }),
    ...(text(entry, 'file') !== '' && { file: text(entry, 'file'), place: placeOf(`${pointer}/external/${i}/file`) }),
  }));
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** One sentence for one of ajv's errors, at the line of the key or value. */
function explain(error: ErrorObject, root: YNode, file: string): Problem {
  const path = error.instancePath;
  const node = nodeAt(root, path);
  const at = node === undefined ? { file, line: 1, column: 1 } : placeOfNode(node);
  const where = path === '' ? 'validate.yaml' : pointerTokens(path).join('.');
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    const key = String(params['additionalProperty']);
    const item = node === undefined ? undefined : itemOf(node, key);
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? propertiesAt(path));
    const near = suggest(key, known);
    return {
      code: 'config/invalid', place: item === undefined ? at : placeOfNode(item.key),
      message: `unknown key "${key}"${path === '' ? '' : ` in ${where}`}${near === undefined ? '' : `; did you mean "${near}"?`}`,
    };
  }
  if (error.keyword === 'required') return { code: 'config/invalid', message: `${where} needs "${String(params['missingProperty'])}"`, place: at };
  if (error.keyword === 'enum' && node?.type === 'scalar' && /^(off|no|false)$/i.test(node.text) && node.style === 'plain') return { code: 'config/invalid', message: `${where}: ${node.text} without quotes is the boolean false; write "off"`, place: at };
  if (error.keyword === 'enum') {
    const allowed = (params['allowedValues'] as unknown[]).map(String);
    const near = node?.type === 'scalar' ? suggest(node.text, allowed) : undefined;
    return { code: 'config/invalid', message: `${where} must be one of ${allowed.join(', ')}${near === undefined ? '' : `; did you mean "${near}"?`}`, place: at };
  }
  if (error.keyword === 'type') return { code: 'config/invalid', message: `${where} must be ${article(String(params['type']))}`, place: at };
  if (error.propertyName !== undefined) {
    const item = node === undefined ? undefined : itemOf(node, error.propertyName);
    return { code: 'config/invalid', message: `"${error.propertyName}" in ${where} is no rule: write family/rule, or family/* for all of a family`, place: item === undefined ? at : placeOfNode(item.key) };
  }
  if (error.keyword === 'pattern' && /Version$/.test(path)) return { code: 'config/invalid', message: `${where} is a version such as "1.35"`, place: at };
  if (error.keyword === 'pattern' && path.endsWith('/rule')) return { code: 'config/invalid', message: `${where} is no rule: write family/rule, or family/* for all of a family`, place: at };
  if (error.keyword === 'pattern' && path.endsWith('/object')) return { code: 'config/invalid', message: `${where} is Kind/namespace/name, or Kind//name where the kind has no namespace; * stands for any text`, place: at };
  if (error.keyword === 'pattern' && path.endsWith('/pointer')) return { code: 'config/invalid', message: `${where} is a JSON pointer such as /spec/template/*`, place: at };
  if (error.keyword === 'pattern' && path.endsWith('/reason')) return { code: 'config/invalid', message: `${where} is blank: write why`, place: at };
  if (error.keyword === 'pattern' && path.endsWith('/expires')) return { code: 'config/invalid', message: `${where} is a day such as 2027-01-31`, place: at };
  if (error.keyword === 'minLength' && path.endsWith('/reason')) return { code: 'config/invalid', message: `${where} is too short for a reason: write at least ${String(params['limit'])} characters`, place: at };
  if (error.keyword === 'pattern') return { code: 'config/invalid', message: `${where} is not of the form ${String(params['pattern'])}`, place: at };
  return { code: 'config/invalid', message: `${where} ${error.message ?? 'is not valid'}`, place: at };
}

/** The keys that the schema allows at a place, for suggestions. */
function propertiesAt(path: string): object {
  type Part = { properties?: Record<string, Part>; items?: Part; $ref?: string; $defs?: Record<string, Part> };
  const top = schema as unknown as Part;
  let here: Part | undefined = top;
  for (const token of path.split('/').slice(1)) {
    here = /^\d+$/.test(token) ? here?.items : here?.properties?.[token];
    const name: string | undefined = here?.$ref?.split('/').at(-1);
    if (name !== undefined) here = top.$defs?.[name];
  }
  return here?.properties ?? {};
}

function article(type: string): string {
  return type === 'object' ? 'a map' : type === 'array' ? 'a list' : type === 'string' ? 'a string (quote it)' : `a ${type}`;
}

/** Each mistake once, in the order of the file. */
function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ message, place }) => {
    const key = `${place?.line}:${place?.column}:${message}`;
    return seen.has(key) ? false : seen.add(key);
  }).sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
}
