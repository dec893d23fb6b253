import { byteLength, checkEnum, checkRequiredEnum, checkText, dns1035Label, dnsSubdomain, pathSegment, qualifiedName } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkLabelSelector } from './kit/selector.ts';
import { strOr } from './kit/values.ts';
import { checkClientConfig, checkReviewVersions } from './webhooks.ts';

/** Webhook configurations and admission policies. Upstream: pkg/apis/admissionregistration/validation/validation.go, v1/defaults.go. */
export function checkValidatingWebhooks(object: Node): void {
  checkWebhooks(object, false);
}
export function checkMutatingWebhooks(object: Node): void {
  checkWebhooks(object, true);
}
function checkWebhooks(object: Node, mutating: boolean): void {
  const names = new Set<string>();
  for (const hook of object.get('webhooks').items()) {
    const [name, effects, timeout] = [hook.get('name'), hook.get('sideEffects'), hook.get('timeoutSeconds')];
    checkFullyQualifiedName(name);
    for (const rule of hook.get('rules').items()) checkRule(rule);
    checkOptional(hook.get('failurePolicy'), ['Fail', 'Ignore']);
    checkOptional(hook.get('matchPolicy'), ['Equivalent', 'Exact']);
    if (!effects.present) effects.required('write None or NoneOnDryRun');
    else checkEnum(effects, ['None', 'NoneOnDryRun']);
    if (timeout.present && (timeout.num < 1 || timeout.num > 30)) timeout.invalid('must be between 1 and 30 seconds');
    checkLabelSelector(hook.get('namespaceSelector'));
    checkLabelSelector(hook.get('objectSelector'));
    if (mutating) checkOptional(hook.get('reinvocationPolicy'), ['IfNeeded', 'Never']);
    checkClientConfig(hook.get('clientConfig'));
    checkMatchConditions(hook.get('matchConditions'));
    checkReviewVersions(hook.get('admissionReviewVersions'), ['v1', 'v1beta1']);
    if (name.str !== '' && names.has(name.str)) name.duplicate();
    names.add(name.str);
  }
}
function checkOptional(node: Node, supported: readonly string[]): void {
  if (node.present) checkEnum(node, supported);
}
/** Upstream: apimachinery IsFullyQualifiedName. */
function checkFullyQualifiedName(node: Node): void {
  if (node.str === '') return node.required();
  const problems = dnsSubdomain(node.str);
  if (problems.length > 0) node.invalid(problems.join('; '));
  else if (node.str.split('.').length < 3) node.invalid('must be a domain of at least three parts, such as check.example.com');
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
function checkWildcard(list: Node, what: string): void {
  if (list.length === 0) list.required();
  else if (list.length > 1 && list.strings().includes('*')) list.invalid(`may not hold other ${what} beside '*'`, '');
}
function checkRule(rule: Node): void {
  checkWildcard(rule.get('operations'), 'operations');
  for (const operation of rule.get('operations').items()) checkEnum(operation, operations);
  checkWildcard(rule.get('apiGroups'), 'API groups');
  checkWildcard(rule.get('apiVersions'), 'API versions');
  for (const version of rule.get('apiVersions').items()) if (version.str === '') version.required();
  checkResources(rule.get('resources'));
  checkOptional(rule.get('scope'), ['*', 'Cluster', 'Namespaced']);
}
function checkResources(resources: Node): void {
  if (resources.length === 0) resources.required();
  const [allSubresources, anyResource] = [new Set<string>(), new Set<string>()];
  let plain = false;
  for (const item of resources.items()) {
    if (item.str === '') {
      item.required();
      continue;
    }
    const slash = item.str.indexOf('/');
    if (slash < 0) {
      plain = item.str !== '*';
      continue;
    }
    const [resource, sub] = [item.str.slice(0, slash), item.str.slice(slash + 1)];
    if (allSubresources.has(resource)) item.invalid(`is covered by '${resource}/*' already`);
    if (anyResource.has(sub)) item.invalid(`is covered by '*/${sub}' already`);
    if (sub === '*') allSubresources.add(resource);
    if (resource === '*') anyResource.add(sub);
  }
  const all = resources.strings();
  if (all.length > 1 && all.includes('*/*')) resources.invalid("may not hold other resources beside '*/*'", '');
  if (plain && all.includes('*')) resources.invalid("may not hold other resources beside '*'", '');
}

function checkMatchConditions(conditions: Node): void {
  if (conditions.length > 64) conditions.tooMany(64);
  const names = new Set<string>();
  for (const condition of conditions.items()) {
    const [name, expression] = [condition.get('name'), condition.get('expression')];
    if (expression.str.trim() === '') expression.required();
    if (name.str === '') name.required();
    else checkText(name, qualifiedName);
    if (name.str !== '' && names.has(name.str)) name.duplicate();
    names.add(name.str);
  }
}

function checkMatchResources(match: Node): void {
  if (!match.present) return;
  checkOptional(match.get('matchPolicy'), ['Equivalent', 'Exact']);
  checkLabelSelector(match.get('namespaceSelector'));
  checkLabelSelector(match.get('objectSelector'));
  for (const key of ['resourceRules', 'excludeResourceRules']) {
    for (const rule of match.get(key).items()) {
      const names = new Set<string>();
      for (const name of rule.get('resourceNames').items()) {
        checkText(name, pathSegment);
        if (names.has(name.str)) name.duplicate();
        names.add(name.str);
      }
      checkRule(rule);
    }
  }
}

/** What both kinds of policies have; whether their expressions compile is checked elsewhere. */
function checkPolicy(object: Node): Node {
  const spec = object.get('spec');
  checkOptional(spec.get('failurePolicy'), ['Fail', 'Ignore']);
  if (spec.has('paramKind')) checkParamKind(spec.get('paramKind'));
  const match = spec.get('matchConstraints');
  if (!match.present) match.required();
  else {
    checkMatchResources(match);
    if (match.get('resourceRules').length === 0) match.get('resourceRules').required();
  }
  checkMatchConditions(spec.get('matchConditions'));
  for (const variable of spec.get('variables').items()) {
    const [name, expression] = [variable.get('name'), variable.get('expression')];
    if (name.str.trim() === '') name.required();
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name.str) || reserved.has(name.str)) name.invalid('must be an identifier of CEL');
    if (expression.str.trim() === '') expression.required();
  }
  return spec;
}
const reserved = new Set(['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);

export function checkValidatingPolicy(object: Node): void {
  const spec = checkPolicy(object);
  const [validations, annotations] = [spec.get('validations'), spec.get('auditAnnotations')];
  if (validations.length === 0 && annotations.length === 0) for (const list of [validations, annotations]) list.required('write a validation or an auditAnnotation');
  for (const validation of validations.items()) {
    const [expression, message, messageExpression, reason] = ['expression', 'message', 'messageExpression', 'reason'].map((key) => validation.get(key)) as [Node, Node, Node, Node];
    if (expression.str.trim() === '') expression.required();
    if (messageExpression.str !== '' && messageExpression.str.trim() === '') messageExpression.invalid('must not be blank');
    if (message.str !== '' && message.str.trim() === '') message.invalid('must not be blank');
    else if (/[\n\r]/.test(message.str.trim())) message.invalid('must not contain line breaks');
    checkOptional(reason, ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'].slice(0, 3));
  }
  if (annotations.length > 20) annotations.invalid('must not have more than 20 items', '');
  const [keys, name] = [new Set<string>(), object.get('metadata').get('name').str];
  for (const annotation of annotations.items()) {
    const [key, expression] = [annotation.get('key'), annotation.get('valueExpression')];
    if (name === '') key.invalid('needs a metadata.name', key.str);
    else checkText(key, qualifiedName, `${name}/${key.str}`);
    if (expression.str.trim() === '') expression.required();
    else if (byteLength(expression.str.trim()) > 5120) expression.required('may not be longer than 5120 bytes');
    if (keys.has(key.str)) key.duplicate();
    keys.add(key.str);
  }
}

const mutatingOperations = ['*', 'CONNECT', 'CREATE', 'UPDATE'];
function checkMutatingOperations(match: Node): void {
  for (const rule of match.get('resourceRules').items())
    for (const operation of rule.get('operations').items()) checkEnum(operation.named(match.as('resourceRules', 'operations')), mutatingOperations);
}
export function checkMutatingPolicy(object: Node): void {
  const spec = checkPolicy(object);
  const [mutations, policy] = [spec.get('mutations'), spec.get('reinvocationPolicy')];
  checkMutatingOperations(spec.get('matchConstraints'));
  if (mutations.length === 0) mutations.required('write at least one mutation');
  for (const mutation of mutations.items()) {
    const type = mutation.get('patchType');
    if (!checkRequiredEnum(type, ['ApplyConfiguration', 'JSONPatch'])) continue;
    const [own, other] = type.str === 'JSONPatch' ? ['jsonPatch', 'applyConfiguration'] : ['applyConfiguration', 'jsonPatch'];
    if (!mutation.has(own)) mutation.get(own).required(`patchType ${type.str} needs it`);
    else if (mutation.get(own).get('expression').str.trim() === '') mutation.get(own).get('expression').required();
    if (mutation.has(other)) mutation.get(other).invalid(`may not be given with patchType ${type.str}`, '');
  }
  checkRequiredEnum(policy, ['IfNeeded', 'Never']);
}

function checkParamKind(node: Node): void {
  const [apiVersion, kind] = [node.get('apiVersion'), node.get('kind')];
  if (apiVersion.str === '') apiVersion.required();
  else {
    const parts = apiVersion.str.split('/');
    const [group, version = ''] = parts.length === 1 ? ['', apiVersion.str] : parts;
    if (parts.length > 2) apiVersion.invalid('must be a group and a version');
    else {
      if (group !== '' && dnsSubdomain(group ?? '').length > 0) apiVersion.invalid(`has a group that ${dnsSubdomain(group ?? '').join('; ')}`, group);
      if (version === '') apiVersion.invalid('must have a version');
      else if (dns1035Label(version).length > 0) apiVersion.invalid(`has a version that ${dns1035Label(version).join('; ')}`, version);
    }
  }
  if (kind.str === '') kind.required();
  else if (dns1035Label(kind.str.toLowerCase()).length > 0) kind.invalid(dns1035Label(kind.str.toLowerCase()).join('; '));
}

export function checkValidatingBinding(object: Node): void {
  const actions = checkBinding(object).get('validationActions');
  const seen = new Set<string>();
  for (const action of actions.items()) {
    checkEnum(action, ['Audit', 'Deny', 'Warn']);
    if (seen.has(action.str)) action.duplicate();
    seen.add(action.str);
  }
  if (seen.has('Deny') && seen.has('Warn')) actions.invalid('may not hold both Deny and Warn', '');
  if (seen.size === 0) actions.required('write at least one of Deny, Warn and Audit');
}
export function checkMutatingBinding(object: Node): void {
  checkMutatingOperations(checkBinding(object).get('matchResources'));
}
function checkBinding(object: Node): Node {
  const spec = object.get('spec');
  const [name, ref] = [spec.get('policyName'), spec.get('paramRef')];
  if (name.str === '') name.required();
  else checkText(name, dnsSubdomain);
  if (ref.present) {
    const [own, selector, action] = [ref.get('name'), ref.get('selector'), ref.get('parameterNotFoundAction')];
    if (own.str !== '') checkText(own, pathSegment);
    if (selector.present) checkLabelSelector(selector);
    if (own.str !== '' && selector.present) for (const node of [own, selector]) node.forbidden('name and selector exclude each other');
    if (own.str === '' && !selector.present) ref.required('write a name or a selector');
    if (strOr(action, '') === '') action.required('write Allow or Deny');
    else checkEnum(action, ['Deny', 'Allow']);
  }
  checkMatchResources(spec.get('matchResources'));
  return spec;
}
