import { checkEnum, checkText, dnsSubdomain, pathSegment } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkLabelSelector } from './kit/selector.ts';
import { strOr } from './kit/values.ts';

/** Roles and bindings. Upstream: pkg/apis/rbac/validation/validation.go, v1/defaults.go. */
const group = 'rbac.authorization.k8s.io';

export function checkRole(object: Node): void {
  for (const rule of object.get('rules').items()) checkRule(rule, true);
}
export function checkClusterRole(object: Node): void {
  for (const rule of object.get('rules').items()) checkRule(rule, false);
  if (!object.has('aggregationRule')) return;
  const selectors = object.get('aggregationRule').get('clusterRoleSelectors');
  if (selectors.length === 0) selectors.required('write at least one selector');
  for (const selector of selectors.items()) {
    const before = selector.errorCount;
    checkLabelSelector(selector);
    if (selector.errorCount > before) selector.invalid('cannot be read as a selector', '');
  }
}
function checkRule(rule: Node, namespaced: boolean): void {
  const [urls, groups, resources] = [rule.get('nonResourceURLs'), rule.get('apiGroups'), rule.get('resources')];
  if (rule.get('verbs').length === 0) rule.get('verbs').required('write at least one verb');
  if (urls.length > 0) {
    if (namespaced) urls.invalid('may only be given in a ClusterRole', '');
    if (groups.length > 0 || resources.length > 0 || rule.get('resourceNames').length > 0) urls.invalid('may not stand beside apiGroups, resources or resourceNames', '');
    return;
  }
  if (groups.length === 0) groups.required('write at least one API group ("" is the core group)');
  if (resources.length === 0) resources.required('write at least one resource');
}

export function checkRoleBinding(object: Node): void {
  checkBinding(object, ['Role', 'ClusterRole'], true);
}
export function checkClusterRoleBinding(object: Node): void {
  checkBinding(object, ['ClusterRole'], false);
}
function checkBinding(object: Node, kinds: readonly string[], namespaced: boolean): void {
  const [apiGroup, kind, name] = ['apiGroup', 'kind', 'name'].map((key) => object.get('roleRef').get(key)) as [Node, Node, Node];
  checkEnum(apiGroup, [group], strOr(apiGroup, group));
  checkEnum(kind, kinds);
  if (name.str === '') name.required();
  else checkText(name, pathSegment);
  for (const subject of object.get('subjects').items()) checkSubject(subject, namespaced);
}
function checkSubject(subject: Node, namespaced: boolean): void {
  const [name, kind, apiGroup, namespace] = [subject.get('name'), subject.get('kind'), subject.get('apiGroup'), subject.get('namespace')];
  if (name.str === '') name.required();
  if (kind.str === 'ServiceAccount') {
    if (name.str !== '') checkText(name, dnsSubdomain);
    if (apiGroup.str !== '') apiGroup.notSupported(['']);
    if (!namespaced && namespace.str === '') namespace.required('a ServiceAccount in a ClusterRoleBinding needs it');
  } else if (kind.str === 'User' || kind.str === 'Group') checkEnum(apiGroup, [group], strOr(apiGroup, group));
  else kind.notSupported(['ServiceAccount', 'User', 'Group'], kind.str);
}
