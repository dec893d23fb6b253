import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { isObject } from '../../lib/json.ts';
import { objects, text } from '../../lib/object.ts';
import { suggest } from '../../lib/suggest.ts';
import { parseYaml, placeOf, toJson } from '../../lib/yaml/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { fail, type Result } from './failure.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Wanted {
  /** `--kubeconfig`, absolute. */
  readonly file?: string;
  readonly context?: string;
  /** The context to take where none is named and there is one of that name: a cluster of the repository. */
  readonly prefer?: string;
  readonly env: Env;
  /** Where a pod finds its ServiceAccount, for tests. */
  readonly serviceAccount?: string;
}

/** What a kubeconfig says of one context; paths in it are absolute. */
export interface Chosen {
  readonly context: string;
  /** The file that holds the user, for messages and relative commands. */
  readonly file: string;
  readonly cluster: JsonObject;
  readonly clusterName: string;
  readonly user: JsonObject;
  readonly userName: string;
  readonly namespace?: string;
}

interface Named {
  readonly name: string;
  readonly file: string;
  readonly value: JsonObject;
}

const podsAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Finds the context as kubectl does: `--kubeconfig`, else the files of KUBECONFIG (of the same name the first counts, absent
 * files are none), else ~/.kube/config, else the ServiceAccount of the pod that this runs in.
 */
export function chooseContext({ file, context: named, prefer, env, serviceAccount = podsAccount }: Wanted): Result<Chosen> {
  const home = join(env['HOME'] ?? homedir(), '.kube', 'config');
  const listed = file !== undefined ? [file] : (env['KUBECONFIG'] ?? '').split(delimiter).filter((each) => each !== '');
  const files = (listed.length > 0 ? listed : [home]).filter((each) => existsSync(each));
  if (files.length === 0) {
    if (file !== undefined) return fail('kubeconfig', `${file} does not exist`);
    if (env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(`${serviceAccount}/token`)) return inCluster(env, named, serviceAccount);
    return fail('kubeconfig', `no cluster is configured: ${listed.length > 0 ? `KUBECONFIG names ${listed.join(' and ')}, which ${listed.length === 1 ? 'does' : 'do'} not exist` : `${home} does not exist and KUBECONFIG is not set`}; give --kubeconfig FILE`);
  }
  let current = '';
  const [contexts, clusters, users]: [Named[], Named[], Named[]] = [[], [], []];
  for (const each of files) {
    const read = readKubeconfig(each);
    if (!read.ok) return read;
    current ||= text(read.value, 'current-context');
    for (const [into, list, key] of [[contexts, 'contexts', 'context'], [clusters, 'clusters', 'cluster'], [users, 'users', 'user']] as const) {
      for (const entry of objects(read.value, list)) {
        const [name, value] = [text(entry, 'name'), entry[key]];
        if (!into.some((known) => known.name === name)) into.push({ name, file: each, value: isObject(value) ? value : {} });
      }
    }
  }
  const where = files.join(' and ');
  const names = contexts.map(({ name }) => name);
  if (names.length === 0) return fail('kubeconfig', `${where} holds no context`);
  const context = named ?? names.find((name) => name === prefer);
  if (context === undefined && current === '') return fail('kubeconfig', `${where} names no current context; choose one with --context: ${names.join(', ')}`);
  const wanted = context ?? current;
  const found = contexts.find(({ name }) => name === wanted);
  if (found === undefined) {
    const near = suggest(wanted, names);
    return fail('kubeconfig', `${where} has no context "${wanted}"${near === undefined ? `; it has ${names.join(', ')}` : `; did you mean "${near}"?`}`);
  }
  const [clusterName, userName, namespace] = [text(found.value, 'cluster'), text(found.value, 'user'), text(found.value, 'namespace')];
  const cluster = clusters.find(({ name }) => name === clusterName);
  const user = users.find(({ name }) => name === userName);
  if (cluster === undefined) return fail('kubeconfig', `context "${wanted}" names the cluster "${clusterName}", which ${where} does not hold`);
  if (user === undefined && userName !== '') return fail('kubeconfig', `context "${wanted}" names the user "${userName}", which ${where} does not hold`);
  return {
    ok: true,
    value: {
      context: wanted, clusterName, userName, file: user?.file ?? found.file,
      cluster: absolute(cluster, ['certificate-authority']),
      user: user === undefined ? {} : absolute(user, ['client-certificate', 'client-key', 'tokenFile']),
      ...(namespace !== '' && { namespace }),
    },
  };
}

function readKubeconfig(file: string): Result<JsonObject> {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    return fail('kubeconfig', `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const parsed = parseYaml(source);
  const [bad] = parsed.errors;
  if (bad !== undefined) {
    const { line, column } = placeOf({ file, text: source }, bad.offset);
    return fail('kubeconfig', `${file}:${line}:${column}: ${bad.message}`);
  }
  const root = parsed.documents[0]?.root;
  const value = root === undefined ? null : toJson(root, 'sigs');
  return isObject(value) && value['kind'] === 'Config' ? { ok: true, value } : fail('kubeconfig', `${file} is no kubeconfig: it holds no "kind: Config"`);
}

function absolute({ file, value }: Named, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, path]) => [key, keys.includes(key) && typeof path === 'string' && path !== '' ? resolve(dirname(file), path) : path]));
}

function inCluster(env: Env, context: string | undefined, serviceAccount: string): Result<Chosen> {
  if (context !== undefined && context !== 'in-cluster') return fail('kubeconfig', `there is no context "${context}": no kubeconfig, only the ServiceAccount of this pod`);
  const host = env['KUBERNETES_SERVICE_HOST']!;
  return {
    ok: true,
    value: {
      context: 'in-cluster', clusterName: 'in-cluster', userName: 'serviceaccount', file: `${serviceAccount}/token`,
      cluster: { server: `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT'] ?? '443'}`, 'certificate-authority': `${serviceAccount}/ca.crt` },
      user: { tokenFile: `${serviceAccount}/token` },
    },
  };
}
