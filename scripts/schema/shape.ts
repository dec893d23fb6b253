import type { CrdSchema } from './store/types.ts';
import type { SchemaStore } from './store/store.ts';

/** How the server merges and compares the values at one place of a kind. */
export interface Shape {
  /** The Go type that holds the fields below, for built-in kinds: `core.v1.Container`. */
  readonly type?: string;
  readonly field: (name: string) => Shape | undefined;
  readonly item?: Shape;
  /** Keys that tell the items of a list apart (`x-kubernetes-list-map-keys`); the order of items means nothing then. */
  readonly keys?: readonly string[];
  /** A list whose order means nothing. */
  readonly set?: true;
  /** An object that one who applies it owns as a whole. */
  readonly atomic?: true;
  /** Texts that are compared by their amount. */
  readonly quantity?: true;
}

/** The shape of a kind, compiled as it is walked; undefined for a kind without schema. */
export function shapeOf(store: SchemaStore, apiVersion: string, kind: string): Shape | undefined {
  const builtIn = store.builtIn(apiVersion, kind);
  if (builtIn !== undefined) return typeShape(builtIn.type, store.kubernetes.types);
  const custom = store.custom(apiVersion, kind);
  return custom === undefined ? undefined : schemaShape(custom.schema);
}

const none = (): undefined => undefined;

/** Lists that Go does not mark as sets, but whose order nothing reads. */
const unordered = new Set([
  'rbac.v1.PolicyRule verbs', 'rbac.v1.PolicyRule apiGroups', 'rbac.v1.PolicyRule resources', 'rbac.v1.PolicyRule resourceNames', 'rbac.v1.PolicyRule nonResourceURLs',
  'core.v1.PersistentVolumeClaimSpec accessModes', 'core.v1.PersistentVolumeSpec accessModes', 'core.v1.Capabilities add', 'core.v1.Capabilities drop',
  'networking.v1.NetworkPolicySpec policyTypes', 'networking.v1.IngressTLS hosts', 'networking.v1.IPBlock except', 'core.v1.ServiceSpec loadBalancerSourceRanges', 'core.v1.ServiceSpec externalIPs',
]);

/** Types with the marker `+structType=atomic` (k8s.io/api and apimachinery v0.35.4), of those that hold what may be taken out. */
const atomic = new Set([
  'meta.v1.LabelSelector', 'core.v1.NodeSelector', 'core.v1.NodeSelectorTerm', 'core.v1.TopologySelectorTerm', 'core.v1.ScopeSelector', 'core.v1.ObjectReference', 'core.v1.LocalObjectReference', 'core.v1.TypedLocalObjectReference',
  'core.v1.SecretReference', 'core.v1.ObjectFieldSelector', 'core.v1.ResourceFieldSelector', 'core.v1.ConfigMapKeySelector', 'core.v1.SecretKeySelector', 'networking.v1.ServiceBackendPort', 'rbac.v1.RoleRef', 'rbac.v1.Subject',
  'admissionregistration.v1.MatchResources', 'admissionregistration.v1.ParamKind', 'admissionregistration.v1.ParamRef',
]);

type Types = SchemaStore['kubernetes']['types'];

// Memory of what was compiled: the same answer with or without it, only faster.
const compiled = new WeakMap<Types, Map<string, Shape>>();

function typeShape(type: string, types: Types, owner = ''): Shape {
  let known = compiled.get(types);
  if (known === undefined) compiled.set(types, (known = new Map()));
  const key = unordered.has(owner) ? `${type} ${owner}` : type;
  let shape = known.get(key);
  if (shape === undefined) known.set(key, (shape = compile(type, types, owner)));
  return shape;
}

function compile(type: string, types: Types, owner: string): Shape {
  const list = /^\[([^\]]*)\](.*)$/.exec(type);
  if (list !== null) {
    const [, how = '', item = ''] = list;
    const keys = how === '' || how === '=' ? undefined : how.split(',');
    return { field: none, item: typeShape(item, types), ...(keys !== undefined && { keys }), ...((how === '=' || unordered.has(owner)) && { set: true }) };
  }
  if (type.startsWith('{}')) {
    const value = typeShape(type.slice(2), types);
    return { field: () => value };
  }
  if (type === 'quantity') return { field: none, quantity: true };
  const fields = Object.hasOwn(types, type) ? types[type]! : undefined;
  if (fields === undefined) return { field: none };
  return {
    type,
    ...(atomic.has(type) && { atomic: true }),
    field: (name) => {
      const own = Object.hasOwn(fields, name) ? fields[name] : Object.hasOwn(fields, `${name}*`) ? fields[`${name}*`] : undefined;
      return own === undefined ? undefined : typeShape(own, types, `${type} ${name}`);
    },
  };
}

function schemaShape(schema: CrdSchema): Shape {
  const keys = schema['x-kubernetes-list-type'] === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;
  const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return {
    field: (name) => {
      const own = schema.properties !== undefined && Object.hasOwn(schema.properties, name) ? schema.properties[name] : rest;
      return own === undefined ? undefined : schemaShape(own);
    },
    ...(schema.items !== undefined && { item: schemaShape(schema.items) }),
    ...(keys !== undefined && { keys }),
    ...(schema['x-kubernetes-list-type'] === 'set' && { set: true }),
    ...(schema['x-kubernetes-map-type'] === 'atomic' && { atomic: true }),
  };
}
