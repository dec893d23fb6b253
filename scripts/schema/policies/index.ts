import { getKey, isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Value } from '../cel/values.ts';
import { fieldError, type FieldError } from '../errors.ts';
import type { SchemaStore } from '../store/store.ts';
import { decide, type Decision } from './evaluate.ts';
import { matchesResource, matchesSelector, labelsOf, nameOf, type Resource } from './match.ts';

/** What an admission policy of the cluster says to one of its objects. */
export interface PolicyFinding {
  readonly object: JsonObject;
  readonly policy: string;
  readonly binding: string;
  /** `Deny` refuses the object; `Warn` and `Audit` let it pass; `Unknown`: it cannot be told without the cluster. */
  readonly action: 'Deny' | 'Warn' | 'Audit' | 'Unknown';
  readonly error: FieldError;
}

const group = 'admissionregistration.k8s.io/';

/**
 * Applies the ValidatingAdmissionPolicies among the objects of a cluster, through their bindings, to all of its objects, as if
 * Flux created them. Objects are decoded (`Verdict.decoded`), so that defaults of CRDs are in.
 */
export function applyPolicies(all: readonly JsonObject[], store: SchemaStore): PolicyFinding[] {
  const of = (kind: string): JsonObject[] => all.filter((object) => object['kind'] === kind && String(object['apiVersion']).startsWith(group));
  const policies = new Map(of('ValidatingAdmissionPolicy').map((policy) => [nameOf(policy), policy]));
  const bindings = of('ValidatingAdmissionPolicyBinding');
  if (policies.size === 0 || bindings.length === 0) return [];
  const namespaces = new Map(all.filter((object) => object['kind'] === 'Namespace' && object['apiVersion'] === 'v1').map((namespace) => [nameOf(namespace), namespace]));
  const findings: PolicyFinding[] = [];
  for (const object of all) {
    const resource = resourceOf(object, store);
    if (resource === undefined || /^ValidatingAdmissionPolicy/.test(String(object['kind']))) continue;
    const namespaceObject = namespaces.get(resource.namespace) ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name: resource.namespace, labels: { 'kubernetes.io/metadata.name': resource.namespace } } };
    for (const binding of bindings) {
      const spec = getKey(binding, 'spec');
      const policy = isObject(spec) ? policies.get(String(getKey(spec, 'policyName'))) : undefined;
      if (policy === undefined || !isObject(spec) || !taken(policy, spec, resource, labelsOf(namespaceObject))) continue;
      const actions = (getKey(spec, 'validationActions') as string[] | undefined) ?? ['Deny'];
      for (const decision of decisionsOf(policy, spec, resource, namespaceObject, all)) {
        if (decision.kind === 'admitted') continue;
        const action = decision.kind === 'unknown' ? 'Unknown' : actions.includes('Deny') ? 'Deny' : actions.includes('Warn') ? 'Warn' : 'Audit';
        const message = decision.kind === 'unknown' ? `the policy ${nameOf(policy)} cannot be applied here: ${decision.message}` : `the policy ${nameOf(policy)} (binding ${nameOf(binding)}) says: ${decision.message}`;
        findings.push({ object, policy: nameOf(policy), binding: nameOf(binding), action, error: fieldError(undefined, decision.kind === 'unknown' ? 'not-checked' : 'admission', message) });
      }
    }
  }
  return findings;
}

function taken(policy: JsonObject, bindingSpec: JsonObject, resource: Resource, namespaceLabels: JsonObject): boolean {
  const spec = getKey(policy, 'spec');
  const constraints = isObject(spec) ? getKey(spec, 'matchConstraints') : undefined;
  const narrowed = getKey(bindingSpec, 'matchResources');
  return isObject(constraints) && matchesResource(constraints, resource, namespaceLabels) && (!isObject(narrowed) || matchesResource(narrowed, resource, namespaceLabels));
}

function decisionsOf(policy: JsonObject, bindingSpec: JsonObject, resource: Resource, namespaceObject: JsonObject, all: readonly JsonObject[]): Decision[] {
  const policySpec = getKey(policy, 'spec') as JsonObject;
  const paramKind = getKey(policySpec, 'paramKind');
  const input = (params: Value): Record<string, Value> => ({
    object: resource.object as Value, oldObject: null, request: requestOf(resource) as Value, params, namespaceObject: (resource.namespaced ? namespaceObject : null) as Value,
  });
  if (!isObject(paramKind)) return decide(policy, input(null));
  const reference = getKey(bindingSpec, 'paramRef');
  if (!isObject(reference)) return decide(policy, input(null));
  const params = all.filter((candidate) => candidate['apiVersion'] === paramKind['apiVersion'] && candidate['kind'] === paramKind['kind']
    && [getKey(reference, 'namespace') ?? resource.namespace, ''].includes(nameOf(candidate, 'namespace'))
    && (getKey(reference, 'name') === undefined ? matchesSelector(getKey(reference, 'selector'), labelsOf(candidate)) : nameOf(candidate) === reference['name']));
  if (params.length > 0) return params.flatMap((each) => decide(policy, input(each as Value)));
  if (getKey(reference, 'parameterNotFoundAction') === 'Allow' || getKey(policySpec, 'failurePolicy') === 'Ignore') return [];
  return [{ kind: 'denied', reason: 'Invalid', message: `no params found for the binding: the cluster's manifests hold no such ${String(paramKind['kind'])}` }];
}

/** The request as the policy sees it when Flux applies the object. */
function requestOf(resource: Resource): JsonObject {
  const kind = { group: resource.group, version: resource.version, kind: String(resource.object['kind']) };
  const own = { group: resource.group, version: resource.version, resource: resource.resource };
  return {
    kind, requestKind: kind, resource: own, requestResource: own, operation: 'CREATE', name: nameOf(resource.object), namespace: resource.namespace, dryRun: false,
    userInfo: { username: 'system:serviceaccount:flux-system:kustomize-controller', groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system', 'system:authenticated'], uid: '', extra: {} },
    options: {},
  };
}

function resourceOf(object: JsonObject, store: SchemaStore): Resource | undefined {
  const [apiVersion, kind] = [String(object['apiVersion']), String(object['kind'])];
  const builtIn = store.builtIn(apiVersion, kind);
  const custom = builtIn === undefined ? store.custom(apiVersion, kind) : undefined;
  if (builtIn === undefined && custom === undefined) return undefined;
  const slash = apiVersion.indexOf('/');
  const namespaced = builtIn?.namespaced ?? custom!.namespaced;
  return {
    object, group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), resource: builtIn?.resource ?? custom!.plural, namespaced,
    namespace: namespaced ? nameOf(object, 'namespace') || 'default' : '',
  };
}

