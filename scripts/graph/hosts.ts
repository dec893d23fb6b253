import type { Graph, Resource, Target } from '../model/graph.ts';
import type { Pointer } from '../model/json.ts';
import { containersIn, podOf } from '../lib/kubernetes/pod.ts';
import { below, list, map, text } from '../lib/read.ts';

/** A host name of this cluster that a text names. */
export interface HostName {
  readonly from: Resource;
  readonly pointer: Pointer;
  /** As written, without port. */
  readonly written: string;
  readonly target: Target & { readonly port?: number };
  /** Where the port is written, if in a setting of its own (`DB_PORT` beside `DB_HOST`). */
  readonly portPointer?: Pointer;
}

/** Names of settings that hold a host, a host with port, or a URL. */
const hostSetting = /(?:^|[_.-])(?:host|hostname|addr|address|server|endpoint|url|uri|broker|upstream)s?$/i;
/** Values of switches, which settings such as `use-address` hold. */
const noHost = new Set(['localhost', 'true', 'false', 'yes', 'no', 'on', 'off', 'none', 'null', 'auto', 'default', 'enabled', 'disabled', 'always', 'never', 'any', 'all', 'internal', 'external']);
const label = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * In-cluster host names in env values, args, commands and ConfigMap texts: `name.namespace.svc…` anywhere; a bare `name`
 * or `name.namespace` as the host of a URL, or as the whole value of a setting whose name speaks of a host.
 */
export function hostNames(graph: Graph): HostName[] {
  const namespaces = new Set(graph.namespaces());
  const found: HostName[] = [];
  for (const from of graph.resources) {
    const add = (setting: string, value: string, pointer: Pointer, siblings: Siblings = new Map()): void => {
      for (const { host, port, sure } of hostsIn(setting, value)) {
        const target = inCluster(host, from.namespace, namespaces, sure);
        const beside = port === undefined && sure ? siblings.get(setting.replace(hostWord, '$1PORT')) : undefined;
        const called = port ?? beside?.port;
        if (target !== undefined) found.push({ from, pointer, written: host, target: { kind: 'Service', ...target, ...(called !== undefined && { port: called }) }, ...(beside && { portPointer: beside.pointer }) });
      }
    };
    const pod = podOf(from.object);
    if (pod !== undefined)
      for (const { container, pointer } of containersIn(pod.spec, pod.pointer)) {
        const env = list(container, 'env').map((entry, index) => ({ name: text(entry, 'name') ?? '', value: text(entry, 'value') ?? '', pointer: below(pointer, 'env', index, 'value') }));
        const siblings = portsOf(env);
        for (const { name, value, pointer: at } of env) add(name, value, at, siblings);
        for (const key of ['command', 'args']) list(container, key).forEach((entry, index) => add('', typeof entry === 'string' ? entry : '', below(pointer, key, index)));
      }
    if (from.kind !== 'ConfigMap') continue;
    const settings = Object.entries(map(from.object, 'data')).flatMap(([name, value]) => (typeof value === 'string' ? { name, value, pointer: below('/data', name) } : []));
    const siblings = portsOf(settings);
    for (const { name, value, pointer } of settings) add(name, value, pointer, siblings);
  }
  return found;
}

type Siblings = ReadonlyMap<string, { readonly port: number; readonly pointer: Pointer }>;
const hostWord = /(^|[_.-])(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$/;

/** The settings that hold a port, by name: `DB_PORT`. */
function portsOf(settings: readonly { readonly name: string; readonly value: string; readonly pointer: Pointer }[]): Siblings {
  return new Map(settings.filter(({ name, value }) => name.endsWith('PORT') && /^\d{1,5}$/.test(value)).map(({ name, value, pointer }) => [name, { port: Number(value), pointer }]));
}

interface Host {
  readonly host: string;
  readonly port?: number;
  /** The place says that it is a host, even without dots. */
  readonly sure: boolean;
}

/** Texts beyond this size are data, not settings. */
const longest = 200_000;

function hostsIn(setting: string, value: string): Host[] {
  if (value.length > longest) return [];
  const hosts: Host[] = [];
  const isSetting = hostSetting.test(setting);
  if (!value.includes('\n') && isSetting) {
    const whole = split(value.trim());
    if (whole !== undefined) return [{ ...whole, sure: true }];
  }
  // Bare names in longer texts are as often prose, comments or other containers' aliases as they are Services.
  const oneLine = !value.includes('\n');
  for (let at = value.indexOf('://'); at >= 0; at = value.indexOf('://', at + 3)) {
    if (hostless.test(value.slice(Math.max(0, at - 20), at))) continue;
    const authority = /^[^\s/?#"'`,;)\]}<>|\\]*/.exec(value.slice(at + 3, at + 300))![0];
    const host = split(authority.slice(authority.lastIndexOf('@') + 1));
    if (host !== undefined && (oneLine || host.host.includes('.svc'))) hosts.push({ ...host, sure: true });
  }
  if (value.includes('.svc'))
    for (const [word] of value.matchAll(/[\w$.:-]+/g)) {
      const host = word.includes('.svc') ? split(word.replace(/[.:]+$/, '')) : undefined;
      if (host !== undefined && !hosts.some((known) => known.host === host.host && known.port === host.port)) hosts.push({ ...host, sure: false });
    }
  return hosts;
}

/** Schemes behind which stands no host: paths of APIs, stores of secrets, buckets, keys. */
const hostless = /(?:^|[^a-z0-9])(?:kubernetes|k8s|file|unix|op|bws?|vault|hashivault|[a-z]+kms|gs|s3a?|spiffe|secrets?|configmap|pkcs11)$/i;

function split(written: string): { host: string; port?: number } | undefined {
  const match = /^([a-z0-9.-]{1,253})(?::(\d{1,5}))?$/.exec(written);
  if (match === null) return undefined;
  return { host: match[1]!, ...(match[2] !== undefined && { port: Number(match[2]) }) };
}

function inCluster(host: string, own: string, namespaces: ReadonlySet<string>, sure: boolean): { namespace: string; name: string } | undefined {
  const parts = host.replace(/\.$/, '').split('.');
  const svc = parts.indexOf('svc');
  if (svc >= 2) {
    const rest = parts.slice(svc + 1).join('.');
    const [name, namespace] = [parts[svc - 2]!, parts[svc - 1]!];
    return (rest === '' || rest === 'cluster' || rest === 'cluster.local') && label.test(name) ? { name, namespace } : undefined;
  }
  if (!sure || parts.some((part) => !label.test(part))) return undefined;
  if (parts.length === 1) return noHost.has(parts[0]!) ? undefined : { name: parts[0]!, namespace: own };
  return parts.length === 2 && namespaces.has(parts[1]!) ? { name: parts[0]!, namespace: parts[1]! } : undefined;
}
