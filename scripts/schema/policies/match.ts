import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** An object as a policy's rules see it. */
export interface Resource {
  readonly object: JsonObject;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly namespace: string;
}

/**
 * Whether `matchConstraints` or `matchResources` take a create of the object: rules, exclusions, both selectors.
 * Source: k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go
 */
export function matchesResource(constraints: JsonObject, resource: Resource, namespaceLabels: JsonObject): boolean {
  const labels = labelsOf(resource.object);
  if (!matchesSelector(getKey(constraints, 'objectSelector'), labels)) return false;
  const isNamespace = resource.group === '' && resource.resource === 'namespaces';
  if ((resource.namespaced || isNamespace) && !matchesSelector(getKey(constraints, 'namespaceSelector'), isNamespace ? labels : namespaceLabels)) return false;
  if (objects(getKey(constraints, 'excludeResourceRules')).some((rule) => matchesRule(rule, resource))) return false;
  const rules = objects(getKey(constraints, 'resourceRules'));
  return rules.length === 0 || rules.some((rule) => matchesRule(rule, resource));
}

function matchesRule(rule: JsonObject, resource: Resource): boolean {
  const has = (key: string, value: string): boolean => {
    const list = getKey(rule, key);
    return Array.isArray(list) && (list.includes('*') || list.includes(value));
  };
  const resources = getKey(rule, 'resources');
  const scope = getKey(rule, 'scope');
  const names = getKey(rule, 'resourceNames');
  return has('operations', 'CREATE') && has('apiGroups', resource.group) && has('apiVersions', resource.version)
    && Array.isArray(resources) && resources.some((each) => each === '*' || each === '*/*' || each === resource.resource)
    && (scope === undefined || scope === '*' || (scope === 'Namespaced') === resource.namespaced)
    && (!Array.isArray(names) || names.length === 0 || names.includes(nameOf(resource.object)));
}

/** A label selector; an absent one takes everything. */
export function matchesSelector(selector: Json | undefined, labels: JsonObject): boolean {
  if (!isObject(selector)) return true;
  const wanted = getKey(selector, 'matchLabels');
  if (isObject(wanted) && !Object.entries(wanted).every(([key, value]) => getKey(labels, key) === value)) return false;
  return objects(getKey(selector, 'matchExpressions')).every((expression) => {
    const value = getKey(labels, String(getKey(expression, 'key')));
    const values = getKey(expression, 'values');
    const among = Array.isArray(values) && value !== undefined && values.includes(value);
    switch (getKey(expression, 'operator')) {
      case 'In': return among;
      case 'NotIn': return !among;
      case 'Exists': return value !== undefined;
      default: return value === undefined;
    }
  });
}

export function labelsOf(object: JsonObject): JsonObject {
  const metadata = getKey(object, 'metadata');
  const labels = isObject(metadata) ? getKey(metadata, 'labels') : undefined;
  return isObject(labels) ? labels : {};
}

export function nameOf(object: JsonObject, key: 'name' | 'namespace' = 'name'): string {
  const metadata = getKey(object, 'metadata');
  const name = isObject(metadata) ? getKey(metadata, key) : undefined;
  return typeof name === 'string' ? name : '';
}

/** The objects of a list. */
export function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
